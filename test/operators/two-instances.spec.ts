/** More than one instance: data moves from one to another whole, and two servers on one database never get in each other's way. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ImportMode } from '../../src/portability/kinds.js';
import type { Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { readFiles, timelessFiles } from '../support/archive-files.js';
import { clockLaws, outageLaws } from '../support/instance-harm-laws.js';
import { describeInstances, sharingLaws } from '../support/instance-laws.js';
import { sampleWithFile } from '../support/instances.js';
import { s3Environment, startS3Server, startS3Thread, type S3Server } from '../support/s3-server.js';
import { openSharedBucket, openSharedFolder } from '../support/shared-stores.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService } from '../support/service.js';

const MiB = 1024 * 1024;

const rowsOf = (graph: Graph): number => Object.values(graph.rows).flat().length;

async function blobsOf(service: TestService): Promise<string[]> {
  const digests: string[] = [];
  for await (const { key, size } of service.instance.blobs.list(''))
    digests.push(`${key.split('/').pop()} ${size}`);
  return digests.sort();
}

const mediaOf = async (archive: Buffer): Promise<[string, string][]> =>
  [...(await readFiles(archive))]
    .filter(([path]) => path.startsWith('media/'))
    .map(([path, bytes]) => [path, bytes.toString('base64')]);

describe('from one instance to another', () => {
  let here: TestService;
  let there: TestService;
  let elsewhere: TestService;
  let s3: S3Server;
  let archive: Buffer;
  const graph = sampleWithFile(1, MiB + 1);
  const rows = rowsOf(graph);

  beforeAll(async () => {
    s3 = await startS3Server();
    here = await startTestService();
    there = await startTestService();
    elsewhere = await startTestService(s3Environment(s3));
    archive = await here.export(await userWith(here, graph));
  });
  afterAll(async () => {
    for (const service of [here, there, elsewhere]) await service?.close();
    await s3?.close();
  });

  /** Imports, and says what a fresh export of the importer holds. */
  async function move(to: TestService, bytes: Buffer, mode: ImportMode): Promise<Buffer> {
    const user = await to.createUser();
    const preview = await to.preview(user, bytes);
    const { status, body } = await to.import(user, bytes, mode, preview.body.plan?.[mode] ?? '');
    expect(status).toBe(200);
    expect(body.effects).toEqual(preview.body.effects?.[mode]);
    expect(Object.values(body.effects).reduce((sum, { create }) => sum + create, 0)).toBe(rows);
    const exported = await to.export(user);
    await to.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [user.id]);
    return exported;
  }

  it.each(['replace', 'merge'] as const)('everything moves, media byte for byte: %s', async (mode) => {
    const moved = await move(there, archive, mode);
    expect(await timelessFiles(moved)).toEqual(await timelessFiles(archive));
    expect(await mediaOf(moved)).toEqual(await mediaOf(archive));
    for (const [id, bytes] of graph.files) {
      const file = [...(await readFiles(moved))].find(([path]) => path.startsWith(`media/${id}.`));
      expect(file?.[1].equals(bytes)).toBe(true);
    }
  });

  it('everything moves, media byte for byte: copies', async () => {
    const bytesOf = async (of: Buffer) => (await mediaOf(of)).map(([, bytes]) => bytes).sort();
    expect(await bytesOf(await move(there, archive, 'copies'))).toEqual(await bytesOf(archive));
  });

  it('from folders to S3 and back: the same files each time', async () => {
    const user = await elsewhere.createUser();
    const result = await elsewhere.import(user, archive, 'replace');
    expect(result.status).toBe(200);
    const files = new Set([...graph.files.values()].map((bytes) => bytes.toString('base64')));
    expect(result.body.media).toMatchObject({ stored: files.size, removed: 0 });
    expect((await blobsOf(elsewhere)).length).toBe(files.size);
    const fromS3 = await elsewhere.export(user);
    expect(await timelessFiles(fromS3)).toEqual(await timelessFiles(archive));
    expect(await timelessFiles(await move(there, fromS3, 'replace'))).toEqual(await timelessFiles(archive));

    const emptied = await elsewhere.import(user, await there.export(await there.createUser()), 'replace');
    expect(emptied.body.media).toMatchObject({ stored: 0, removed: files.size });
    expect(await blobsOf(elsewhere)).toEqual([]);
  });
});

// Each law over each store: test/interop/shared-stores.spec.ts.
describe('two instances on one database and a shared folder', () =>
  describeInstances(openSharedFolder, [sharingLaws]));

describe('two instances on one database and an S3 server', () =>
  describeInstances(async () => openSharedBucket(await startS3Thread()), [clockLaws, outageLaws]));
