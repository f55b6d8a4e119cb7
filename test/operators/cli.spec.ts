/** The command line, as processes of their own beside a running service. */
import { readdir, readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { timelessFiles } from '../support/archive-files.js';
import { blobPaths, HARM } from '../support/harm.js';
import { COMMAND_LINE, runProgram } from '../support/program.js';
import { sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import {
  carol,
  expectNothingLeft,
  file,
  folder,
  json,
  service,
  STACK,
  useCommandLine,
} from './command-line.js';

useCommandLine();

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
      await timelessFiles(await service.export(user, undefined, true)),
    );
  });

  it('writes nothing but the archive to standard output', async () => {
    const user = await userWith(service, sampleGraph());
    const { status, stdout } = await carol(['export', user.email, '--out', '-']);
    expect(status).toBe(0);
    expect(await timelessFiles(stdout)).toEqual(
      await timelessFiles(await service.export(user, undefined, true)),
    );
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

describe('verify', () => {
  it('needs no database, and leaves nothing where it ran', async () => {
    const user = await userWith(service, sampleGraph());
    const path = await file('verified.tar.gz', await service.export(user));
    const nowhere = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', DATA_DIR: join(folder, 'absent') };
    const good = await runProgram(COMMAND_LINE, ['verify', path, '--json'], nowhere);
    expect(good.status).toBe(0);
    expect(json(good)).toMatchObject({ valid: true, errorCount: 0, warningCount: 0 });
    await truncate(path, (await stat(path)).size - 20);
    const cut = await runProgram(COMMAND_LINE, ['verify', path], nowhere);
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
    const told = await carol([...args, '--json']);
    expect({ status: told.status, ...json<object>(told) }).toEqual({
      status: 2,
      title: 'Not called as it must be',
      detail: expect.any(String),
    });
  });

  it('with a wrong setting names it', async () => {
    const { status, stderr } = await runProgram(COMMAND_LINE, ['user', 'create', 'a@b.example'], {
      BLOB_STORE: 'floppy',
    });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('BLOB_STORE is "floppy"'),
    });
  });

  it('with a database that does not answer ends with status 1, in a sentence', async () => {
    const { status, stderr } = await runProgram(COMMAND_LINE, ['token', 'create', 'a@b.example'], {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      DATA_DIR: join(folder, 'absent'),
    });
    expect({ status, stack: STACK.test(stderr) }).toEqual({ status: 1, stack: false });
    expect(stderr).toMatch(/database/i);
  });
});
