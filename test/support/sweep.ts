/** Lets time go by for the blob store, and tidies it up as the service does every hour. */
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { MAINTENANCE, type Maintenance } from '../../src/portability/index.js';
import type { TestService, TestUser } from './service.js';

/** The same each time, so that who compares times finds none changed. */
const LONG_AGO = new Date('2020-01-01T00:00:00Z');

/** Keys of what the store holds for the user. */
export async function blobsOf(service: TestService, user: TestUser): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of service.instance.blobs.list(user.id)) keys.push(key);
  return keys;
}

/** As if all that the store holds for the user had been there for long. */
export async function ageBlobs(service: TestService, user: TestUser): Promise<void> {
  for (const key of await blobsOf(service, user)) {
    const [owner = '', sha256 = ''] = key.split('/');
    await utimes(join(service.dataDir, 'blobs', owner, sha256.slice(0, 2), sha256), LONG_AGO, LONG_AGO);
  }
}

/** Removes what no row of the user refers to. */
export async function sweep(service: TestService, user: TestUser): Promise<void> {
  await ageBlobs(service, user);
  await service.server.app.get<Maintenance>(MAINTENANCE, { strict: false }).run();
}

/** Rows of the user in every table, and blobs. */
export async function belongingsOf(service: TestService, user: TestUser): Promise<string[]> {
  const found: string[] = [];
  for (const { table } of CAROL_KINDS) {
    const [row] = await service.instance.dataSource.query<{ rows: string }[]>(
      `SELECT count(*) AS rows FROM "${table}" WHERE user_id = $1`,
      [user.id],
    );
    if (row?.rows !== '0') found.push(`${table}: ${row?.rows}`);
  }
  return [...found, ...(await blobsOf(service, user))];
}
