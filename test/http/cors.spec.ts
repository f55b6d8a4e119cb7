/** Pages of which other sites may call the API with a person's cookie, and what they may read. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { startTestService, type TestService } from '../support/service.js';

const APP = 'https://app.example';
const EVIL = 'https://evil.example';

let open: TestService;
let closed: TestService;

beforeAll(async () => {
  open = await startTestService({ CORS_ORIGINS: `${APP},http://localhost:8081` });
  closed = await startTestService();
});
afterAll(async () => {
  await open?.close();
  await closed?.close();
});

/** The headers of an answer that are about other origins. */
function told(answer: Response): Readonly<Record<string, string>> {
  return Object.fromEntries([...answer.headers].filter(([name]) => name.startsWith('access-control-')));
}

const preflight = (service: TestService, origin: string): Promise<Response> =>
  fetch(`${service.url}/api/import`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,idempotency-key,x-request-id',
    },
  });

describe('a listed origin', () => {
  it('is answered its preflights, for whatever header it wants to send', async () => {
    const answer = await preflight(open, APP);
    expect(answer.status).toBe(204);
    expect(told(answer)).toMatchObject({
      'access-control-allow-origin': APP,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'authorization,idempotency-key,x-request-id',
    });
    expect(answer.headers.get('access-control-allow-methods')).toContain('POST');
  });

  it('may read answers and problems, and the headers that say more', async () => {
    const { token } = await open.createUser();
    for (const [path, status] of [
      ['/api/export', 200],
      ['/api/nothing', 404],
    ] as const) {
      const answer = await fetch(open.url + path, {
        headers: { origin: APP, authorization: `Bearer ${token}` },
      });
      await answer.arrayBuffer();
      expect(answer.status).toBe(status);
      const { 'access-control-expose-headers': exposed = '', ...rest } = told(answer);
      expect(rest).toEqual({
        'access-control-allow-origin': APP,
        'access-control-allow-credentials': 'true',
      });
      expect(exposed.split(',')).toEqual(
        expect.arrayContaining([
          'Content-Disposition',
          'Idempotent-Replayed',
          'Location',
          'Retry-After',
          'RateLimit-Limit',
          'RateLimit-Remaining',
          'RateLimit-Reset',
          'X-Request-Id',
        ]),
      );
      expect(answer.headers.get('vary')).toContain('Origin');
    }
  });

  it('signs a person in and writes with the cookie', async () => {
    const accounts = open.server.app.get(AccountsService, { strict: false });
    const { email } = await accounts.createUser('ann@example.org', 'a long enough password');
    const headers = { origin: APP, 'sec-fetch-site': 'same-site', 'content-type': 'application/json' };
    const body = JSON.stringify({ email, password: 'a long enough password' });
    const signedIn = await fetch(`${open.url}/api/auth/login`, { method: 'POST', headers, body });
    expect(signedIn.status).toBe(200);
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const out = await fetch(`${open.url}/api/auth/logout`, {
      method: 'POST',
      headers: { ...headers, cookie },
    });
    expect(out.status).toBe(204);
  });
});

describe('every other origin', () => {
  it.each([
    ['that is not listed', () => open, EVIL],
    ['of another scheme', () => open, 'http://app.example'],
    ['of another port', () => open, `${APP}:8443`],
    ['null', () => open, 'null'],
    ['where none is listed', () => closed, APP],
  ] as const)('%s is told nothing', async (_, service, origin) => {
    const answers = [
      await preflight(service(), origin),
      await fetch(`${service().url}/health/live`, { headers: { origin } }),
    ];
    for (const answer of answers) expect(told(answer)).toEqual({});
    expect(answers[0]?.ok).toBe(false);
  });

  it('may not write with a cookie', async () => {
    const headers = { origin: EVIL, 'content-type': 'application/json' };
    const answer = await fetch(`${open.url}/api/auth/login`, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(403);
  });
});
