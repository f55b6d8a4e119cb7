/** One case: an operation with one fault, and then everything that must hold. */
import { randomUUID } from 'node:crypto';
import type { TestUser } from '../support/service.js';
import { contentIn, expectAgain, expectBeside, expectTrueExport, inTime, outcomeOf } from './afterwards.js';
import { isFresh } from './catalogue.js';
import type { FaultCase } from './fault-case.js';
import type { Interaction } from './injector.js';
import {
  expectAtRest,
  expectBytes,
  expectTidy,
  fingerprintBeside,
  sayTold,
  stateOf,
  Violation,
} from './invariants.js';
import { download, importing, isImport, perform, type Told } from './operations.js';
import { accountWith, warmUp, type Reference } from './reference.js';
import type { World } from './world.js';

export interface CaseResult {
  /** Undefined: the operation ended before it came to that interaction. */
  readonly hit: Interaction | undefined;
  readonly told: Told;
}

/** Of a case that ended well: the old state is there again. */
const spare = new WeakMap<World, { readonly user: TestUser; readonly seed: number }>();

async function accountFor(world: World, { archives }: Reference, fault: FaultCase): Promise<TestUser> {
  const found = spare.get(world);
  spare.delete(world);
  if (found && found.seed === fault.seed && fault.operation !== 'sweep') return found.user;
  if (found) await world.forget(found.user);
  return accountWith(world, archives, fault.operation);
}

/** @throws Violation */
export async function runCase(world: World, reference: Reference, fault: FaultCase): Promise<CaseResult> {
  const { injector, clock, damaged, other, one } = world;
  const { archives } = reference;
  const states = reference.states[fault.operation];
  const user = await accountFor(world, reference, fault);
  try {
    const others = await fingerprintBeside(world, user);
    damaged.clear();
    world.seed(typeof fault.at === 'number' ? fault.at + fault.seed : fault.seed);
    await warmUp(world);
    const id = randomUUID();
    let beside: Told | undefined;
    const meanwhile = async (): Promise<void> => {
      beside =
        fault.beside === 'export'
          ? await download(other, user)
          : fault.beside === 'import'
            ? await importing(other, user, { archive: archives.old, mode: 'replace' }, randomUUID())
            : undefined;
    };
    injector.begin({ at: fault.at, kind: fault.kind, meanwhile });
    const told = await inTime(perform(one, user, fault.operation, { archives, id }), 'the operation');
    if (fault.kind !== 'late' && fault.kind !== 'later') await expectAtRest(world);
    injector.end();
    clock.restore();
    const { hit } = injector;
    if (fault.kind === 'late') await injector.land();
    const harmed = damaged.size > 0;

    if (told.body.type === '/problems/internal-error') throw new Violation(`told ${sayTold(told)}`);
    expectTrueExport(fault.operation, told, await contentIn(told, states), states);
    expectBeside(beside, await (beside ? contentIn(beside, states) : undefined), states, harmed);
    const outcome = await outcomeOf(world, user, fault.operation, { told, id });
    const expected = outcome === 'next' && fault.beside === 'import' ? 'any' : outcome;
    await stateOf(world, user, { ...states, allowMissing: harmed }, expected);
    await expectBytes(world, user, damaged);

    await expectAgain(world, user, fault.operation, reference);
    if (!isFresh(fault.operation) && isImport(fault.operation)) {
      await expectAgain(world, user, fault.operation, { ...reference, instead: archives.old });
      await injector.land();
      await stateOf(world, user, states, 'old');
    }
    await injector.land();
    await expectAtRest(world);
    await world.age();
    await world.maintenance();
    await expectTidy(world, user);
    await expectBytes(world, user, new Set());
    if ((await fingerprintBeside(world, user)) !== others) throw new Violation('somebody else is touched');
    if (!isFresh(fault.operation) && fault.operation !== 'sweep')
      spare.set(world, { user, seed: fault.seed });
    return { hit, told };
  } finally {
    injector.end();
    clock.restore();
    await injector.land();
    if (spare.get(world)?.user !== user) await world.forget(user);
  }
}
