/** Commands for whoever runs the service: accounts, tokens, everybody's archives, and where output may go. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { timelessFiles } from '../support/archive-files.js';
import { sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { carol, environment, folder, json, service, useCommandLine } from './command-line.js';

useCommandLine();

const statusOf = async (token: string): Promise<number> =>
  (await fetch(`${service.url}/api/auth/session`, { headers: { authorization: `Bearer ${token}` } })).status;

describe('accounts and tokens', () => {
  it('are listed, and a token is revoked by its id', async () => {
    const { email, token } = await service.createUser();
    const { tokens } = json<{ tokens: { id: string }[] }>(await carol(['token', 'list', email, '--json']));
    expect(tokens).toHaveLength(1);
    expect(await carol(['token', 'revoke', email, tokens[0]?.id ?? ''])).toMatchObject({ status: 0 });
    expect(await statusOf(token)).toBe(401);
    expect(await carol(['token', 'revoke', email, tokens[0]?.id ?? ''])).toMatchObject({ status: 1 });
    expect((await carol(['user', 'list'])).stdout.toString().split('\n')).toContain(email);
  });

  it('are deleted, after somebody has said so', async () => {
    const { email, token } = await service.createUser();
    expect(await carol(['user', 'delete', email])).toMatchObject({ status: 2 });
    expect(await statusOf(token)).toBe(200);
    expect(await carol(['user', 'delete', email, '--yes'])).toMatchObject({ status: 0 });
    expect(await statusOf(token)).toBe(401);
  });

  it('get a new password from standard input', async () => {
    const { email } = await service.createUser();
    expect(await carol(['user', 'password', email], 'another long password\n')).toMatchObject({ status: 0 });
    const answer = await fetch(`${service.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: 'another long password' }),
    });
    expect(answer.status).toBe(200);
  });
});

describe('export --all', () => {
  it('writes an archive for each account, and leaves out those that are there', async () => {
    const user = await userWith(service, sampleGraph());
    const all = join(folder, 'everybody');
    type Outcome = { accounts: { email: string; file: string; outcome: string }[] };
    const first = await carol(['export', '--all', all, '--parallel', '2', '--json']);
    const { accounts } = json<Outcome>(first);
    expect([first.status, new Set(accounts.map(({ outcome }) => outcome))]).toEqual([
      0,
      new Set(['written']),
    ]);
    expect(await readdir(all)).toHaveLength(accounts.length);
    const file = join(all, `${user.email}.tar.gz`);
    expect(await timelessFiles(await readFile(file))).toEqual(
      await timelessFiles(await service.export(user, undefined, true)),
    );
    await rm(file);
    const { accounts: again } = json<Outcome>(await carol(['export', '--all', all, '--json']));
    expect(again.filter(({ outcome }) => outcome === 'written').map(({ email }) => email)).toEqual([
      user.email,
    ]);
  });

  it('goes on with the others where one fails, and says which', async () => {
    const { email } = await service.createUser();
    const all = join(folder, 'one-fails');
    // A link into nowhere cannot be written through.
    await mkdir(all);
    await symlink(join(folder, 'no-such-folder', 'x'), join(all, `${email}.tar.gz`));
    const { status, stdout } = await carol(['export', '--all', all]);
    expect({ status, said: stdout.toString() }).toEqual({
      status: 1,
      said: expect.stringMatching(/, 1 failed\.\n$/),
    });
    expect(stdout.toString()).toContain(email);
  });
});

describe('--out', () => {
  it('writes to what a link leads to, and leaves the link', async () => {
    const user = await userWith(service, sampleGraph());
    const [link, file] = [join(folder, 'link.tar.gz'), join(folder, 'linked.tar.gz')];
    await writeFile(file, 'what was there');
    await symlink('linked.tar.gz', link);
    expect(await carol(['export', user.email, '--out', link])).toMatchObject({ status: 0 });
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await timelessFiles(await readFile(file))).toEqual(
      await timelessFiles(await service.export(user, undefined, true)),
    );
  });

  it('is what standard output leads to, where that is a new file', async () => {
    const user = await userWith(service, sampleGraph());
    const path = join(folder, 'redirected.tar.gz');
    const program = fileURLToPath(new URL('../../scripts/carol.sh', import.meta.url));
    execFileSync('sh', ['-c', `"$0" export ${user.email} > ${path}`, program], {
      cwd: folder,
      env: { ...process.env, ...environment },
    });
    expect(await timelessFiles(await readFile(path))).toEqual(
      await timelessFiles(await service.export(user, undefined, true)),
    );
  });

  it('writes into a FIFO', async () => {
    const user = await userWith(service, sampleGraph());
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const reader = spawn('cat', [fifo], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [read, done] = await Promise.all([
      buffer(reader.stdout),
      carol(['export', user.email, '--out', fifo]),
    ]);
    expect(done.status).toBe(0);
    expect(await timelessFiles(read)).toEqual(
      await timelessFiles(await service.export(user, undefined, true)),
    );
    expect((await lstat(fifo)).isFIFO()).toBe(true);
    if (reader.exitCode === null) await once(reader, 'exit');
  });
});

describe('completion', () => {
  it.each([
    ['carol ex', 'export'],
    ['carol user de', 'delete'],
    ['carol import --mo', '--mode'],
  ])('in bash of “%s” is “%s”', async (typed, word) => {
    const script = (await carol(['completion', 'bash'])).stdout.toString();
    const words = typed.split(' ');
    const answer = execFileSync(
      'bash',
      [
        '-c',
        `${script}\nCOMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; _carol; echo "\${COMPREPLY[@]}"`,
      ],
      { encoding: 'utf8' },
    );
    expect(answer.trim()).toBe(word);
  });

  it('is not for a shell that is not known', async () => {
    expect(await carol(['completion', 'cmd'])).toMatchObject({ status: 2 });
  });
});
