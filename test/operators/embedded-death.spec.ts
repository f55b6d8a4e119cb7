/** An embedded server that dies while it is in use is started again, or whoever uses it is told that it is not. */
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { EmbeddedPostgresError } from '../../src/database/embedded-error.js';
import type { EmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { supervisePostgres, type Supervision } from '../../src/database/supervise-postgres.js';
import { gone, isAlive, serverPid, watchdogsOf } from '../support/postgres-users.js';
import { type Program, SERVICE, startProgram } from '../support/program.js';
import { eventually } from '../support/raw-http.js';
import { cleanups, query, start, usedFolder, useEmbeddedServers, user } from './embedded-servers.js';

useEmbeddedServers();

let supervision: Supervision;
let lines: string[];

async function supervised(folder: string): Promise<EmbeddedPostgres> {
  const postgres = await start(folder);
  lines = [];
  supervision = supervisePostgres(postgres, (line) => lines.push(line));
  // Before the server is let go.
  const { stop } = supervision;
  cleanups.push(stop);
  return postgres;
}

const answers = async (url: string): Promise<void> =>
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);

const kill = async (folder: string, signal: NodeJS.Signals): Promise<void> => {
  const pid = serverPid(folder);
  process.kill(pid, signal);
  await gone(pid);
};

describe('a server in use', () => {
  it.each<readonly [string, (folder: string) => Promise<void>]>([
    ['is killed', (folder) => kill(folder, 'SIGKILL')],
    ['is stopped by somebody', (folder) => kill(folder, 'SIGINT')],
    [
      'loses its watchdog',
      async (folder) => {
        const server = serverPid(folder);
        for (const pid of watchdogsOf(server)) process.kill(pid, 'SIGKILL');
        await gone(server);
      },
    ],
  ])('that %s runs again at the same address, and says so', async (_, harm) => {
    const folder = await usedFolder();
    const { url } = await supervised(folder);
    await harm(folder);
    await eventually(() => answers(url));
    await eventually(() =>
      expect(lines).toEqual([
        'PostgreSQL has died, and is started again',
        expect.stringMatching(/^PostgreSQL runs again/),
      ]),
    );
  });

  it('that dies beside another process which uses it runs again for both', async () => {
    const folder = await usedFolder();
    const { url } = await supervised(folder);
    const other = await user(folder);
    await kill(folder, 'SIGKILL');
    await eventually(() => answers(other.url));
    expect(other.url).toBe(url);
  });

  it('that dies again and again is given up, with a reason', async () => {
    const folder = await usedFolder();
    const { url } = await supervised(folder);
    for (let deaths = 1; deaths <= 5; deaths++) {
      await kill(folder, 'SIGKILL');
      await eventually(() => expect(lines).toHaveLength(2 * deaths));
      await answers(url);
    }
    await kill(folder, 'SIGKILL');
    const reason = await supervision.lost;
    expect(reason).toBeInstanceOf(EmbeddedPostgresError);
    expect(reason.message).toMatch(/^The embedded PostgreSQL has died 6 times within 10 minutes, .+\/log$/);
  }, 60_000);

  it('that cannot start again is given up at once, in its own words', async () => {
    const folder = await usedFolder();
    await supervised(folder);
    writeFileSync(join(folder, 'postgres', 'data', 'postgresql.conf'), 'max_connections = many\n');
    await kill(folder, 'SIGKILL');
    const reason = await supervision.lost;
    expect(reason.message).toMatch(/^The embedded PostgreSQL has died\. .+did not start.+max_connections/);
    expect(reason.message).not.toContain('\n');
  });

  it('that is let go is not started again', async () => {
    const folder = await usedFolder();
    const postgres = await supervised(folder);
    const pid = serverPid(folder);
    await supervision.stop();
    await postgres.stop();
    expect([isAlive(pid), postgres.isRunning(), lines]).toEqual([false, false, []]);
  });
});

describe('the service', () => {
  let folder: string;
  let program: Program | undefined;
  afterEach(async () => {
    program?.child.kill('SIGKILL');
    await program?.ended;
    await rm(folder, { recursive: true, force: true });
  });

  const ready = async (url: string): Promise<number> => (await fetch(`${url}/health/ready`)).status;

  it('is ready again after its database died, and ends with one line where it is lost', async () => {
    folder = await mkdtemp(join(tmpdir(), 'carol-death-'));
    program = startProgram(SERVICE, [], { DATA_DIR: folder, PORT: '0', LIMIT_DRAIN_SECONDS: '10' });
    const [, url = ''] = await program.saying(/Carol is running at (\S+)/);
    await kill(folder, 'SIGKILL');
    await program.saying(/PostgreSQL has died, and is started again[^]*PostgreSQL runs again/);
    await eventually(async () => expect(await ready(url)).toBe(200));

    writeFileSync(join(folder, 'postgres', 'data', 'postgresql.conf'), 'max_connections = many\n');
    await kill(folder, 'SIGKILL');
    expect(await program.ended).toBe(1);
    const { stderr } = program.output;
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/^The embedded PostgreSQL has died\. .+did not start.+max_connections/),
    ]);
    expect(program.output.stdout.toString()).toMatch(/"level":"fatal".+"event":"database-lost"/);
  }, 90_000);
});
