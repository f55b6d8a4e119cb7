/** Imports under keys, of a service and of another instance beside it. */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { expectAtRest } from '../support/at-rest.js';
import { createBlobFaults } from '../support/blob-faults.js';
import { eventually, importForm, send, type RawAnswer } from '../support/raw-http.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

export const blobs = createBlobFaults();
export let service: TestService;
/** Another instance on the same database and files. */
export let other: TestService;
/** Somebody new for each test. */
export let user: TestUser;
export let archive: Buffer;

export function useKeyedImports(): void {
  beforeAll(async () => {
    service = await startTestService({}, { blobs: (real) => blobs.wrap(real) });
    const { url } = service.instance.dataSource.options as { readonly url: string };
    other = await startTestService({ DATABASE_URL: url, DATA_DIR: service.dataDir });
    archive = await packGraph(sampleGraph());
  });
  afterAll(async () => {
    await other.close();
    await service.close();
  });
  beforeEach(async () => {
    user = await service.createUser();
  });
  afterEach(async () => {
    blobs.reset();
    await expectAtRest(service);
  });
}

export interface Sending {
  readonly key?: string;
  readonly mode?: string;
  readonly body?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly at?: TestService;
  readonly who?: TestUser;
}

/** Imports, as copies where nothing else is said: what is done twice shows. */
export const post = ({
  key,
  mode = 'copies',
  body,
  headers = {},
  at = service,
  who = user,
}: Sending = {}): Promise<RawAnswer> =>
  send(at, who, {
    body: body ?? importForm(archive, mode),
    headers: { ...(key === undefined ? {} : { 'idempotency-key': key }), ...headers },
  });

export const ask = (
  key: string,
  { at = service, who = user }: Sending = {},
  method = 'GET',
): Promise<RawAnswer> =>
  send(at, who, {
    method,
    path: `/api/import/${encodeURIComponent(key)}`,
    headers: { 'content-type': '', 'content-length': '0' },
  });

/** Asks until it is over. */
export const endOf = (key: string, sending: Sending = {}): Promise<RawAnswer> =>
  eventually(async () => {
    const answer = await ask(key, sending);
    expect(answer.status).not.toBe(202);
    return answer;
  });

/** People and media of the user. */
export async function rows(who = user): Promise<number> {
  const [{ all }] = await service.instance.dataSource.query(
    `SELECT (SELECT count(*) FROM person WHERE user_id = $1) + (SELECT count(*) FROM media WHERE user_id = $1) AS all`,
    [who.id],
  );
  return Number(all);
}

export const slugOf = ({ body }: RawAnswer): string => String(body.type).replace(/.*\//, '');
