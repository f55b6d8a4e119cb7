/** Signing in: by password, by link, by token; and who is kept out. */
import { request as httpRequest } from 'node:http';
import { Controller, Get, Post, Req, UseGuards } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { AccountsGuard, type AuthenticatedRequest } from '../../src/accounts/accounts.guard.js';
import { AccountsModule } from '../../src/accounts/accounts.module.js';
import { AccountsService, type Account } from '../../src/accounts/accounts.service.js';
import { ACCOUNT_ENTITIES } from '../../src/accounts/entities.js';
import { networkOf } from '../../src/accounts/login-throttle.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

@Controller('thing')
@UseGuards(AccountsGuard)
class ThingController {
  @Get()
  read(@Req() request: AuthenticatedRequest): string {
    return request.user.id;
  }

  @Post()
  write(@Req() request: AuthenticatedRequest): string {
    return request.user.id;
  }
}

const PUBLIC_URL = 'https://carol.example';
const PASSWORD = 'correct horse battery';

let database: TestDatabase;
let server: TestApp;
let accounts: AccountsService;
let sql: DataSource;
let ann: Account;

beforeAll(async () => {
  database = await createTestDatabase();
  const throttle = { perEmail: 3, perAddress: 6, windowSeconds: 600 };
  server = await startTestApp(database.url, {
    imports: [AccountsModule.forRoot({ publicUrl: PUBLIC_URL, throttle })],
    controllers: [ThingController],
  });
  accounts = server.app.get(AccountsService);
  sql = server.app.get(DataSource);
  ann = await accounts.createUser('  Ann@Example.ORG ', PASSWORD);
});

afterAll(async () => {
  await server?.close();
  await database?.drop();
});

const call = (path: string, init: RequestInit = {}): Promise<Response> => fetch(server.url + path, init);

const postJson = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  call(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const login = (email: string, password: string, headers: Record<string, string> = {}): Promise<Response> =>
  postJson('/api/auth/login', { email, password }, headers);

const cookieOf = (response: Response): string => response.headers.getSetCookie()[0]?.split(';')[0] ?? '';

const forgetAttempts = (): Promise<unknown> => sql.query('DELETE FROM login_attempt');

async function problemOf(response: Response): Promise<Record<string, unknown>> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return (await response.json()) as Record<string, unknown>;
}

describe('signing in with a password', () => {
  it('sets a session cookie that scripts and other sites cannot use', async () => {
    const response = await login(' ANN@example.org', PASSWORD);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ user: { id: ann.id, email: 'ann@example.org' } });
    const cookie = response.headers.getSetCookie()[0] ?? '';
    expect(cookie).toMatch(/^carol_session=[\w-]{43};/);
    for (const attribute of ['HttpOnly', 'SameSite=Lax', 'Secure', 'Path=/'])
      expect(cookie).toContain(attribute);
    const session = await call('/api/auth/session', { headers: { cookie: cookieOf(response) } });
    expect(await session.json()).toEqual({ user: { id: ann.id, email: 'ann@example.org' } });
  });

  it('answers a wrong password and an unknown address alike', async () => {
    await forgetAttempts();
    const wrong = await login('ann@example.org', 'not the password');
    const unknown = await login('nobody@example.org', 'not the password');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.headers.get('www-authenticate')).toBe('Bearer realm="carol"');
    const [first, second] = [await problemOf(wrong), await problemOf(unknown)];
    expect({ ...first, instance: '' }).toEqual({ ...second, instance: '' });
    expect(wrong.headers.getSetCookie()).toEqual([]);
  });

  it('lets no one in to an account without a password', async () => {
    await forgetAttempts();
    await accounts.createUser('linked@example.org');
    expect((await login('linked@example.org', '')).status).toBe(400);
    expect((await login('linked@example.org', 'anything at all')).status).toBe(401);
  });

  it('ends with signing out, on the server too', async () => {
    await forgetAttempts();
    const cookie = cookieOf(await login('ann@example.org', PASSWORD));
    const out = await call('/api/auth/logout', { method: 'POST', headers: { cookie } });
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie()[0]).toMatch(/^carol_session=;.*Expires=Thu, 01 Jan 1970/);
    expect((await call('/api/auth/session', { headers: { cookie } })).status).toBe(401);
  });

  it('ends every session when the password is changed', async () => {
    await forgetAttempts();
    const user = await accounts.createUser('changes@example.org', PASSWORD);
    const cookie = cookieOf(await login(user.email, PASSWORD));
    await accounts.setPassword(user.id, 'another password');
    expect((await call('/thing', { headers: { cookie } })).status).toBe(401);
    expect((await login(user.email, PASSWORD)).status).toBe(401);
    expect((await login(user.email, 'another password')).status).toBe(200);
  });

  it('slides the session on, and ends it after thirty idle days', async () => {
    await forgetAttempts();
    const cookie = cookieOf(await login('ann@example.org', PASSWORD));
    await sql.query(`UPDATE session SET expires_at = now() + interval '3 days'`);
    const renewed = await call('/thing', { headers: { cookie } });
    expect(cookieOf(renewed)).toBe(cookie);
    const [{ days }] = await sql.query(
      `SELECT extract(day FROM max(expires_at) - now())::int AS days FROM session`,
    );
    expect(days).toBe(29);
    await sql.query(`UPDATE session SET created_at = now() - interval '31 days', expires_at = now()`);
    expect((await call('/thing', { headers: { cookie } })).status).toBe(401);
  });
});

