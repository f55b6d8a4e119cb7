/** Signing in: by password, by link, by token; and who guesses. */
import { describe, expect, it } from '@jest/globals';
import { networkOf } from '../../src/accounts/login-throttle.js';
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
  server,
  sql,
  useAccounts,
} from './accounts-app.js';

useAccounts();

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
