/** Who is kept out: other sites, and whoever has not signed in; and what the tables of the accounts hold. */
import { request as httpRequest } from 'node:http';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNT_ENTITIES } from '../../src/accounts/entities.js';
import {
  accounts,
  ann,
  call,
  cookieOf,
  forgetAttempts,
  login,
  PASSWORD,
  postJson,
  problemOf,
  PUBLIC_URL,
  server,
  sql,
  useAccounts,
} from './accounts-app.js';

useAccounts();

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
    const { type, detail } = await problemOf(response);
    expect(type).toBe('/problems/forbidden');
    // Who runs the service at another address than it knows reads here what to set.
    expect(detail).toContain(`${PUBLIC_URL} (PUBLIC_URL)`);
    const { origin = 'null' } = headers as { origin?: string };
    expect(String(detail).includes(`at ${origin}.`)).toBe(origin !== 'null');
  });

  it('is told from our own pages', async () => {
    for (const origin of [PUBLIC_URL, server.url]) {
      expect((await write({ origin, 'sec-fetch-site': 'same-origin' })).status).toBe(201);
    }
    expect((await write({})).status).toBe(201);
  });

  it('is told from our own pages by the browser’s own word, whatever a proxy made of the Host', async () => {
    const origin = 'https://where-people-see-it.example';
    expect((await write({ origin, 'sec-fetch-site': 'same-origin' })).status).toBe(201);
    await forgetAttempts();
    const headers = { origin, 'sec-fetch-site': 'same-origin' };
    expect((await login('ann@example.org', PASSWORD, headers)).status).toBe(200);
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