describe('guessing', () => {
  it('is slowed down for one address for e-mail, the right password included', async () => {
    await forgetAttempts();
    for (let i = 0; i < 3; i++)
      expect((await login('ann@example.org', `guess number ${i}`)).status).toBe(401);
    const refused = await login('ann@example.org', PASSWORD);
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(590);
    expect(seconds).toBeLessThanOrEqual(600);
    expect((await problemOf(refused))['type']).toBe('/problems/too-many-requests');
    await sql.query(`UPDATE login_attempt SET created_at = created_at - interval '10 minutes'`);
    expect((await login('ann@example.org', PASSWORD)).status).toBe(200);
  });

  it('is slowed down when the guesses are made side by side', async () => {
    await forgetAttempts();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => login('ann@example.org', `guess number ${i}`)),
    );
    const tried = answers.filter(({ status }) => status === 401).length;
    expect(tried).toBeLessThanOrEqual(3);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(8 - tried);
  });

  it('is slowed down for one network that tries many addresses', async () => {
    await forgetAttempts();
    for (let i = 0; i < 6; i++) expect((await login(`x${i}@example.org`, 'a password')).status).toBe(401);
    expect((await login('x6@example.org', 'a password')).status).toBe(429);
    await forgetAttempts();
  });

  it('counts an IPv6 network as one', () => {
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0::/64');
    expect(networkOf('::1')).toBe('0:0:0:0::/64');
    expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
    expect(networkOf('192.0.2.7')).toBe('192.0.2.7');
  });
});

describe('a sign-in link', () => {
  const tokenOf = (link: string): string => new URL(link).hash.slice(1);

  it('signs in once', async () => {
    const link = accounts.createSignInLink(ann.id);
    expect(link).toMatch(/^https:\/\/carol\.example\/sign-in#[\w-]{43}$/);
    const first = await postJson('/api/auth/link', { token: tokenOf(link) });
    expect(first.status).toBe(200);
    expect((await call('/thing', { headers: { cookie: cookieOf(first) } })).status).toBe(200);
    expect((await postJson('/api/auth/link', { token: tokenOf(link) })).status).toBe(401);
  });

  it('is not used up by whoever merely follows it', async () => {
    const link = accounts.createSignInLink(ann.id, server.url);
    await fetch(link);
    expect((await postJson('/api/auth/link', { token: tokenOf(link) })).status).toBe(200);
  });

  it('signs no one in whose account is gone', async () => {
    const user = await accounts.createUser('gone@example.org');
    const link = accounts.createSignInLink(user.id);
    await accounts.deleteUser(user.id);
    expect((await postJson('/api/auth/link', { token: tokenOf(link) })).status).toBe(401);
  });
});

describe('a personal access token', () => {
  it('is let in wherever a cookie is, from any origin', async () => {
    const token = await accounts.createToken(ann.id, 'laptop');
    expect(token).toMatch(/^carol_pat_[\w-]{43}$/);
    const headers = { authorization: `bearer ${token}`, origin: 'https://evil.example' };
    const response = await call('/thing', { method: 'POST', headers });
    expect([response.status, await response.text()]).toEqual([201, ann.id]);
  });

  it('is refused when it is unknown, altered or expired, cookie or not', async () => {
    await forgetAttempts();
    const cookie = cookieOf(await login('ann@example.org', PASSWORD));
    const token = await accounts.createToken(ann.id, 'old');
    const flipped = token.slice(0, -2) + (token.endsWith('AA') ? 'BB' : 'AA');
    for (const bad of ['carol_pat_', flipped, cookie.split('=')[1] ?? '']) {
      const response = await call('/thing', { headers: { authorization: `Bearer ${bad}`, cookie } });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="carol"');
    }
    await sql.query('UPDATE personal_access_token SET expires_at = now()');
    expect((await call('/thing', { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
  });
});

describe('a request that another site makes', () => {
  let cookie: string;
  beforeAll(async () => {
    await forgetAttempts();
    cookie = cookieOf(await login('ann@example.org', PASSWORD));
  });

  const write = (headers: Record<string, string>): Promise<Response> =>
    call('/thing', { method: 'POST', headers: { cookie, ...headers } });

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://carol.example' },
    { origin: 'https://carol.example.evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: PUBLIC_URL },
  ])('changes nothing with %j', async (headers) => {
    const response = await write(headers as Record<string, string>);
    expect(response.status).toBe(403);
    expect((await problemOf(response))['type']).toBe('/problems/forbidden');
  });

  it('is told from our own pages', async () => {
    for (const origin of [PUBLIC_URL, server.url]) {
      expect((await write({ origin, 'sec-fetch-site': 'same-origin' })).status).toBe(201);
    }
    expect((await write({})).status).toBe(201);
  });

  it('may not sign the browser in or out either', async () => {
    const origin = 'https://evil.example';
    expect((await login('ann@example.org', PASSWORD, { origin })).status).toBe(403);
    expect((await postJson('/api/auth/link', { token: 'x' }, { origin })).status).toBe(403);
    expect((await call('/api/auth/logout', { method: 'POST', headers: { cookie, origin } })).status).toBe(
      403,
    );
    expect((await call('/thing', { headers: { cookie } })).status).toBe(200);
  });

  it('is not read when it is a form', async () => {
    const body = JSON.stringify({ email: 'ann@example.org', password: PASSWORD });
    const response = await call('/api/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body,
    });
    expect(response.status).toBe(415);
  });
});

describe('the guard', () => {
  it('refuses an upload before any of it is read', async () => {
    const { status, type } = await new Promise<{ status: number; type: unknown }>((resolve, reject) => {
      // Announces a gigabyte, sends the headers alone and waits.
      const upload = httpRequest(`${server.url}/thing`, {
        method: 'POST',
        headers: { 'content-length': 2 ** 30, 'content-type': 'multipart/form-data; boundary=x' },
      });
      upload.flushHeaders();
      upload.on('response', (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, type: (JSON.parse(text) as { type: unknown }).type });
          upload.destroy();
        });
      });
      upload.on('error', reject);
    });
    expect({ status, type }).toEqual({ status: 401, type: '/problems/unauthenticated' });
  });
});

