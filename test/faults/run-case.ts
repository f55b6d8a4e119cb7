/** One case: an operation with one fault, and then everything that must hold. */
import { readFiles } from '../support/archive-files.js';
import type { TestUser } from '../support/service.js';
import type { Operation } from './catalogue.js';
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
  type States,
} from './invariants.js';
import { download, importing, isImport, lookUp, perform, type Told } from './operations.js';
import { archivesOf, contentOf, difference, idsIn, uuidOf, type Archives } from './states.js';
import type { World } from './world.js';
import { strayBlob } from './stray.js';

/** The archives of a seed, and what exports say of the states before and after each operation. */
export interface Reference {
  readonly archives: Archives;
  readonly states: Readonly<Record<Operation, States>>;
  /** What each operation meets when nothing happens to it. */
  readonly interactions: Readonly<Record<Operation, readonly Interaction[]>>;
}

/** Longer than anything that has a bound; milliseconds. */
const PATIENCE = 40_000;

export async function referenceOf(world: World, seed: number): Promise<Reference> {
  const archives = await archivesOf(seed);
  const states: Partial<Record<Operation, States>> = {};
  const interactions: Partial<Record<Operation, readonly Interaction[]>> = {};
  for (const operation of ['export', 'preview', 'replace', 'merge', 'copies', 'removal', 'sweep'] as const) {
    const user = await accountWith(world, archives, operation);
    const before = await wholeExport(world, user);
    world.injector.begin();
    const told = await perform(world.one, user, operation, archives, uuidOf(`${seed}/reference`));
    if (told.status !== 200) throw new Error(`${operation} without a fault answers ${sayTold(told)}`);
    await expectAtRest(world);
    interactions[operation] = world.injector.end();
    const known = operation === 'copies' ? await idsIn(before) : undefined;
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

/** A new account in the old state; for a sweep there are files beside it that nobody refers to. */
export async function accountWith(world: World, archives: Archives, operation: Operation): Promise<TestUser> {
  const user = await world.other.createUser();
  const told = await importing(world.other, user, archives.old, 'replace', uuidOf(user.id));
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

export interface CaseResult {
  /** Undefined: the operation ended before it came to that interaction. */
  readonly hit: Interaction | undefined;
  readonly told: Told;
}

/** @throws Violation */
export async function runCase(world: World, reference: Reference, fault: FaultCase): Promise<CaseResult> {
  const { injector, clock, damaged, other, one } = world;
  const { archives } = reference;
  const states = reference.states[fault.operation];
  const user = await accountWith(world, archives, fault.operation);
  const others = await fingerprintBeside(world, user);
  damaged.clear();
  world.seed(typeof fault.at === 'number' ? fault.at + fault.seed : fault.seed);
  await warmUp(world);
  const id = uuidOf(`${user.id}/1`);
  let beside: Told | undefined;
  const meanwhile = async (): Promise<void> => {
    beside =
      fault.beside === 'export'
        ? await download(other, user)
        : fault.beside === 'import'
          ? await importing(other, user, archives.old, 'replace', uuidOf(`${user.id}/2`))
          : undefined;
  };
  injector.begin({ at: fault.at, kind: fault.kind, meanwhile });
  try {
    const told = await inTime(perform(one, user, fault.operation, archives, id), 'the operation');
    if (fault.kind !== 'late' && fault.kind !== 'later') await expectAtRest(world);
    injector.end();
    clock.restore();
    const { hit } = injector;
    if (fault.kind === 'late') await injector.land();
    const harmed = damaged.size > 0;

    if (told.body.type === '/problems/internal-error') throw new Violation(`told ${sayTold(told)}`);
    expectTrueExport(fault.operation, told, await contentIn(told, states), states);
    expectBeside(beside, await (beside ? contentIn(beside, states) : undefined), states, harmed);
    const outcome = await outcomeOf(world, user, fault.operation, told, id);
    const expected = outcome === 'next' && fault.beside === 'import' ? 'any' : outcome;
    await stateOf(world, user, states, expected, harmed);
    await expectBytes(world, user, damaged);

    await expectAgain(world, user, fault.operation, reference);
    if (fault.operation !== 'copies' && isImport(fault.operation)) {
      await expectAgain(world, user, fault.operation, reference, archives.old);
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
    return { hit, told };
  } finally {
    injector.end();
    clock.restore();
    await injector.land();
    await world.forget(user);
  }
}

/** Connections that are there already are not met on the way. */
async function warmUp({ one }: World): Promise<void> {
  const { dataSource } = one.instance;
  await Promise.all(Array.from({ length: 4 }, () => dataSource.query('SELECT 1')));
}

async function inTime<Result>(work: Promise<Result>, what: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Violation(`${what} has not ended after ${PATIENCE} ms`)), PATIENCE);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

type Contents = Awaited<ReturnType<typeof contentOf>>;

async function contentIn(told: Told, { known }: States): Promise<Contents | undefined> {
  if (!told.archive) return undefined;
  await readFiles(told.archive);
  return contentOf(told.archive, known);
}

/** An export that looks whole is the state; one file may be missing where the store said so. */
function expectTrueExport(
  operation: Operation,
  told: Told,
  content: Contents | undefined,
  states: States,
): void {
  if (operation !== 'export' || told.status !== 200 || !content) return;
  const wrong = difference(content, states.old);
  if (wrong !== undefined) throw new Violation(`the export looks whole and is not: ${wrong}`);
}

function expectBeside(
  beside: Told | undefined,
  content: Contents | undefined,
  { old, next }: States,
  harmed: boolean,
): void {
  if (!beside) return;
  if (content) {
    const wrong = [difference(content, old), difference(content, next)];
    if (!wrong.includes(undefined))
      throw new Violation(`the export beside is neither state: ${wrong.join('; ')}`);
    if (content.missing.length > 0 && !harmed) throw new Violation('the export beside misses files');
  } else if (![200, 409, 503].includes(beside.status))
    throw new Violation(`beside it was told ${sayTold(beside)}`);
}

/** The state that the answer tells, or else the look-up. */
async function outcomeOf(
  world: World,
  user: TestUser,
  operation: Operation,
  told: Told,
  id: string,
): Promise<'old' | 'next'> {
  if (!isImport(operation)) return 'old';
  const isUnknown = told.status === 0 || told.body['outcome'] === 'unknown';
  if (!isUnknown) return told.status === 200 ? 'next' : 'old';
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const { status } = await lookUp(world.other, user, id);
    if (status === 200) return 'next';
    if (status === 404) return 'old';
    if (performance.now() > deadline) throw new Violation(`the look-up says ${status} without end`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The same request again succeeds, where another may have to end first. */
async function expectAgain(
  world: World,
  user: TestUser,
  operation: Operation,
  { archives, states }: Reference,
  instead?: Buffer,
): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  for (let attempt = 3; ; attempt++) {
    const id = uuidOf(`${user.id}/${attempt}`);
    const told = instead
      ? await importing(world.one, user, instead, 'replace', id)
      : await inTime(perform(world.one, user, operation, archives, id), 'the same again');
    if (told.status === 200) break;
    if (told.status !== 409 || performance.now() > deadline)
      throw new Violation(`the same again answers ${sayTold(told)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (operation === 'copies') return;
  await stateOf(world, user, states[operation], instead ? 'old' : 'next');
  await expectBytes(world, user, new Set());
}
