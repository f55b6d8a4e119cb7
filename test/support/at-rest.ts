/** What must be as it was when a request has ended, however it ended. */
import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { expect } from '@jest/globals';
import { eventually } from './raw-http.js';
import { sampleGraph } from './sample.js';
import { userWith } from './seeded.js';
import type { TestService } from './service.js';

/** Files and folders that are left in the folder of uploads. */
export const temporaryFiles = (service: Pick<TestService, 'dataDir'>): Promise<string[]> =>
  readdir(join(service.dataDir, 'tmp'), { recursive: true }).catch(() => []);

/** Resolves when so many uploads are arriving: each has a folder of its own. */
export const uploadsBegun = (service: Pick<TestService, 'dataDir'>, count: number): Promise<void> =>
  eventually(async () => {
    const folders = (await temporaryFiles(service)).filter((path) => !path.includes(sep));
    expect(folders).toHaveLength(count);
  });

/** Sessions of the service that are in a transaction, and advisory locks that they hold. */
export async function heldInDatabase(service: TestService): Promise<unknown[]> {
  return service.instance.dataSource.query(
    `SELECT state, left(query, 60) AS query FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'
     UNION ALL SELECT 'lock', objid::text FROM pg_locks
      WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
}

/** Nothing is left: no temporary file, no open transaction, no lock. */
export const expectAtRest = (service: TestService): Promise<void> =>
  eventually(async () => {
    expect(await temporaryFiles(service)).toEqual([]);
    expect(await heldInDatabase(service)).toEqual([]);
  });

/** Nothing goes on any more, and what somebody asks for now is done. */
export async function expectWorking(service: TestService): Promise<void> {
  await expectAtRest(service);
  const user = await userWith(service, sampleGraph());
  expect(await service.import(user, await service.export(user), 'replace')).toMatchObject({ status: 200 });
}
