/** The first start on a fresh machine: a demo account with everything in it, and a way to sign in. */
import { readdir, readFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { isProcessAlive } from '../../src/is-process-alive.js';
import { VERSION } from '../../src/version.js';
import { readFiles } from '../support/archive-files.js';
import { createTestDatabase } from '../support/postgres.js';
import { COMMAND_LINE, type Program, runProgram, SERVICE, startProgram } from '../support/program.js';
import { cookieOf, LINK, linkOf, signIn } from '../support/signed-in.js';

const DEMO = new URL('../../demo/archive/', import.meta.url);

let dataDir: string;
const programs: Program[] = [];
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'carol-demo-'));
});
afterAll(async () => {
  for (const { child } of programs) child.kill('SIGKILL');
  await Promise.all(programs.map(({ ended }) => ended));
  await postgresGone();
  await rm(dataDir, { recursive: true, force: true });
});

function start(environment: Readonly<Record<string, string>> = {}): Program {
  const program = startProgram(SERVICE, [], { PORT: '0', DATA_DIR: dataDir, ...environment });
  programs.push(program);
  return program;
}

/** The number of the embedded server, if it is there. */
async function postgresPid(): Promise<number | undefined> {
  const file = await readFile(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(file, 10);
  return pid > 0 && isProcessAlive(pid) ? pid : undefined;
}

async function postgresGone(): Promise<void> {
  for (let poll = 0; poll < 300; poll++) {
    if ((await postgresPid()) === undefined) return;
    await sleep(100);
  }
  throw new Error('The embedded PostgreSQL goes on running');
}

describe('a start with an embedded database', () => {
  let cookie: string;

  it('prints where Carol is and a link that signs in once, and none of the noise of its assembly', async () => {
    const program = start();
    const { origin, token } = await linkOf(program);
    const first = await signIn(origin, token);
    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({ user: { email: 'demo@carol.example' } });
    cookie = cookieOf(first);
    expect((await signIn(origin, token)).status).toBe(401);
    expect(program.output.stdout.toString()).not.toMatch(/Mapped|RouterExplorer|InstanceLoader/);
    expect(program.output.stderr).toBe('');
  });

  it('has a demo account that owns rows of every kind: exactly the archive in the repository', async () => {
    const { origin } = await linkOf(programs[0] as Program);
    const response = await fetch(`${origin}/api/export`, { headers: { cookie } });
    expect(response.status).toBe(200);
    const files = await readFiles(Buffer.from(await response.arrayBuffer()));
    const manifest = (files.get('manifest.yaml') ?? '').toString();
    for (const { name } of CAROL_KINDS) expect(manifest).toMatch(new RegExp(`^  ${name}: [1-9]`, 'm'));
    for (const path of await readdir(DEMO, { recursive: true })) {
      if (path === 'media' || path === 'manifest.yaml') continue;
      const bytes = await readFile(new URL(path, DEMO));
      expect({ path, same: files.get(path)?.equals(bytes) }).toEqual({ path, same: true });
    }
  });

  it('lets the command line work on the same data beside the server', async () => {
    const file = join(dataDir, 'beside.tar.gz');
    const exported = await runProgram(COMMAND_LINE, ['export', 'demo@carol.example', '--out', file], {
      DATA_DIR: dataDir,
    });
    expect(exported).toMatchObject({ status: 0 });
    const files = await readFiles(await readFile(file));
    expect(files.get('manifest.yaml')?.toString()).toContain(`appVersion: '${VERSION}'`);
  });

  it('ends with status 0 when it is told to, and the database with it', async () => {
    const program = programs[0] as Program;
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(await postgresPid()).toBeUndefined();
  });

  it('does not load the demo again, but prints a new link; and kill -9 leaves no database running', async () => {
    const program = start();
    const { origin, token } = await linkOf(program);
    expect(program.output.stdout.toString()).not.toContain('loading the demo account');
    expect((await signIn(origin, token)).status).toBe(200);
    expect(await postgresPid()).toBeDefined();
    program.child.kill('SIGKILL');
    await program.ended;
    await postgresGone();
  });

  it('loads the demo after a start that was killed before it could', async () => {
    const other = await mkdtemp(join(tmpdir(), 'carol-demo-'));
    try {
      const killed = start({ DATA_DIR: other });
      await killed.saying(/loading the demo account/);
      killed.child.kill('SIGKILL');
      await killed.ended;
      const again = start({ DATA_DIR: other });
      await linkOf(again);
      expect(again.output.stdout.toString()).toContain('loading the demo account');
      again.child.kill('SIGINT');
      expect(await again.ended).toBe(0);
    } finally {
      await rm(other, { recursive: true, force: true });
    }
  });
});

it('makes no demo account on a database that it was given', async () => {
  const database = await createTestDatabase();
  try {
    const program = start({ DATABASE_URL: database.url });
    await program.saying(/Carol is ready/);
    expect(program.output.stdout.toString()).not.toMatch(LINK);
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    const token = await runProgram(COMMAND_LINE, ['token', 'create', 'demo@carol.example'], {
      DATABASE_URL: database.url,
      DATA_DIR: dataDir,
    });
    expect(token).toMatchObject({ status: 1, stderr: expect.stringContaining('Nobody here has') });
  } finally {
    await database.drop();
  }
});
