/** Two instances on one database and one store of files, and the moments at which their laws look at them. */
import fc from 'fast-check';
import { expect } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { MAINTENANCE, type Maintenance } from '../../src/portability/index.js';
import { graphArbitrary, type Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { sha256Of } from '../../src/portability/testing/media-files.js';
import { timelessFiles } from './archive-files.js';
import { noise, withBigFile } from './big-file.js';
import { agedStore, createHaltedPuts, type HaltedPuts } from './halted-puts.js';
import { createTestDatabase } from './postgres.js';
import { eventually } from './raw-http.js';
import { userWith } from './seeded.js';
import { startTestService, type TestService, type TestUser } from './service.js';
import type { SharedStore } from './shared-stores.js';
import { blobsOf } from './sweep.js';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface Instances {
  readonly one: TestService;
  readonly other: TestService;
  /** Of `other`. */
  readonly puts: HaltedPuts;
  readonly store: SharedStore;
  /** An archive of somebody who is gone. */
  archiveOf(graph: Graph): Promise<Buffer>;
  /** A user who has just what the archive holds. */
  userWith(archive: Buffer): Promise<TestUser>;
  /** One round of the maintenance of `one`. @param age of all blobs beside their own, in milliseconds */
  sweep(age?: number): Promise<void>;
  /** After a sweep at which everything is old the store holds what rows name, and nothing else. */
  expectSwept(user: TestUser): Promise<void>;
  /** Does `meanwhile` while so many imports stand in the middle of their writes, `begin`'s among them. @returns what `begin` answers */
  amidImport<Answer>(begin: () => Promise<Answer>, meanwhile: Meanwhile): Promise<Answer>;
  close(): Promise<void>;
}

/** @param waiting resolves when so many imports wait to write */
export type Meanwhile = (waiting: (count: number) => Promise<void>) => Promise<void>;

export async function startInstances(open: () => Promise<SharedStore>): Promise<Instances> {
  const store = await open();
  const database = await createTestDatabase();
  const shared = { database: { url: database.url, drop: () => Promise.resolve() } };
  const puts = createHaltedPuts();
  let age = 0;
  const one = await startTestService(store.environment, {
    ...shared,
    blobs: (real) => agedStore(real, () => age),
  });
  const other = await startTestService(store.environment, { ...shared, blobs: puts.wrap });
  const { dataSource } = one.instance;
  const maintenance = one.server.app.get<Maintenance>(MAINTENANCE, { strict: false });

  async function sweep(older = 0): Promise<void> {
    age = older;
    try {
      await maintenance.run();
    } finally {
      age = 0;
    }
  }
  return {
    one,
    other,
    puts,
    store,
    sweep,
    async archiveOf(graph) {
      const user = await userWith(one, graph);
      const archive = await other.export(user);
      await dataSource.query('DELETE FROM "user" WHERE id = $1', [user.id]);
      return archive;
    },
    async userWith(archive) {
      const user = await one.createUser();
      expect(await one.import(user, archive, 'replace')).toMatchObject({ status: 200 });
      return user;
    },
    async expectSwept(user) {
      await sweep(2 * DAY_MS);
      const rows = await dataSource.query<{ key: string }[]>(
        'SELECT DISTINCT blob_key AS key FROM media WHERE user_id = $1',
        [user.id],
      );
      expect((await blobsOf(other, user)).sort()).toEqual(rows.map(({ key }) => key).sort());
    },
    async amidImport(begin, meanwhile) {
      const blocker = dataSource.createQueryRunner();
      await blocker.connect();
      await blocker.query('BEGIN');
      const waiting = (count: number): Promise<void> =>
        eventually(async () => {
          const sql = `SELECT FROM pg_locks WHERE NOT granted AND relation = 'note'::regclass`;
          expect(await blocker.query(sql)).toHaveLength(count);
        });
      try {
        await blocker.query('LOCK TABLE note IN SHARE MODE');
        const importing = begin();
        await waiting(1);
        await meanwhile(waiting);
        await blocker.query('COMMIT');
        return await importing;
      } finally {
        await blocker.query('ROLLBACK');
        await blocker.release();
      }
    },
    async close() {
      await other.close();
      await one.close();
      await database.drop();
      await store.close();
    },
  };
}

/** Some data of every kind, the same for the same number, with one file of so many bytes. */
export function sampleWithFile(seed: number, bytes: number): Graph {
  const [graph] = fc.sample(graphArbitrary(CAROL_KINDS, { minRows: 2, maxRows: 4 }), { numRuns: 1, seed });
  return withBigFile(graph as Graph, noise(String(seed), bytes));
}

/** The graph with the profile's id of the other: an account keeps that of its own whatever it imports. */
export function withProfileOf(graph: Graph, { rows: { profile: owns = [] } }: Graph): Graph {
  const [own] = owns;
  const { profile = [], profileContacts = [] } = graph.rows;
  const rows = {
    ...graph.rows,
    profile: profile.map((row) => ({ ...row, id: own?.id ?? row.id })),
    profileContacts: profileContacts.map((row) => ({ ...row, parentId: own?.id ?? '' })),
  };
  return { ...graph, rows };
}

/** Of all but the time of the export. */
export const digestOf = async (archive: Buffer): Promise<string> =>
  sha256Of(Buffer.from(JSON.stringify([...(await timelessFiles(archive))])));
