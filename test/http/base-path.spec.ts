/** A service whose public URL has a path: every address that it gives out lives below it, and it answers with the path and without. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

const BASE = '/carol';
const PASSWORD = 'a long enough password';

let service: TestService;
let user: TestUser;
let accounts: AccountsService;

beforeAll(async () => {
  service = await startTestService({ PUBLIC_URL: 'https://example.org/carol/' });
  user = await service.createUser();
  accounts = service.server.app.get(AccountsService, { strict: false });
  await accounts.setPassword(user.id, PASSWORD);
});
afterAll(() => service?.close());

const problemAt = async (path: string): Promise<{ type: string; status: number }> =>
  (await (await fetch(service.url + path)).json()) as { type: string; status: number };

describe.each([
  ['that takes the path off', ''],
  ['that passes the path on', BASE],
])('behind a proxy %s', (_, arrives) => {
  const at = (path: string): string => service.url + arrives + path;

  it('exports and imports', async () => {
    const headers = { authorization: `Bearer ${user.token}` };
    const exported = await fetch(at('/api/export'), { headers });
    expect(exported.status).toBe(200);
    const form = new FormData();
    form.append('file', new Blob([await exported.arrayBuffer()]), 'a.tar.gz');
    const preview = await fetch(at('/api/import/preview'), { method: 'POST', headers, body: form });
    expect([preview.status, await preview.json()]).toMatchObject([200, { valid: true }]);
    form.append('mode', 'merge');
    form.append('confirm', 'true');
    const apply = await fetch(at('/api/import'), {
      method: 'POST',
      headers: { ...headers, prefer: 'respond-async', 'idempotency-key': `one-${arrives}` },
      body: form,
    });
    await apply.arrayBuffer();
    // Where it is done before it could be answered otherwise, there is nothing to ask for.
    const location = apply.headers.get('location');
    expect([200, 202]).toContain(apply.status);
    expect(location === null).toBe(apply.status === 200);
    if (location !== null) expect(location).toMatch(/^\/carol\/api\/import\/one-/);
  });

  it('names problems and their pages below the path', async () => {
    const { type } = await problemAt(`${arrives}/api/nothing`);
    expect(type).toBe('/carol/problems/not-found');
    expect((await problemAt(`${arrives}/api/export`)).type).toBe('/carol/problems/unauthenticated');
    const page = await fetch(at('/problems/not-found'));
    expect(page.status).toBe(200);
    const text = await page.text();
    expect(text).toContain('<a href="/carol/problems">');
    expect(text).toContain('/carol/api/docs');
    const methods = await fetch(at('/api/export'), { method: 'DELETE' });
    expect([methods.status, methods.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('gives a cookie that is sent nowhere else', async () => {
    const signedIn = await fetch(at('/api/auth/login'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: user.email, password: PASSWORD }),
    });
    const [cookie = ''] = signedIn.headers.getSetCookie();
    expect(cookie).toMatch(/; Path=\/carol;/);
    expect(cookie).toContain('Secure');
    const out = await fetch(at('/api/auth/logout'), {
      method: 'POST',
      headers: { cookie: cookie.split(';')[0] ?? '' },
    });
    expect(out.headers.getSetCookie()[0]).toContain('Path=/carol;');
  });

  it('describes itself below the path', async () => {
    const document = (await (await fetch(at('/api/openapi.json'))).json()) as {
      readonly servers: unknown;
      readonly paths: object;
    };
    expect(document.servers).toEqual([{ url: '/carol' }]);
    expect(Object.keys(document.paths)).toContain('/api/export');
    const docs = await fetch(at('/api/docs'));
    expect(docs.status).toBe(200);
    // What the page loads is named relative to it.
    const links = [...(await docs.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link);
    expect(links).not.toEqual([]);
    for (const link of links) {
      const asked = new URL(link, `https://example.org${BASE}/api/docs`).pathname;
      expect(asked).toMatch(/^\/carol\/api\//);
      expect((await fetch(service.url + arrives + asked.slice(BASE.length))).status).toBe(200);
    }
  });
});

it('signs in by links below the path', () => {
  expect(accounts.createSignInLink(user.id)).toMatch(/^https:\/\/example\.org\/carol\/sign-in#[\w-]{43}$/);
});

it.each(['//api/export', '///carol/api/export', '/carol//api/export'])(
  'takes %s for what was meant: a slash too many in the configuration of a proxy',
  async (path) => {
    expect((await problemAt(path)).type).toBe('/carol/problems/unauthenticated');
  },
);

it.each(['/carolina/api/export', '/carol/carol/api/export', '/car', '/Carol/api/export'])(
  'has nothing at %s',
  async (path) => {
    expect((await problemAt(path)).status).toBe(404);
  },
);
