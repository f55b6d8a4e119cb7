/** The command line, as processes of their own beside a running service. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { edit, packFiles, readFiles, timelessFiles } from '../support/archive-files.js';
import { blobPaths, HARM } from '../support/harm.js';
import { installed } from '../support/installed.js';
import { runProgram, startProgram, type Outcome } from '../support/program.js';
import { GRAPH, sampleGraph } from '../support/sample.js';
import { fingerprint, userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

let service: TestService;
let environment: Readonly<Record<string, string>>;
let folder: string;
beforeAll(async () => {
  service = await startTestService();
  const { url } = service.instance.dataSource.options as { url: string };
  environment = { DATABASE_URL: url, DATA_DIR: service.dataDir };
  folder = await mkdtemp(join(tmpdir(), 'carol-cli-'));
});
afterAll(async () => {
  await service?.close();
  await rm(folder, { recursive: true, force: true });
});

const carol = (args: readonly string[], stdin?: string): Promise<Outcome> =>
  runProgram('cli/main.js', args, environment, stdin);

const json = <Value>({ stdout }: Outcome): Value => JSON.parse(stdout.toString()) as Value;

const file = async (name: string, bytes: Buffer): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};

const STACK = /^\s+at /m;

/** Nothing is left of what a command was in the middle of. */
async function expectNothingLeft(): Promise<void> {
  expect(await readdir(join(service.dataDir, 'tmp')).catch(() => [])).toEqual([]);
  expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([]);
}

