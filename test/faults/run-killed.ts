/** One case in which the process itself ends at an interaction; another instance looks at what it left. */
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { PORTABILITY, type Portability } from '../../src/portability/index.js';
import { contentIn, expectAgain, expectTrueExport, outcomeOf } from './afterwards.js';
import type { FaultCase } from './fault-case.js';
import { expectAtRest, expectBytes, expectTidy, fingerprintBeside, stateOf } from './invariants.js';
import { perform, type Told } from './operations.js';
import { accountWith, type Reference } from './reference.js';
import type { World } from './world.js';

const TYPESCRIPT = new URL('../support/typescript.js', import.meta.url).pathname;
const SERVICE = new URL('./killed-service.js', import.meta.url).pathname;

/**
 * @returns whether the process came to that interaction
 * @throws Violation
 */
export async function runKilled(world: World, reference: Reference, fault: FaultCase): Promise<boolean> {
  const { archives } = reference;
  const states = reference.states[fault.operation];
  // Before the account is made: the process tidies up when it starts.
  const [child, url] = await startChild(world);
  const user = await accountWith(world, archives, fault.operation);
  try {
    const others = await fingerprintBeside(world, user);
    const id = randomUUID();
    const isSweep = fault.operation === 'sweep';
    const begun = once(child, 'message');
    child.send({ at: fault.at, sweep: isSweep });
    await begun;
    const ended = once(child, 'exit');
    const told: Told = isSweep
      ? { status: 0, body: {} }
      : await perform({ ...world.one, url }, user, fault.operation, { archives, id });
    if (!isSweep) {
      // What comes after the answer may be its last, too.
      const timer = setTimeout(() => child.kill('SIGKILL'), 500);
      await ended;
      clearTimeout(timer);
    }
    const [, signal] = (await ended) as [number, string];

    expectTrueExport(fault.operation, told, await contentIn(told, states), states);
    const outcome = await outcomeOf(world, user, fault.operation, { told, id });
    await world.one.server.app.get<Portability>(PORTABILITY, { strict: false }).workspaces.sweep();
    await expectAtRest(world);
    await stateOf(world, user, states, outcome);
    await expectBytes(world, user, new Set());
    await expectAgain(world, user, fault.operation, reference);
    await world.age();
    await world.maintenance();
    await expectTidy(world, user);
    if ((await fingerprintBeside(world, user)) !== others) throw new Error('Somebody else is touched');
    return signal === 'SIGKILL';
  } finally {
    child.kill('SIGKILL');
    await world.forget(user);
  }
}

async function startChild({ environment }: World): Promise<[child: ChildProcess, url: string]> {
  const child = fork(SERVICE, {
    execArgv: ['--import', TYPESCRIPT],
    env: { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'silent', ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`The process ended with ${code} before it began`);
  });
  const [{ url }] = (await Promise.race([once(child, 'message'), failed])) as [{ url: string }];
  return [child, url];
}
