/** kill -9 while a safety copy is made, and while it is brought back: the account is what it was or what it was to be, and the rest is swept. */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { heldInDatabase } from '../support/at-rest.js';
import { eventually } from '../support/raw-http.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService } from '../support/service.js';
import { sweep } from '../support/sweep.js';
import { accountsOf, historyOf, importWith, keyOf, undo } from '../support/undoing.js';

const TYPESCRIPT = new URL('../support/typescript.js', import.meta.url).pathname;
const SERVICE = new URL('./killed-service.js', import.meta.url).pathname;

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ UNDO_DAYS: '7' });
});
afterAll(() => service?.close());
const { contentOf, copiesOf, expectTidy } = accountsOf(() => service);

/** Does the work against a process that ends itself at an interaction, and waits until nothing is left of it in the database. */
async function killedAt(at: string, work: (on: TestService) => Promise<unknown>): Promise<void> {
  const { options } = service.instance.dataSource;
  const child = fork(SERVICE, {
    execArgv: ['--import', TYPESCRIPT],
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      LOG_LEVEL: 'silent',
      DATABASE_URL: (options as { url?: string }).url ?? '',
      DATA_DIR: service.dataDir,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const [{ url }] = (await once(child, 'message')) as [{ url: string }];
    const begun = once(child, 'message');
    child.send({ at });
    await begun;
    const exited = once(child, 'exit');
    await expect(work({ ...service, url })).rejects.toThrow();
    expect((await exited)[1]).toBe('SIGKILL');
  } finally {
    child.kill('SIGKILL');
  }
  await eventually(async () => expect(await heldInDatabase(service)).toEqual([]));
}

it.each([['between the copy and the first file', 'store.put#2']])(
  'an import that is killed %s has changed nothing, and the copy is swept',
  async (_, at) => {
    const user = await userWith(service, sampleGraph());
    const before = await contentOf(user);
    const archive = await packGraph(sampleGraph());
    await killedAt(at, (on) => importWith(on, user, archive, 'true'));
    expect(await contentOf(user)).toEqual(before);
    expect([await copiesOf(user), await historyOf(service, user)]).toEqual([[], []]);
    await sweep(service, user);
    await expectTidy(user);
  },
  60_000,
);

it.each([['between its own copy and the files', 'store.put#2']])(
  'an undoing that is killed %s has changed nothing, and is done when it is asked for again',
  async (_, at) => {
    const user = await userWith(service, sampleGraph());
    const before = await contentOf(user);
    const undoes = keyOf(await service.import(user, await packGraph(sampleGraph()), 'replace'));
    const imported = await contentOf(user);
    const key = randomUUID();
    await killedAt(at, (on) => undo(on, user, undoes, { key }));
    expect(await contentOf(user)).toEqual(imported);
    await sweep(service, user);
    await expectTidy(user);
    // It reported a moment ago, and counts as running for a few seconds.
    await eventually(async () => expect((await undo(service, user, undoes, { key })).status).toBe(200));
    expect(await contentOf(user)).toEqual(before);
    await expectTidy(user);
  },
  60_000,
);
