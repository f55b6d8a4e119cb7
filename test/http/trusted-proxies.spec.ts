/** Whose address is counted and logged: the person's where the proxy is trusted, and else the proxy's. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { startTestService, type TestService } from '../support/service.js';

let database: TestDatabase;
let service: TestService | undefined;
let trusted: string | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await service?.close();
  await database?.drop();
});

/** The service with this setting; the one before where it is the same. */
async function trusting(proxies: string): Promise<TestService> {
  if (service && trusted === proxies) return service;
  await service?.close();
  service = undefined;
  trusted = proxies;
  // The database outlives each service.
  const kept = { ...database, drop: async () => undefined };
  service = await startTestService({ TRUST_PROXY: proxies }, { database: kept });
  return service;
}

/** Tries to sign in as a proxy passes it on. @returns the network that the try is counted for */
async function countedFor(service: TestService, headers: Readonly<Record<string, string>>): Promise<unknown> {
  const { dataSource } = service.instance;
  await dataSource.query('DELETE FROM login_attempt');
  const answer = await fetch(`${service.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ email: 'ann@example.org', password: 'a guess' }),
  });
  expect(answer.status).toBe(401);
  const [attempt] = await dataSource.query<readonly { address: string }[]>(
    'SELECT address FROM login_attempt',
  );
  const logged = service.log
    .map((line) => JSON.parse(line) as { event?: string; address?: string; path?: string })
    .filter(({ event }) => event === 'request');
  expect(logged).not.toEqual([]);
  return { counted: attempt?.address, logged: logged.at(-1)?.address };
}

it.each<readonly [trusted: string, forwarded: string, counted: string, logged?: string]>([
  ['', '192.0.2.7', '127.0.0.1'],
  ['1', '192.0.2.7', '192.0.2.7'],
  // What the person made up stands before what the proxy added.
  ['1', '203.0.113.9, 192.0.2.7', '192.0.2.7'],
  ['1', '2001:db8:1:2:3::4', '2001:db8:1:2::/64', '2001:db8:1:2:3::4'],
  ['1', '192.0.2.7:50000', '192.0.2.7'],
  ['1', '[2001:db8::7]:50000', '2001:db8:0:0::/64', '2001:db8::7'],
  ['1', 'unknown', '127.0.0.1'],
  ['2', '203.0.113.9, 192.0.2.7', '203.0.113.9'],
  ['127.0.0.0/8, 192.0.2.0/24', '203.0.113.9, 192.0.2.7', '203.0.113.9'],
  ['10.0.0.0/8', '192.0.2.7', '127.0.0.1'],
  ['loopback', '203.0.113.9, 192.0.2.7', '192.0.2.7'],
])('TRUST_PROXY=%j and X-Forwarded-For %j: %s', async (proxies, forwarded, counted, logged = counted) => {
  expect(await countedFor(await trusting(proxies), { 'x-forwarded-for': forwarded })).toEqual({
    counted,
    logged,
  });
});

it('takes the protocol from a trusted proxy: the cookie is then for TLS alone, and its page is our own', async () => {
  const { url } = await trusting('loopback');
  const login = (headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${url}/api/auth/logout`, { method: 'POST', headers });
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'carol.example' };
  const out = await login({ ...forwarded, origin: 'https://carol.example' });
  expect([out.status, out.headers.getSetCookie()[0]]).toEqual([204, expect.stringContaining('Secure')]);
  expect((await login({ ...forwarded, origin: 'https://other.example' })).status).toBe(403);
});

it.each([
  ['', 1],
  ['loopback', 0],
])('where TRUST_PROXY is %j, a proxy is told to the operator %i times', async (proxies, times) => {
  const { url, log } = await trusting(proxies);
  for (let asked = 0; asked < 3; asked++)
    await fetch(`${url}/health/live`, { headers: { 'x-forwarded-for': '192.0.2.7' } });
  expect(log.filter((line) => line.includes('set TRUST_PROXY'))).toHaveLength(times);
});
