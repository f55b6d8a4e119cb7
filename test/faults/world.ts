/** Two instances on one database and one blob store, with places where anything between the first and them can break. */
import { readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import pg from 'pg';
import type { BlobStore } from '../../src/portability/blobs.js';
import { MAINTENANCE, type Maintenance, PORTABILITY, type Portability } from '../../src/portability/index.js';
import { s3Environment, startS3Server, type S3Server } from '../support/s3-server.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { sampleGraph } from '../support/sample.js';
import type { StoreKind } from './catalogue.js';
import { takeClock, type Clock } from './clock-seam.js';
import { watchDatabase } from './database-seam.js';
import { watchFiles, watchWorkspaces } from './files-seam.js';
import { createInjector, type Injector } from './injector.js';
import { watchStore, type WatchedStore } from './store-seam.js';

export interface World {
  readonly kind: StoreKind;
  /** What is broken. */
  readonly one: TestService;
  /** What works beside it. */
  readonly other: TestService;
  readonly injector: Injector;
  readonly clock: Clock;
  readonly damaged: Set<string>;
  /** A connection that no fault happens to. */
  readonly admin: pg.Client;
  /** Of the database, the folders and the store, for another process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Somebody whom none of it concerns. */
  readonly bystander: TestUser;
  /** What the errors are, from now on. */
  seed(seed: number): void;
  maintenance(): Promise<void>;
  /** As if all that lies there had been there for long. */
  age(): Promise<void>;
  /** Removes an account and its files. */
  forget(user: TestUser): Promise<void>;
  close(): Promise<void>;
}

/** Small, so that what waits for a time-out does not wait for long; seconds. */
export const TIMES = { stall: 1, idle: 3, lock: 2, statement: 5 } as const;

const LIMITS = {
  LIMIT_STALL_SECONDS: String(TIMES.stall),
  LIMIT_IDLE_SECONDS: String(TIMES.idle),
  LIMIT_LOCK_SECONDS: String(TIMES.lock),
  LIMIT_STATEMENT_SECONDS: String(TIMES.statement),
};

const DAY = 24 * 60 * 60 * 1000;
/** S3 refuses requests of clocks that are off by more than a quarter of an hour. */
const S3_TOLERANCE = 14 * 60 * 1000;

const LONG_AGO = new Date('2020-01-01T00:00:00Z');

export async function createWorld(kind: StoreKind): Promise<World> {
  const s3: S3Server | undefined = kind === 's3' ? await startS3Server() : undefined;
  const injector = createInjector();
  const clock = takeClock(kind === 's3' ? S3_TOLERANCE : DAY);
  let watched: WatchedStore | undefined;
  const wrap = (real: BlobStore): BlobStore => (watched = watchStore(real, injector, clock)).store;
  const settings = s3 ? s3Environment(s3) : {};
  const one = await startTestService({ ...LIMITS, ...settings }, { blobs: wrap });
  const { url } = one.instance.dataSource.options as { readonly url: string };
  // What looks at the rest has the time-outs that everybody has: nothing happens to it.
  const shared = { ...settings, DATABASE_URL: url };
  const other = await startTestService({ ...shared, ...(s3 ? {} : { DATA_DIR: one.dataDir }) });
  const admin = new pg.Client(url);
  await admin.connect();

  const temporary = join(one.dataDir, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const seed = watchDatabase({
    dataSource: one.instance.dataSource,
    injector,
    clock,
    slow: TIMES.idle * 1_000 + 500,
  });
  await watchFiles(temporary, injector, clock);
  const portability = one.server.app.get<Portability>(PORTABILITY, { strict: false });
  Object.assign(portability, { workspaces: watchWorkspaces(portability.workspaces, injector, clock) });
  const maintenance = other.server.app.get<Maintenance>(MAINTENANCE, { strict: false });
  const objects = s3?.directory ?? join(one.dataDir, 'blobs');
  const bystander = await userWith(one, sampleGraph());

  async function age(): Promise<void> {
    const found = await readdir(objects, { recursive: true, withFileTypes: true });
    for (const entry of found)
      if (entry.isFile()) await utimes(join(entry.parentPath, entry.name), LONG_AGO, LONG_AGO);
    for (const { column } of (await admin.query<{ column: string }>(JOURNAL_TIMES)).rows)
      await admin.query(`UPDATE blob_journal SET "${column}" = "${column}" - interval '2 days'`);
  }
  await age();

  return {
    kind,
    one,
    other,
    injector,
    clock,
    damaged: watched?.damaged ?? new Set(),
    admin,
    environment: { ...LIMITS, ...shared, DATA_DIR: one.dataDir, UNDO_DAYS: '0' },
    bystander,
    seed,
    maintenance: () => maintenance.run(),
    age,
    async forget(user) {
      await admin.query('DELETE FROM "user" WHERE id = $1', [user.id]);
      await rm(join(objects, ...(s3 ? ['carol'] : []), user.id), { recursive: true, force: true });
    },
    async close() {
      clock.restore();
      await admin.end();
      await other.close();
      await one.close();
      await s3?.close();
    },
  };
}

const JOURNAL_TIMES = `SELECT column_name AS column FROM information_schema.columns
  WHERE table_name = 'blob_journal' AND data_type = 'timestamp with time zone'`;