describe('accounts', () => {
  it('are made with a password from standard input, which signs in', async () => {
    const made = await carol(
      ['user', 'create', 'Ada@Carol.Example', '--password-stdin'],
      'a long password\n',
    );
    expect(made).toMatchObject({ status: 0, stderr: '' });
    expect(made.stdout.toString()).toBe('Created ada@carol.example\n');
    const response = await fetch(`${service.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@carol.example', password: 'a long password' }),
    });
    expect(response.status).toBe(200);
  });

  it('get tokens: the token alone on standard output, and it works', async () => {
    const { email, id } = await service.createUser();
    const { status, stdout, stderr } = await carol(['token', 'create', email]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.toString()).toMatch(/^carol_pat_[\w-]{43}\n$/);
    const response = await fetch(`${service.url}/api/auth/session`, {
      headers: { authorization: `Bearer ${stdout.toString().trim()}` },
    });
    expect(await response.json()).toMatchObject({ user: { id } });
  });
});

describe('export', () => {
  it('writes the same archive as a download, to a file that only its owner can read', async () => {
    const user = await userWith(service, sampleGraph());
    const path = join(folder, 'whole.tar.gz');
    const exported = await carol(['export', user.email, '--out', path, '--json']);
    expect(exported.status).toBe(0);
    const { bytes } = json<{ bytes: number }>(exported);
    expect({ bytes, mode: (await stat(path)).mode & 0o777 }).toEqual({
      bytes: (await stat(path)).size,
      mode: 0o600,
    });
    expect(await timelessFiles(await readFile(path))).toEqual(
      await timelessFiles(await service.export(user)),
    );
  });

  it('writes nothing but the archive to standard output', async () => {
    const user = await userWith(service, sampleGraph());
    const { status, stdout } = await carol(['export', user.email, '--out', '-']);
    expect(status).toBe(0);
    expect(await timelessFiles(stdout)).toEqual(await timelessFiles(await service.export(user)));
  });

  it('leaves the file that was there, and no part of another, where it fails', async () => {
    const user = await userWith(service, sampleGraph());
    for (const path of await blobPaths(service, user)) await HARM['of other bytes'](path);
    const path = await file('before.tar.gz', Buffer.from('what was there'));
    const failed = await carol(['export', user.email, '--out', path]);
    expect(failed.status).toBe(1);
    expect(failed.stderr).not.toMatch(STACK);
    expect(failed.stderr).toMatch(/The stored file of media \S+ is damaged\. Export again/);
    expect(await readFile(path, 'utf8')).toBe('what was there');
    await expectNothingLeft();
  });

  it('says which files it does without', async () => {
    const user = await userWith(service, sampleGraph());
    for (const path of await blobPaths(service, user)) await HARM['cut short'](path);
    const { status, stderr, stdout } = await carol([
      'export',
      user.email,
      '--out',
      join(folder, 'holed.tar.gz'),
      '--json',
    ]);
    expect([status, JSON.parse(stdout.toString()).missing.length]).toEqual([0, 2]);
    expect(stderr).toContain('2 files are lost or damaged here');
  });
});

describe('preview and import', () => {
  let owner: TestUser;
  let path: string;
  beforeAll(async () => {
    owner = await userWith(service, sampleGraph());
    path = await file('good.tar.gz', await service.export(owner));
  });

  it('report what the service reports', async () => {
    const user = await service.createUser();
    const previewed = await carol(['preview', user.email, path, '--json']);
    expect(previewed.status).toBe(0);
    const overHttp = await service.preview(user, await readFile(path));
    expect(json(previewed)).toEqual(overHttp.body);
    const imported = await carol(['import', user.email, path, '--mode', 'merge', '--yes', '--json']);
    expect(imported.status).toBe(0);
    expect(json<{ effects: object }>(imported).effects).toEqual(overHttp.body.effects?.merge);
    const again = await service.preview(user, await readFile(path));
    for (const { name } of GRAPH.kinds)
      expect(again.body.effects?.merge?.[name]).toMatchObject({ create: 0, update: 0 });
    await expectNothingLeft();
  });

  it('say each step on standard error, a line each where it is no terminal', async () => {
    const user = await service.createUser();
    const checks = ['Reading', 'Checking: reading the archive', 'Checking: taking in its rows'];
    const compared = 'Checking: comparing them with what is there';
    const steps = ({ stderr }: Outcome) => stderr.trimEnd().split('\n');
    expect(steps(await carol(['preview', user.email, path]))).toEqual([...checks, compared]);
    expect(steps(await carol(['verify', path]))).toEqual(checks);
    expect(steps(await carol(['import', user.email, path, '--mode', 'merge', '--yes']))).toEqual([
      'Reading',
      'Importing: reading the archive',
      'Importing: taking in its rows',
      'Importing: comparing them with what is there',
      'Importing: storing its files',
      'Importing: writing its rows',
    ]);
  });

  it('say why copies skip the profile where there is one, and nothing of it where there is none', async () => {
    const reason = /^Skipped: there can be only one profile, and there is one already\.$/m;
    const there = await carol(['preview', owner.email, path]);
    expect(there.stdout.toString()).toMatch(reason);
    const none = await carol(['preview', (await service.createUser()).email, path]);
    expect(none.stdout.toString()).not.toMatch(/Skipped/);
  });

  it('name what a replace deletes', async () => {
    const user = await userWith(service, sampleGraph());
    const previewed = await carol(['preview', user.email, path]);
    expect(previewed.stdout.toString()).toMatch(/This deletes what the archive does not have: .*2 people/);
    const imported = await carol(['import', user.email, path, '--mode', 'replace', '--yes']);
    expect(imported.stdout.toString()).toMatch(/Deleted what the archive does not have: .*2 people/);
  });

  it('refuse an invalid archive with the place of each error, and change nothing', async () => {
    const user = await userWith(service, sampleGraph());
    const bad = await file(
      'bad.tar.gz',
      await edit(await readFile(path), {
        'people.yaml': (text) => text.replace('favorite: ', 'favourite: '),
      }),
    );
    const before = await fingerprint(service);
    const at =
      /^people\.yaml:\d+:\d+: A person has no such key\. .* \[#\/[0-9a-f-]{36}\/favourite unknown-key\]$/m;
    const previewed = await carol(['preview', user.email, bad]);
    expect(previewed.status).toBe(1);
    expect(previewed.stdout.toString()).toMatch(at);
    const imported = await carol(['import', user.email, bad, '--mode', 'replace', '--yes']);
    expect(imported.status).toBe(1);
    expect(imported.stderr).toMatch(at);
    expect(imported.stderr).not.toMatch(STACK);
    const told = await carol(['import', user.email, bad, '--mode', 'copies', '--yes', '--json']);
    expect(told.status).toBe(1);
    expect(json(told)).toMatchObject({ type: '/problems/validation-failed', errorCount: 1 });
    expect(await fingerprint(service)).toBe(before);
  });

  it('do not import unasked where nobody can be asked', async () => {
    const user = await service.createUser();
    const before = await fingerprint(service);
    const imported = await carol(['import', user.email, path, '--mode', 'merge']);
    expect(imported.status).toBe(2);
    expect(imported.stderr).toMatch(/--yes/);
    expect(await fingerprint(service)).toBe(before);
  });

  const terminal = process.platform === 'linux' && installed('script', 'util-linux');
  (terminal ? it : it.skip)(
    'show the preview in a terminal and ask [needs script of util-linux]',
    async () => {
      const user = await service.createUser();
      const inTerminal = (answer: string) => {
        const command = ['dist/src/cli/main.js', 'import', user.email, path, '--mode', 'merge'];
        const line = [process.execPath, ...command].map((word) => `'${word}'`).join(' ');
        return spawnSync('script', ['-qec', line, '/dev/null'], {
          env: { PATH: process.env['PATH'], TERM: 'xterm', ...environment },
          input: answer,
          encoding: 'utf8',
        });
      };
      const before = await fingerprint(service);
      const refused = inTerminal('n\n');
      expect(refused.stdout).toMatch(/create +update +unchanged/);
      expect(refused.stdout).toContain(`Import this for ${user.email}? [y/N]`);
      expect(refused.status).toBe(1);
      expect(await fingerprint(service)).toBe(before);
      const agreed = inTerminal('y\n');
      expect(agreed.stdout).toContain('Imported with merge');
      expect(agreed.status).toBe(0);
    },
  );

  it('leave nothing behind where Ctrl-C stops an import', async () => {
    const user = await service.createUser();
    const files = new Map<string, Buffer | string>(await readFiles(await readFile(path)));
    files.delete('SHA256SUMS');
    const many = Array.from({ length: 60_000 }, () => `${randomUUID()}:\n  givenName: Ada\n`);
    files.set('people.yaml', `${files.get('people.yaml')}${many.join('')}`);
    const large = await file('large.tar.gz', await packFiles(files));
    const before = await fingerprint(service);
    const importing = startProgram(
      'cli/main.js',
      ['import', user.email, large, '--mode', 'copies', '--yes'],
      environment,
    );
    await importing.saying(/Importing/);
    importing.child.kill('SIGINT');
    expect(await importing.ended).toBe(130);
    expect(importing.output.stderr).toContain('Nothing was changed');
    expect(importing.output.stderr).not.toMatch(STACK);
    expect(await fingerprint(service)).toBe(before);
    await expectNothingLeft();
  });
});

describe('verify', () => {
  it('needs no database, and leaves nothing where it ran', async () => {
    const user = await userWith(service, sampleGraph());
    const path = await file('verified.tar.gz', await service.export(user));
    const nowhere = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', DATA_DIR: join(folder, 'absent') };
    const good = await runProgram('cli/main.js', ['verify', path, '--json'], nowhere);
    expect(good.status).toBe(0);
    expect(json(good)).toMatchObject({ valid: true, errorCount: 0, warningCount: 0 });
    await truncate(path, (await stat(path)).size - 20);
    const cut = await runProgram('cli/main.js', ['verify', path], nowhere);
    expect(cut.status).toBe(1);
    expect(cut.stderr).toMatch(/damaged|whole/);
    expect(await readdir(folder)).not.toContain('absent');
  });
});

describe('a call that is not right', () => {
  it.each([
    ['no command', []],
    ['an unknown command', ['frobnicate']],
    ['an argument too few', ['export']],
    ['a mode that there is none of', ['import', 'a@b.example', 'x', '--mode', 'all', '--yes']],
    ['no mode', ['import', 'a@b.example', 'x', '--yes']],
    ['a file that is not there', ['verify', 'no-such-file.tar.gz']],
    ['a folder for a file', ['verify', 'src']],
  ])('with %s says so and ends with status 2', async (_what, args) => {
    const { status, stdout, stderr } = await carol(args);
    expect({ status, stdout: stdout.toString() }).toEqual({ status: 2, stdout: '' });
    expect(stderr).not.toBe('');
    expect(stderr).not.toMatch(STACK);
  });

  it('with a wrong setting names it', async () => {
    const { status, stderr } = await runProgram('cli/main.js', ['user', 'create', 'a@b.example'], {
      BLOB_STORE: 'floppy',
    });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('BLOB_STORE is "floppy"'),
    });
  });

  it('with a database that does not answer ends with status 1, in a sentence', async () => {
    const { status, stderr } = await runProgram('cli/main.js', ['token', 'create', 'a@b.example'], {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      DATA_DIR: join(folder, 'absent'),
    });
    expect({ status, stack: STACK.test(stderr) }).toEqual({ status: 1, stack: false });
    expect(stderr).toMatch(/database/i);
  });
});
