/** What holds after every fault, asked of the database and the store themselves and of an instance that nothing happens to. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFiles } from '../support/at-rest.js';
import { sha256Of } from '../../src/portability/testing/media-files.js';
import { othersFingerprint } from '../support/seeded.js';
import type { TestUser } from '../support/service.js';
import { download, type Told } from './operations.js';
import { bytesAt } from './store-seam.js';
import { contentOf, difference, type Content } from './states.js';
import type { World } from './world.js';

/** A law that is broken. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

export interface States {
  readonly old: Content;
  readonly next: Content;
  /** See `contentOf`. */
  readonly known?: ReadonlySet<string>;
}

/** An export from the undisturbed instance, that is one of the states that are allowed. @returns which */
export async function stateOf(
  { other }: World,
  user: TestUser,
  { old, next, known, allowMissing = false }: States & { readonly allowMissing?: boolean },
  allowed: 'old' | 'next' | 'any',
): Promise<'old' | 'next'> {
  let told = await download(other, user);
  // Who first reads a file that is damaged cannot be told so before: the download breaks off, and the next leaves the file out.
  if (allowMissing && !told.archive) told = await download(other, user);
  if (!told.archive) throw new Violation(`the export afterwards answers ${sayTold(told)}`);
  const content = await contentOf(told.archive, known);
  if (!allowMissing && content.missing.length > 0)
    throw new Violation(`the export afterwards misses ${content.missing.length} files`);
  const differences = { old: difference(content, old), next: difference(content, next) };
  const state = differences.old === undefined ? 'old' : differences.next === undefined ? 'next' : undefined;
  if (state === undefined)
    throw new Violation(`neither state. Old: ${differences.old}. New: ${differences.next}`);
  // Where both are the same state, as for an export, it is the one that is allowed.
  if (allowed !== 'any' && differences[allowed] !== undefined)
    throw new Violation(`the ${state} state is there where the ${allowed} one was told`);
  return allowed === 'any' ? state : allowed;
}

/** Every row's bytes are in the store, and are those of the row. */
export async function expectBytes(
  { admin, one }: World,
  user: TestUser,
  except: ReadonlySet<string>,
): Promise<void> {
  const { rows } = await admin.query<{ id: string; key: string; sha256: string }>(
    'SELECT id, blob_key AS key, sha256 FROM media WHERE user_id = $1',
    [user.id],
  );
  for (const { id, key, sha256 } of rows) {
    if (except.has(key)) continue;
    const bytes = await bytesAt(one.instance.blobs, key);
    if (bytes === null) throw new Violation(`the file of ${id} is gone`);
    if (sha256Of(bytes) !== sha256) throw new Violation(`the file of ${id} has other bytes`);
  }
}

export const fingerprintBeside = (world: World, user: TestUser): Promise<string> =>
  othersFingerprint(world.one, user);

/** Nothing in the store but what rows refer to, and nothing left to do. */
export async function expectTidy(world: World, user: TestUser): Promise<void> {
  const { admin, one } = world;
  const { rows } = await admin.query<{ key: string }>(
    'SELECT blob_key AS key FROM media WHERE user_id = $1',
    [user.id],
  );
  const held = new Set(rows.map(({ key }) => key));
  for await (const { key } of one.instance.blobs.list(user.id))
    if (!held.has(key)) throw new Violation(`after the sweep ${key} is still there, and no row refers to it`);
  for (const table of ['blob_journal', 'damaged_blob']) {
    const [found] = (await admin.query('SELECT to_regclass($1) AS name', [table])).rows;
    const left = found?.name ? (await admin.query(`SELECT * FROM ${table}`)).rows : [];
    if (left.length > 0) throw new Violation(`after the sweep ${table} holds ${JSON.stringify(left)}`);
  }
  if (world.kind === 'fs') {
    const incoming = await readdir(join(one.dataDir, 'blobs', '.incoming'));
    if (incoming.length > 0) throw new Violation(`after the sweep ${incoming.length} files are half written`);
  }
}

interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

const AT_REST_MS = 20_000;

/** No temporary file, lock, open transaction, or connection that is not given back. */
export async function expectAtRest(world: World): Promise<void> {
  const deadline = performance.now() + AT_REST_MS;
  for (;;) {
    const left = await leftOvers(world);
    if (left.length === 0) return;
    if (performance.now() > deadline) throw new Violation(`left behind: ${left.join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function leftOvers({ admin, one, other }: World): Promise<string[]> {
  const left = [...(await temporaryFiles(one)), ...(await temporaryFiles(other))];
  for (const { dataSource } of [one.instance, other.instance]) {
    const pool = (dataSource.driver as unknown as { readonly master: Pool }).master;
    const lent = pool.totalCount - pool.idleCount;
    if (lent + pool.waitingCount > 0) left.push(`${lent} connections in use, ${pool.waitingCount} awaited`);
  }
  const { rows } = await admin.query<{ what: string }>(
    `SELECT state || ': ' || left(query, 60) AS what FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'
     UNION ALL SELECT 'advisory lock ' || objid FROM pg_locks
      WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return [...left, ...rows.map(({ what }) => what)];
}

export const sayTold = ({ status, body, archive }: Told): string =>
  `${status} ${body.type ?? ''} ${archive ? `${archive.length} bytes` : ''} ${body.detail ?? ''}`.trim();
