/** The command line from anywhere: a login, and a service that is known by its address alone. */
import { createHash, randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { carolHere } from '../support/carol-here.js';
import { timelessFiles } from '../support/archive-files.js';
import { COMMAND_LINE, type Outcome, runProgram } from '../support/program.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import type { TestUser } from '../support/service.js';
import { file, folder, json, service, STACK, useCommandLine } from './command-line.js';

useCommandLine({ UNDO_DAYS: '7' });

const PASSWORD = 'a long enough password';

/** No database, no settings: whoever sits here has the program alone. */
let elsewhere: Record<string, string>;

beforeEach(() => {
  elsewhere = {
    XDG_CONFIG_HOME: join(folder, randomUUID()),
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    DATA_DIR: join(folder, 'absent'),
    CAROL_URL: '',
    CAROL_TOKEN: '',
  };
});

const remote = (...args: readonly string[]): Promise<Outcome> => carolHere(args, elsewhere);
const as = ({ token }: TestUser): void => {
  elsewhere = { ...elsewhere, CAROL_URL: service.url, CAROL_TOKEN: token };
};
const text = ({ stdout }: Outcome): string => stdout.toString();

async function withPassword(): Promise<string> {
  const email = `${randomUUID()}@carol.example`;
  await service.server.app.get(AccountsService, { strict: false }).createUser(email, PASSWORD);
  return email;
}

const loginFile = (): string => join(elsewhere['XDG_CONFIG_HOME'] ?? '', 'carol', 'login.json');

describe('login', () => {
  it('makes a token with the password, keeps it for its owner alone, and logout revokes it', async () => {
    const email = await withPassword();
    const args = ['login', `${service.url}/`, '--email', email, '--password-stdin'];
    const { status, stdout, stderr } = await runProgram(COMMAND_LINE, args, elsewhere, `${PASSWORD}\n`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.toString()).toBe(
      `Logged in to ${service.url} as ${email}. The token is in ${loginFile()}.\n`,
    );
    expect((await stat(loginFile())).mode & 0o777).toBe(0o600);
    expect(text(await remote('whoami'))).toBe(`${email} at ${service.url}\n`);
    const { token } = JSON.parse(await readFile(loginFile(), 'utf8')) as { token: string };
    expect(await remote('logout')).toMatchObject({ status: 0 });
    expect(await remote('whoami')).toMatchObject({ status: 2 });
    const answer = await fetch(`${service.url}/api/auth/session`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(401);
    // No session is left of the login either.
    const sessions = await service.instance.dataSource.query(
      'SELECT FROM session JOIN "user" ON "user".id = user_id WHERE email = $1',
      [email],
    );
    expect(sessions).toEqual([]);
  });

  it('takes a link that signs in once', async () => {
    const { id, email } = await service.createUser();
    const link = service.server.app.get(AccountsService, { strict: false }).createSignInLink(id, service.url);
    expect(json(await remote('login', link, '--json'))).toMatchObject({ url: service.url, email });
    expect(await remote('login', link)).toMatchObject({ status: 1 });
  });

  it('takes a token that was made elsewhere, and refuses what is none', async () => {
    const { token, email } = await service.createUser();
    const args = ['login', service.url, '--token-stdin', '--json'];
    const good = await runProgram(COMMAND_LINE, args, elsewhere, `${token}\n`);
    expect(json(good)).toMatchObject({ email });
    const bad = await runProgram(COMMAND_LINE, args, elsewhere, 'carol_pat_x\n');
    expect({ status: bad.status, ...json<object>(bad) }).toMatchObject({
      status: 1,
      type: '/problems/unauthenticated',
    });
  });

  it('sends the token of a login to no other service', async () => {
    await remote(
      'login',
      service.server.app
        .get(AccountsService, { strict: false })
        .createSignInLink((await service.createUser()).id, service.url),
    );
    elsewhere = { ...elsewhere, CAROL_URL: 'http://127.0.0.1:1' };
    expect(await remote('export')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('carol login'),
    });
  });

  it.each([
    ['an address that is none', ['login', 'carol.example'], 2, /is not the address of a service/],
    ['nobody to be asked', ['login', 'http://127.0.0.1:1'], 2, /--password-stdin/],
    ['an address where nobody answers', ['history'], 1, /cannot be reached \(ECONNREFUSED\)/],
  ])('with %s says so', async (_, args, status, words) => {
    elsewhere = { ...elsewhere, CAROL_URL: 'http://127.0.0.1:1', CAROL_TOKEN: 'x' };
    const said = await remote(...args);
    expect(said).toMatchObject({ status, stderr: expect.stringMatching(words) });
    expect(said.stderr).not.toMatch(STACK);
  });

  it('says of another program that it is not Carol', async () => {
    const server = createServer((_, response) => response.writeHead(404).end('<h1>nothing')).listen(0);
    await once(server, 'listening');
    elsewhere = {
      ...elsewhere,
      CAROL_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      CAROL_TOKEN: 'x',
    };
    expect(await remote('export')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('not as Carol does'),
    });
    server.close();
  });
});