describe('the account tables', () => {
  it('are what the entities say', async () => {
    const { upQueries } = await sql.driver.createSchemaBuilder().log();
    const ours = new RegExp(
      `"(${ACCOUNT_ENTITIES.map((entity) => sql.getMetadata(entity).tableName).join('|')})"`,
    );
    expect(upQueries.map(({ query }) => query).filter((query) => ours.test(query))).toEqual([]);
  });

  it('hold no secret in plain text', async () => {
    await forgetAttempts();
    const token = await accounts.createToken(ann.id, 'secret');
    const cookie = cookieOf(await login('ann@example.org', PASSWORD)).split('=')[1] ?? '';
    expect(cookie).not.toBe('');
    for (const table of ['"user"', 'session', 'personal_access_token', 'login_attempt']) {
      const dump = JSON.stringify(await sql.query(`SELECT t::text FROM ${table} t`));
      expect(dump).not.toBe('[]');
      for (const secret of [token, cookie, PASSWORD]) {
        expect(dump).not.toContain(secret);
        expect(dump).not.toContain(Buffer.from(secret).toString('hex'));
      }
    }
    const log = JSON.stringify(server.log);
    expect(log).toContain('/api/auth/login');
    for (const secret of [token, cookie, PASSWORD]) expect(log).not.toContain(secret);
  });

  it('take one address for e-mail once, whatever its case', async () => {
    await expect(accounts.createUser('ANN@example.org')).rejects.toMatchObject({ slug: 'invalid-parameter' });
    await expect(accounts.createUser('no address')).rejects.toMatchObject({ slug: 'invalid-parameter' });
    await expect(accounts.createUser('short@example.org', '1234567')).rejects.toMatchObject({
      slug: 'invalid-parameter',
    });
    expect(await accounts.findByEmail('aNN@example.org')).toEqual(ann);
    expect(await accounts.findByEmail('short@example.org')).toBeNull();
  });

  it('let go of everything with the user', async () => {
    const user = await accounts.createUser('leaves@example.org', PASSWORD);
    await accounts.createToken(user.id, 'x');
    await login(user.email, PASSWORD);
    await accounts.deleteUser(user.id);
    for (const entity of ACCOUNT_ENTITIES.slice(1)) {
      const { tableName } = sql.getMetadata(entity);
      expect(await sql.query(`SELECT 1 FROM "${tableName}" WHERE user_id = $1`, [user.id])).toEqual([]);
    }
  });
});
