/** The whole way with a real object store: two instances on one PostgreSQL and one Ceph object gateway. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createBlobStore, type BlobStore } from '../../src/portability/blobs.js';
import { describeBlobStore } from '../../src/portability/testing.js';
import { timelessFiles } from '../support/archive-files.js';
import { noise, withBigFile } from '../support/big-file.js';
import { hasCeph, startCeph } from '../support/ceph.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { s3Environment } from '../support/s3-server.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { startTestService, type TestService } from '../support/service.js';
import { blobsOf } from '../support/sweep.js';

const MiB = 1024 * 1024;

const where = 'Ceph’s object gateway (needs radosgw, ceph-mon, ceph-osd and ceph-common)';
(hasCeph ? describe : describe.skip)(where, () => {
  let ceph: Awaited<ReturnType<typeof startCeph>>;
  beforeAll(async () => {
    ceph = await startCeph();
  });
  afterAll(() => ceph?.close());

  describe('as a store', () => {
    let store: BlobStore;
    beforeAll(() => {
      store = createBlobStore({ kind: 's3', ...ceph.options });
    });
    afterAll(() => store?.close());
    describeBlobStore({ describe, it }, () => store);
  });

  describe('below two instances on one database', () => {
    let database: TestDatabase;
    let one: TestService;
    let other: TestService;
    beforeAll(async () => {
      database = await createTestDatabase();
      const shared = { database: { url: database.url, drop: () => Promise.resolve() } };
      one = await startTestService(s3Environment(ceph), shared);
      other = await startTestService(s3Environment(ceph), shared);
    });
    afterAll(async () => {
      await one?.close();
      await other?.close();
      await database?.drop();
    });

    it('keeps what one imports for the other to export, replace and copy', async () => {
      const user = await one.createUser();
      const archive = await packGraph(withBigFile(sampleGraph(), noise('ceph', 12 * MiB)));
      expect(await one.import(user, archive, 'replace')).toMatchObject({
        status: 200,
        body: { media: { stored: 2, removed: 0 } },
      });
      const exported = await other.export(user);
      expect(await timelessFiles(await one.export(user))).toEqual(await timelessFiles(exported));
      expect(await other.import(user, exported, 'replace')).toMatchObject({
        status: 200,
        body: { media: { stored: 0, removed: 0 } },
      });

      expect(await other.import(user, await packGraph(sampleGraph()), 'replace')).toMatchObject({
        status: 200,
        body: { media: { removed: 2 } },
      });
      expect(await blobsOf(one, user)).toHaveLength(2);
      expect(await one.import(user, exported, 'copies')).toMatchObject({
        status: 200,
        body: { media: { stored: 2 } },
      });
      expect(await blobsOf(other, user)).toHaveLength(4);
    });
  });
});
