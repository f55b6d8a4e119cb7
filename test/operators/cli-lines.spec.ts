/** The command line from anywhere where the line breaks, or whoever waits gives up. */
import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ImportHistory } from '../../src/portability/index.js';
import { timelessFiles } from '../support/archive-files.js';
import { expectAtRest } from '../support/at-rest.js';
import { withBigFile } from '../support/big-file.js';
import { carolHere } from '../support/carol-here.js';
import { startCuttingProxy, type CuttingProxy } from '../support/cutting-proxy.js';
import type { Outcome } from '../support/program.js';
import { eventually } from '../support/raw-http.js';
import { idOf, packGraph, sampleGraph } from '../support/sample.js';
import { fingerprint, userWith } from '../support/seeded.js';
import type { TestUser } from '../support/service.js';
import { expectNothingLeft, file, folder, json, service, STACK, useCommandLine } from './command-line.js';

useCommandLine();

/** Above what is sent in a form. */
const LARGE = 17 * 1024 * 1024;
const MIB = 1024 * 1024;

let proxy: CuttingProxy;
let user: TestUser;
let interrupt: AbortController;
beforeEach(async () => {
  proxy = await startCuttingProxy(service.url);
  user = await service.createUser();
  interrupt = new AbortController();
});
afterEach(async () => {
  await proxy.close();
  await expectAtRest(service);
  await expectNothingLeft();
});

const remote = (...args: readonly string[]): Promise<Outcome> =>
  carolHere(args, { CAROL_URL: proxy.url, CAROL_TOKEN: user.token }, interrupt.signal);

const imports = async (): Promise<ImportHistory['imports']> => {
  const headers = { authorization: `Bearer ${user.token}` };
  const answer = await fetch(`${service.url}/api/import/history`, { headers });
  return ((await answer.json()) as ImportHistory).imports;
};

/** Resolves when so many bytes of requests have come to the proxy. */
const received = (bytes: number): Promise<void> =>
  eventually(() => expect(proxy.received).toBeGreaterThan(bytes));

/** While this goes on, whoever writes people waits, until they are let go. */
async function holdingPeople(work: (letGo: () => Promise<void>) => Promise<void>): Promise<void> {
  const runner = service.instance.dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query('LOCK TABLE person IN SHARE MODE');
  try {
    await work(() => runner.rollbackTransaction());
  } finally {
    await runner.release();
  }
}

const small = (): Promise<string> => packGraph(sampleGraph()).then((bytes) => file('small.tar.gz', bytes));

describe('a line that breaks', () => {
  let large: string;
  beforeAll(async () => {
    const owner = await userWith(service, withBigFile(sampleGraph(), randomBytes(LARGE)));
    large = await file('large.tar.gz', await service.export(owner));
  });

  it('in an upload is gone on with where it broke', async () => {
    proxy.cut({ path: /^\/api\/uploads\/./, during: 'upload', after: 3 * MIB });
    const importing = remote('import', large, '--mode', 'merge', '--yes', '--json');
    await received(2 * MIB);
    proxy.cut(null);
    const done = await importing;
    expect({ status: done.status, ...json<object>(done) }).toMatchObject({ status: 0, mode: 'merge' });
    expect(done.stderr).toContain('Trying again.');
    // What was under way when it broke is sent again, and no more.
    expect(proxy.received).toBeLessThan(LARGE + 6 * MIB);
    expect(await imports()).toHaveLength(1);
  });

  it.each([
    ['preview', '/api/import/preview', []],
    ['import', '/api/import', ['--mode', 'merge', '--yes']],
  ])('in the answer to %s is no failure, and nothing is done twice', async (command, path, options) => {
    proxy.cut({ path, during: 'answer', after: 10 });
    const asking = remote(command, await small(), ...options, '--json');
    await received(0);
    proxy.cut(null);
    const done = await asking;
    expect(done).toMatchObject({ status: 0, stderr: expect.stringContaining('Trying again.') });
    expect(await imports()).toHaveLength(command === 'import' ? 1 : 0);
  });

  it('while the import runs is no failure: it is waited for', async () => {
    const path = await small();
    await holdingPeople(async (letGo) => {
      proxy.cut({ path: '/api/import', during: 'answer', after: 10 });
      const importing = remote('import', path, '--mode', 'merge', '--yes', '--json');
      await received(0);
      proxy.cut(null);
      // It has been sent again.
      await received(2 * (await stat(path)).size);
      await letGo();
      expect(await importing).toMatchObject({ status: 0 });
    });
    expect(await imports()).toHaveLength(1);
  });

  it('in an export leaves no file, and the next export makes a whole one', async () => {
    user = await userWith(service, sampleGraph());
    const out = join(folder, 'cut.tar.gz');
    proxy.cut({ path: /^\/api\/export/, during: 'answer', after: 2_000 });
    const cut = await remote('export', '--out', out);
    expect(cut).toMatchObject({ status: 1, stderr: expect.stringContaining('broke off: export again') });
    expect(await readdir(folder)).not.toContain('cut.tar.gz');
    proxy.cut(null);
    expect(await remote('export', '--out', out, '--no-viewer')).toMatchObject({ status: 0 });
    expect(await timelessFiles(await readFile(out))).toEqual(await timelessFiles(await service.export(user)));
  });
});

