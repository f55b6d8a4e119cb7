/** Secrets are planted wherever the service takes some, all sorts of requests fail and succeed, and its log, at its most talkative, is searched for them. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { COMMAND_LINE, type Program, runProgram, SERVICE, startProgram } from '../support/program.js';
import { asSuperuser } from '../support/role.js';

const secret = (what: string): string => `planted-${what}-${randomBytes(9).toString('hex')}`;
const SECRETS = {
  database: secret('database'),
  metrics: secret('metrics'),
  password: secret('password'),
  wrong: secret('wrong'),
  bearer: secret('bearer'),
  cookie: secret('cookie'),
  link: secret('link'),
  body: secret('body'),
  query: secret('query'),
};

let database: TestDatabase;
let dataDir: string;
let program: Program | undefined;
let role = '';
beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'carol-secrets-'));
  role = `planted_${randomBytes(6).toString('hex')}`;
  await asSuperuser(database, `CREATE ROLE ${role} LOGIN SUPERUSER PASSWORD '${SECRETS.database}'`);
});
afterAll(async () => {
  program?.child.kill('SIGKILL');
  await program?.ended;
  await asSuperuser(database, `REASSIGN OWNED BY ${role} TO CURRENT_USER`, `DROP ROLE ${role}`);
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

it('no secret is ever in the log, whatever fails', async () => {
  const url = new URL(database.url);
  url.username = role;
  url.password = SECRETS.database;
  const environment = { DATABASE_URL: url.href, DATA_DIR: dataDir };
  for (const command of ['create', 'password'])
    expect(
      await runProgram(
        COMMAND_LINE,
        ['user', command, 'ada@example.org'],
        environment,
        `${SECRETS.password}\n`,
      ),
    ).toMatchObject({ status: 0 });
  program = startProgram(SERVICE, [], {
    ...environment,
    PORT: '0',
    LOG_LEVEL: 'trace',
    METRICS_TOKEN: SECRETS.metrics,
  });
  const [, address = ''] = await program.saying(/(http:\/\/[\w.]+:[1-9]\d*)/);
  const base = address.replace('0.0.0.0', '127.0.0.1');
  const post = (
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> =>
    fetch(`${base}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  const signedIn = await post('/api/auth/login', { email: 'ada@example.org', password: SECRETS.password });
  expect(signedIn.status).toBe(200);
  const cookie = (signedIn.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  const session = cookie.slice(cookie.indexOf('=') + 1);
  expect(session.length).toBeGreaterThan(20);
  const made = await post('/api/auth/tokens', { name: 'laptop' }, { cookie });
  expect(made.status).toBe(201);
  const { token } = (await made.json()) as { readonly token: string };
  const authorization = `Bearer ${token}`;

  const statuses = await Promise.all(
    [
      post('/api/auth/login', { email: 'ada@example.org', password: SECRETS.wrong }),
      post('/api/auth/login', `{"password": "${SECRETS.body}`),
      post('/api/auth/link', { token: SECRETS.link }),
      fetch(`${base}/api/export`, { headers: { authorization: `Bearer ${SECRETS.bearer}` } }),
      fetch(`${base}/api/export`, { headers: { cookie: `${cookie.split('=')[0]}=${SECRETS.cookie}` } }),
      fetch(`${base}/api/export?token=${SECRETS.query}`, { headers: { authorization } }),
      fetch(`${base}/metrics`, { headers: { authorization: `Bearer ${SECRETS.metrics}` } }),
      post('/api/import', SECRETS.body, { authorization }),
    ].map(async (answer) => {
      const { status, body } = await answer;
      await body?.cancel();
      return status;
    }),
  );
  expect(statuses.slice(0, 5)).toEqual([401, 400, 401, 401, 401]);

  // The database refuses the service from here on: errors that hold addresses, roles and statements.
  await asSuperuser(
    database,
    `ALTER ROLE ${role} NOLOGIN`,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${role}'`,
  );
  const failed = await fetch(`${base}/api/export`, { headers: { authorization } });
  expect(failed.status).toBeGreaterThanOrEqual(500);
  await asSuperuser(database, `ALTER ROLE ${role} LOGIN`);

  program.child.kill('SIGTERM');
  await program.ended;
  const log = `${program.output.stdout}${program.output.stderr}`;
  // It has said something of all this.
  expect(log).toContain('/api/auth/login');
  expect(log.split('\n').length).toBeGreaterThan(8);
  const planted = { ...SECRETS, session, token };
  expect(Object.entries(planted).filter(([, value]) => log.includes(value))).toEqual([]);
}, 120_000);
