/** More than one instance: data moves from one to another whole, and two servers on one database never get in each other's way. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import type { ImportMode } from '../../src/portability/kinds.js';
import { readFiles, timelessFiles } from '../support/archive-files.js';
import { graphArbitrary, type Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { noise, withBigFile } from '../support/big-file.js';
import { sha256Of } from '../../src/portability/testing/media-files.js';
import { s3Environment, startS3Server, type S3Server } from '../support/s3-server.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

const MiB = 1024 * 1024;

/** Some data of every kind, the same for the same number, with one file of so many bytes. */
function sample(seed: number, bytes: number): Graph {
  const [graph] = fc.sample(graphArbitrary(CAROL_KINDS, { minRows: 2, maxRows: 4 }), { numRuns: 1, seed });
  return withBigFile(graph as Graph, noise(String(seed), bytes));
}

/** The graph with this id of its profile: an account keeps that of its own whatever it imports. */
function withProfile(graph: Graph, id: string | undefined): Graph {
  const { profile = [], profileContacts = [] } = graph.rows;
  const rows = {
    ...graph.rows,
    profile: profile.map((row) => ({ ...row, id: id ?? row.id })),
    profileContacts: profileContacts.map((row) => ({ ...row, parentId: id ?? '' })),
  };
  return { ...graph, rows };
}

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
  const graph = sample(1, 7 * MiB + 1);
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

describe('two servers on one database and one blob folder', () => {
  let one: TestService;
  let other: TestService;
  const graph = sample(2, MiB);
  const graphs = [graph, withProfile(sample(3, MiB + 1), graph.rows['profile']?.[0]?.id)];
  /** Each made by a user that is gone. */
  const archives: Buffer[] = [];

  beforeAll(async () => {
    one = await startTestService();
    const { url } = one.instance.dataSource.options as { readonly url: string };
    other = await startTestService({ DATABASE_URL: url, DATA_DIR: one.dataDir });
    for (const graph of graphs) {
      const user = await userWith(one, graph);
      archives.push(await other.export(user));
      await one.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [user.id]);
    }
  });
  afterAll(async () => {
    await other?.close();
    await one?.close();
  });

  const [first, second] = [() => archives[0] as Buffer, () => archives[1] as Buffer];

  /** Runs `meanwhile` while an import of the user stands in the middle of its writes. */
  async function amidImport(user: TestUser, archive: Buffer, meanwhile: () => Promise<void>) {
    const blocker = one.instance.dataSource.createQueryRunner();
    await blocker.connect();
    await blocker.query('BEGIN');
    try {
      await blocker.query('LOCK TABLE note IN SHARE MODE');
      const importing = one.import(user, archive, 'replace');
      await waitFor(blocker, `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'note'::regclass`);
      await meanwhile();
      await blocker.query('COMMIT');
      return await importing;
    } finally {
      await blocker.query('ROLLBACK');
      await blocker.release();
    }
  }

  async function waitFor(on: { query(sql: string): Promise<unknown> }, sql: string): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      if (((await on.query(sql)) as unknown[]).length > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('The import never came to its writes');
  }

  it('the second import of a user is refused at once, wherever it comes in', async () => {
    const user = await one.createUser();
    const result = await amidImport(user, first(), async () => {
      for (const service of [one, other]) {
        const { status, headers, body } = await service.import(user, second(), 'merge');
        expect([status, body.type]).toEqual([409, '/problems/import-in-progress']);
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      }
      // A preview changes nothing and may look; so may anybody else.
      expect((await other.preview(user, second())).status).toBe(200);
      expect((await other.preview(await other.createUser(), second())).status).toBe(200);
    });
    expect(result.status).toBe(200);
    expect((await other.import(user, second(), 'replace')).status).toBe(200);
    expect(await digestOf(await one.export(user))).toBe(await digestOf(second()));
    await one.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [user.id]);
  });

  it('an export on one during an import on the other is what was before', async () => {
    const user = await one.createUser();
    await one.import(user, first(), 'replace');
    const result = await amidImport(user, second(), async () => {
      expect(await digestOf(await other.export(user))).toBe(await digestOf(first()));
    });
    expect(result.status).toBe(200);
    expect(await digestOf(await other.export(user))).toBe(await digestOf(second()));
    await one.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [user.id]);
  });

  it('exports beside a row of imports are each one or the other, never a mixture', async () => {
    const user = await one.createUser();
    await one.import(user, first(), 'replace');
    const [before, after] = await Promise.all([first(), second()].map(digestOf));
    let done = false;
    const exports: string[] = [];
    const exporting = (async () => {
      while (!done) exports.push(await digestOf(await other.export(user)));
    })();
    try {
      for (let round = 0; round < 4; round++) {
        const { status } = await one.import(user, round % 2 === 0 ? second() : first(), 'replace');
        expect(status).toBe(200);
      }
    } finally {
      done = true;
      await exporting;
    }
    expect(exports.length).toBeGreaterThan(1);
    expect(exports.filter((text) => text !== before && text !== after)).toEqual([]);
    await one.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [user.id]);
  });

  it('of two imports at the same moment each is done whole or refused', async () => {
    const user = await one.createUser();
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.all([
        one.import(user, first(), 'replace'),
        other.import(user, second(), 'replace'),
      ]);
      const statuses = answers.map(({ status }) => status);
      expect(statuses.every((status) => status === 200 || status === 409)).toBe(true);
      expect(statuses).toContain(200);
      const text = await digestOf(await one.export(user));
      const done = [first(), second()].filter((_, index) => statuses[index] === 200);
      expect(await Promise.all(done.map(digestOf))).toContain(text);
    }
    await one.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [user.id]);
  });
});

/** Of all but the time of the export. */
const digestOf = async (archive: Buffer): Promise<string> =>
  sha256Of(Buffer.from(JSON.stringify([...(await timelessFiles(archive))])));
