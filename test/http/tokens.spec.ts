/** Personal access tokens over the API: whoever is signed in makes, lists and revokes them, and nobody else's. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

const CREDENTIALS = { email: 'ada@carol.example', password: 'a long enough password' };
const JSON_TYPE = { 'content-type': 'application/json' };

let service: TestService;
let stranger: TestUser;
let cookie: string;

const send = (method: string, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${service.url}/api/auth/${path}`, { method, ...init });
const withToken = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });
const withCookie = (body?: object): RequestInit => ({
  headers: { cookie, ...(body && JSON_TYPE) },
  ...(body && { body: JSON.stringify(body) }),
});

beforeAll(async () => {
  service = await startTestService();
  await service.server.app
    .get(AccountsService, { strict: false })
    .createUser(CREDENTIALS.email, CREDENTIALS.password);
  stranger = await service.createUser();
  const answer = await send('POST', 'login', { headers: JSON_TYPE, body: JSON.stringify(CREDENTIALS) });
  cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
});
afterAll(() => service?.close());

interface Created {
  readonly id: string;
  readonly token: string;
}
const create = async (name: string): Promise<Created> =>
  (await (await send('POST', 'tokens', withCookie({ name }))).json()) as Created;

describe('A token', () => {
  it('is told once, signs in, is listed without itself, and signs in no more once it is revoked', async () => {
    const made = await send('POST', 'tokens', withCookie({ name: ' the laptop ' }));
    expect([made.status, made.headers.get('cache-control')]).toEqual([201, 'no-store']);
    const { id, token } = (await made.json()) as Created;
    const listed = await send('GET', 'tokens', withToken(token));
    const text = await listed.text();
    expect(JSON.parse(text)).toEqual({
      tokens: [{ id, name: 'the laptop', createdAt: expect.stringMatching(/Z$/), expiresAt: null }],
    });
    expect(text).not.toContain(token);
    expect((await send('DELETE', `tokens/${id}`, withToken(token))).status).toBe(204);
    expect((await send('GET', 'session', withToken(token))).status).toBe(401);
    expect((await send('DELETE', `tokens/${id}`, withCookie())).status).toBe(404);
  });

  it('makes no other token: to revoke one that was stolen is the end of it', async () => {
    const { token } = await create('stolen');
    const headers = { ...JSON_TYPE, authorization: `Bearer ${token}` };
    const refused = await send('POST', 'tokens', { headers, body: '{"name":"more"}' });
    expect(refused.status).toBe(403);
  });

  it('of somebody else is not there', async () => {
    const { id, token } = await create('mine');
    expect((await send('DELETE', `tokens/${id}`, withToken(stranger.token))).status).toBe(404);
    expect((await send('GET', 'session', withToken(token))).status).toBe(200);
    expect(
      JSON.stringify(await (await send('GET', 'tokens', withToken(stranger.token))).json()),
    ).not.toContain(id);
  });

  it.each<readonly [string, RequestInit, number]>([
    ['nobody', { headers: JSON_TYPE, body: '{"name":"x"}' }, 401],
    [
      'a page of another site',
      { headers: { ...JSON_TYPE, origin: 'https://evil.example' }, body: '{"name":"x"}' },
      403,
    ],
    ['a form', { headers: { 'content-type': 'text/plain' }, body: '{"name":"x"}' }, 415],
    ['somebody who names nothing', { headers: JSON_TYPE, body: '{"name":" "}' }, 400],
  ])('is not made by %s', async (who, init, status) => {
    const headers = who === 'nobody' ? init.headers : { ...(init.headers as object), cookie };
    expect(
      (await send('POST', 'tokens', { ...init, headers: headers as Record<string, string> })).status,
    ).toBe(status);
  });

  it('is one of a hundred at most', async () => {
    for (let left = 100; left > 0; left--)
      if ((await send('POST', 'tokens', withCookie({ name: 'x' }))).status !== 201) break;
    const refused = await send('POST', 'tokens', withCookie({ name: 'one more' }));
    expect([refused.status, await refused.json()]).toEqual([
      400,
      expect.objectContaining({ detail: expect.stringContaining('Revoke one') }),
    ]);
  });
});