describe('without an account', () => {
  it('export writes the archive of the login, to a file or to standard output', async () => {
    const user = await userWith(service, sampleGraph());
    as(user);
    const path = join(folder, 'remote.tar.gz');
    const done = await remote('export', '--out', path, '--json');
    const { bytes, sha256 } = json<{ bytes: number; sha256: string }>(done);
    const written = await readFile(path);
    expect([written.length, createHash('sha256').update(written).digest('hex')]).toEqual([bytes, sha256]);
    expect(await timelessFiles(written)).toEqual(
      await timelessFiles(await service.export(user, undefined, true)),
    );
    expect(await timelessFiles((await remote('export', '--out', '-')).stdout)).toEqual(
      await timelessFiles(written),
    );
  });

  it('preview, import, history and undo do what they do on the server', async () => {
    const user = await service.createUser();
    as(user);
    const path = await file('remote-import.tar.gz', await packGraph(sampleGraph()));
    const preview = await remote('preview', path, '--json');
    expect({ status: preview.status, ...json<object>(preview) }).toMatchObject({ status: 0, valid: true });
    const here = await carolHere(['preview', user.email, path], {
      DATABASE_URL: (service.instance.dataSource.options as { url: string }).url,
      DATA_DIR: service.dataDir,
    });
    expect(text(await remote('preview', path))).toBe(text(here));
    const items = await remote('preview', path, '--items', '--mode', 'merge', '--json');
    expect(
      text(items)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object)
        .at(-1),
    ).toMatchObject({ end: true });

    const key = randomUUID();
    const imported = await remote('import', path, '--mode', 'merge', '--yes', '--key', key);
    expect(imported).toMatchObject({ status: 0, stdout: expect.anything() });
    expect(text(imported)).toMatch(/Imported with merge in/);
    const again = await remote('import', path, '--mode', 'merge', '--yes', '--key', key, '--json');
    expect(json(again)).toMatchObject({ mode: 'merge' });
    const history = json<{ imports: { key: string }[] }>(await remote('history', '--json'));
    expect(history.imports).toHaveLength(1);
    const name = history.imports[0]?.key ?? '';
    const forgotten = await remote('undo', name, '--forget', '--yes');
    expect([forgotten.status, text(forgotten)]).toEqual([0, expect.stringContaining('is gone')]);
    expect(await remote('undo', name, '--forget', '--yes')).toMatchObject({ status: 1 });
    expect(text(await remote('history'))).toContain('cannot be undone');
    expect(await remote('import', path, '--mode', 'merge')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--yes'),
    });
  });

  it('says what is wrong with an archive, with status 1', async () => {
    as(await service.createUser());
    const path = await file('no-archive.tar.gz', Buffer.from('PK'));
    const refused = await remote('import', path, '--mode', 'merge', '--yes');
    expect(refused).toMatchObject({ status: 1, stdout: Buffer.alloc(0) });
    expect(refused.stderr).not.toMatch(STACK);
    expect(json(await remote('import', path, '--mode', 'merge', '--yes', '--json'))).toMatchObject({
      type: expect.stringMatching(/^\/problems\//),
    });
  });

  it('takes an archive from standard input', async () => {
    const user = await service.createUser();
    as(user);
    const archive = await packGraph(sampleGraph());
    const args = ['import', '-', '--mode', 'merge', '--yes', '--json'];
    const done = await runProgram(COMMAND_LINE, args, elsewhere, archive);
    expect(json(done)).toMatchObject({ mode: 'merge' });
  });

  it('--as names an account of this instance', async () => {
    const user = await userWith(service, sampleGraph());
    const environment = {
      DATABASE_URL: (service.instance.dataSource.options as { url: string }).url,
      DATA_DIR: service.dataDir,
    };
    const done = await carolHere(['history', '--as', user.email, '--json'], environment);
    expect(json(done)).toMatchObject({ imports: expect.anything() });
  });
});
