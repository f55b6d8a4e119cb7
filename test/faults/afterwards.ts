/** What is asked for after a fault: the truth of what was told, the state, the same request again, and a sweep. */
import { randomUUID } from 'node:crypto';
import type { TestUser } from '../support/service.js';
import { isFresh, type Operation } from './catalogue.js';
import { expectBytes, sayTold, stateOf, Violation, type States } from './invariants.js';
import { importing, isImport, lookUp, perform, type Told } from './operations.js';
import type { Reference } from './reference.js';
import { contentOf, difference, type Content } from './states.js';
import type { World } from './world.js';

/** Longer than anything that has a bound; milliseconds. */
const PATIENCE = 40_000;

export async function inTime<Result>(work: Promise<Result>, what: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Violation(`${what} has not ended after ${PATIENCE} ms`)), PATIENCE);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

export async function contentIn(told: Told, { known }: States): Promise<Content | undefined> {
  if (!told.archive) return undefined;
  return contentOf(told.archive, known);
}

/** An export that looks whole is the state; one file may be missing where the store said so. */
export function expectTrueExport(
  operation: Operation,
  told: Told,
  content: Content | undefined,
  states: States,
): void {
  if (operation !== 'export' || told.status !== 200 || !content) return;
  const wrong = difference(content, states.old);
  if (wrong !== undefined) throw new Violation(`the export looks whole and is not: ${wrong}`);
}

export function expectBeside(
  beside: Told | undefined,
  content: Content | undefined,
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
export async function outcomeOf(
  world: World,
  user: TestUser,
  operation: Operation,
  { told, id }: { readonly told: Told; readonly id: string },
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
export async function expectAgain(
  world: World,
  user: TestUser,
  operation: Operation,
  { archives, states, instead }: Reference & { readonly instead?: Buffer },
): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  for (let busy = 0; ;) {
    const id = randomUUID();
    const told = instead
      ? await importing(world.one, user, { archive: instead, mode: 'replace' }, id)
      : await inTime(perform(world.one, user, operation, { archives, id }), 'the same again');
    if (told.status === 200) break;
    // On a machine that does much else, a time-out as short as these may pass once without a fault.
    if (told.status === 503 && busy++ < 2) continue;
    if (told.status !== 409 || performance.now() > deadline)
      throw new Violation(`the same again answers ${sayTold(told)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (isFresh(operation)) return;
  await stateOf(world, user, states[operation], instead ? 'old' : 'next');
  await expectBytes(world, user, new Set());
}
