/** What a seed's operations do when nothing happens to them: the states before and after, and every interaction. */
import { randomUUID } from 'node:crypto';
import type { TestUser } from '../support/service.js';
import { isFresh, OPERATION_NAMES, type Operation } from './catalogue.js';
import type { Interaction } from './injector.js';
import { expectAtRest, sayTold, type States } from './invariants.js';
import { download, importing, perform } from './operations.js';
import { archivesOf, contentOf, idsIn, uuidOf, type Archives } from './states.js';
import { strayBlob } from './stray.js';
import type { World } from './world.js';

/** The archives of a seed, and what exports say of the states before and after each operation. */
export interface Reference {
  readonly archives: Archives;
  readonly states: Readonly<Record<Operation, States>>;
  /** What each operation meets when nothing happens to it. */
  readonly interactions: Readonly<Record<Operation, readonly Interaction[]>>;
}

/** @param operations those that are asked about; of the others nothing is found out */
export async function referenceOf(
  world: World,
  seed: number,
  operations: readonly Operation[] = OPERATION_NAMES,
): Promise<Reference> {
  const archives = await archivesOf(seed);
  const states: Partial<Record<Operation, States>> = {};
  const interactions: Partial<Record<Operation, readonly Interaction[]>> = {};
  for (const operation of operations) {
    const user = await accountWith(world, archives, operation);
    const before = await wholeExport(world, user);
    interactions[operation] = await record(world, user, operation, archives);
    const known = isFresh(operation) ? await idsIn(before) : undefined;
    states[operation] = {
      old: await contentOf(before, known),
      next: await contentOf(await wholeExport(world, user), known),
      known,
    };
    await world.forget(user);
  }
  return {
    archives,
    states: states as Reference['states'],
    interactions: interactions as Reference['interactions'],
  };
}

/** On a machine that does much else, a time-out as short as here may pass without a fault. */
const ATTEMPTS = 3;

async function record(
  world: World,
  user: TestUser,
  operation: Operation,
  archives: Archives,
): Promise<readonly Interaction[]> {
  for (let attempt = 1; ; attempt++) {
    await warmUp(world);
    world.injector.begin();
    const told = await perform(world.one, user, operation, { archives, id: randomUUID() });
    await expectAtRest(world);
    const met = world.injector.end();
    if (told.status === 200) return met;
    if (attempt === ATTEMPTS) throw new Error(`${operation} without a fault answers ${sayTold(told)}`);
  }
}

/** A new account in the old state; for a sweep there are files beside it that nobody refers to. */
export async function accountWith(world: World, archives: Archives, operation: Operation): Promise<TestUser> {
  const user = await world.other.createUser();
  const told = await importing(
    world.other,
    user,
    { archive: archives.old, mode: 'replace' },
    uuidOf(user.id),
  );
  if (told.status !== 200) throw new Error(`The old state cannot be made: ${sayTold(told)}`);
  if (operation === 'sweep') for (let index = 0; index < 3; index++) await strayBlob(world, user, index);
  await world.age();
  return user;
}

async function wholeExport(world: World, user: TestUser): Promise<Buffer> {
  const { archive } = await download(world.other, user);
  if (!archive) throw new Error('An export without a fault is not whole');
  return archive;
}

/** Connections that are there already are not met on the way. */
export async function warmUp({ one }: World): Promise<void> {
  const { dataSource } = one.instance;
  await Promise.all(Array.from({ length: 4 }, () => dataSource.query('SELECT 1')));
}