describe('Ctrl-C', () => {
  /** Runs the command until that happens, and stops it then. */
  async function stopped(until: () => Promise<unknown>, ...args: readonly string[]): Promise<Outcome> {
    const running = remote(...args);
    await until();
    interrupt.abort();
    const outcome = await running;
    expect(outcome.stderr).not.toMatch(STACK);
    return outcome;
  }

  const IMPORT = ['--mode', 'merge', '--yes'];
  const NOTHING = { status: 130, stderr: expect.stringContaining('Nothing was changed') };

  it('in an export leaves no file', async () => {
    user = await userWith(service, sampleGraph());
    proxy.cut({ path: /^\/api\/export/, during: 'answer', after: 2_000, silent: true });
    const begun = (): Promise<void> =>
      eventually(async () => expect((await readdir(folder)).join(' ')).toContain('.part'));
    expect(await stopped(begun, 'export', '--out', join(folder, 'left.tar.gz'))).toMatchObject(NOTHING);
    expect(await readdir(folder)).not.toContain('left.tar.gz');
  });

  it('in an upload leaves nothing at the service', async () => {
    const before = await fingerprint(service);
    const path = await small();
    proxy.cut({ path: '/api/import', during: 'upload', after: 1_000, silent: true });
    expect(await stopped(() => received(1_000), 'import', path, ...IMPORT)).toMatchObject(NOTHING);
    expect(await fingerprint(service)).toBe(before);
    expect(await imports()).toEqual([]);
  });

  it('in an import has the service stop it', async () => {
    const before = await fingerprint(service);
    const path = await small();
    const first = (sql: string, ...values: readonly string[]): Promise<string> =>
      eventually(async () => {
        const [row] = await service.instance.dataSource.query<{ value: string }[]>(sql, [...values]);
        if (!row) throw new Error(`No row yet: ${sql}`);
        return row.value;
      });
    const waits = (): Promise<string> => first(`SELECT 'x' AS value FROM pg_locks WHERE NOT granted`);
    await holdingPeople(async (letGo) => {
      const stopping = stopped(waits, 'import', path, ...IMPORT);
      const cancelled = `SELECT updated_at::text AS value FROM import_run WHERE is_cancelled`;
      // With its next report it hears of the wish.
      await first(`${cancelled} AND updated_at > $1`, await first(cancelled));
      await letGo();
      expect(await stopping).toMatchObject(NOTHING);
    });
    expect(await fingerprint(service)).toBe(before);
    expect(await imports()).toEqual([]);
  });

  /** The import is done, and whoever waits does not hear of it. */
  const done = (): Promise<void> => eventually(async () => expect(await imports()).toHaveLength(1));

  it('that comes too late tells what was done', async () => {
    const path = await small();
    proxy.cut({ path: '/api/import', during: 'answer', after: 0, silent: true });
    const outcome = await stopped(done, 'import', path, ...IMPORT);
    expect(outcome).toMatchObject({ status: 0, stderr: expect.stringContaining('Too late to stop it') });
    expect(outcome.stdout.toString()).toMatch(/^Imported with merge in /m);
  });

  it('where nobody answers any more does not say that nothing was changed', async () => {
    const path = await small();
    proxy.cut({ path: /^\/api\/import/, during: 'answer', after: 0 });
    const outcome = await stopped(done, 'import', path, ...IMPORT, '--key', 'a-key-of-mine');
    expect(outcome).toMatchObject({
      status: 130,
      stderr: expect.stringMatching(/“carol history” will.*--key a-key-of-mine/),
    });
    expect(outcome.stderr).not.toContain('Nothing was changed');
  });
});

it('parts are those that the service exports, previews and imports', async () => {
  const graph = sampleGraph();
  const owner = await userWith(service, graph);
  const archive = await service.export(owner);
  const path = await file('whole.tar.gz', archive);
  const part = { areas: ['people', 'organizations'], skip: [idOf(graph, 'organizations')] };
  const options = ['--areas', part.areas.join(), '--skip', part.skip.join(), '--json'];
  const previewed = await service.preview(user, archive, part);
  expect(json(await remote('preview', path, ...options))).toEqual(previewed.body);
  const imported = json(await remote('import', path, ...options, '--mode', 'merge', '--yes'));
  expect(imported).toMatchObject({ effects: previewed.body.effects?.['merge'] });
  const out = join(folder, 'part.tar.gz');
  await remote('export', '--areas', 'people', '--no-viewer', '--out', out);
  expect(await timelessFiles(await readFile(out))).toEqual(
    await timelessFiles(await service.export(user, ['people'])),
  );
});
