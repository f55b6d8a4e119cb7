/** A service in which the store or the database breaks at a chosen instant, and what must be true afterwards. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { storageFull, storageUnavailable } from '../../src/portability/blobs.js';
import { MAINTENANCE, type Maintenance } from '../../src/portability/index.js';
import { expectAtRest } from '../support/at-rest.js';
import { createBlobFaults } from '../support/blob-faults.js';
import { watchDatabase, type DatabaseFaults } from '../support/database-faults.js';
import { importForm, send, type RawAnswer } from '../support/raw-http.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { fingerprint, userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { blobsOf } from '../support/sweep.js';

const IMPORT = /^BEGIN ISOLATION LEVEL REPEATABLE READ;/;

export const blobs = createBlobFaults();
export let service: TestService;
export let database: DatabaseFaults;
export let user: TestUser;
/** Another's data, which replaces that of `user`: everything is created, everything deleted. */
export let archive: Buffer;
let before: string;

/** Gives the tests of a spec a service whose store and database can be made to fail, and each a person with data. */
export function useFaults(): void {
  beforeAll(async () => {
    service = await startTestService(
      { LIMIT_STALL_SECONDS: '4', LIMIT_LOCK_SECONDS: '4' },
      { blobs: blobs.wrap },
    );
    // Its transactions look like those of an import, and would be counted as such.
    await service.server.app.get<Maintenance>(MAINTENANCE, { strict: false }).run();
    archive = await packGraph(sampleGraph());
  });
  afterAll(() => service?.close());
  beforeEach(async () => {
    blobs.reset();
    await startAnew();
    database = watchDatabase(service.instance.dataSource, IMPORT);
  });
  afterEach(async () => {
    database.restore();
    blobs.reset();
    await expectAtRest(service);
  });
}

/** From here on the person is another, and what is there now is what was there before. */
export async function startAnew(): Promise<void> {
  user = await userWith(service, sampleGraph());
  before = await fingerprint(service);
}

/** From here on the statements that are watched are those after `begin`. */
export function watch(begin: RegExp): void {
  database.restore();
  database = watchDatabase(service.instance.dataSource, begin);
}

/** Replaces the data of the person, by a request with that id. */
export const run = (id: string = randomUUID()): Promise<RawAnswer> =>
  send(service, user, { body: importForm(archive, 'replace'), headers: { 'x-request-id': id } });

/** What became of the import with that id. */
export const lookUp = (id: string, who: TestUser = user): Promise<RawAnswer> =>
  send(service, who, { method: 'GET', path: `/api/import/${id}`, headers: { 'content-type': '' } });

/** Everything is as it was. */
export const expectOld = async (): Promise<void> => expect(await fingerprint(service)).toBe(before);

/** All of the archive is there, and nothing else of the user's. */
export async function expectNew(files = 2): Promise<void> {
  database.restore();
  const { body } = await service.preview(user, archive);
  for (const [kind, effects] of Object.entries(body.effects?.replace ?? {}))
    expect({ kind, ...effects }).toMatchObject({ kind, create: 0, update: 0, delete: 0, skip: 0 });
  expect(await blobsOf(service, user)).toHaveLength(files);
}

/** Nothing of what a failure says may help anybody to get in. */
export function expectDiscreet(answer: RawAnswer): void {
  expect(JSON.stringify(answer.body)).not.toMatch(
    /SELECT|INSERT|COPY|ECONN|pg_|node_modules|\.ts|\.js|\/tmp/,
  );
}

/** The statements of an import that nothing happens to. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  database.before = ({ text }) => void texts.push(text);
  await work();
  database.reset();
  return texts;
}

/** How a store fails, and the status that an import answers with. */
export const STORE_FAILURES: Readonly<Record<string, readonly [() => unknown, number]>> = {
  'is full': [
    () => {
      throw storageFull(new Error('ENOSPC'));
    },
    507,
  ],
  'does not answer': [
    () => {
      throw storageUnavailable(new Error('ETIMEDOUT'));
    },
    503,
  ],
  hangs: [() => new Promise(() => undefined), 503],
  'throws anything': [
    () => {
      throw new TypeError('secret of the store');
    },
    500,
  ],
};
