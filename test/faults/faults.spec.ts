/** Something breaks at the k-th interaction of an operation: afterwards all is old or new, told truly, and works again. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { OPERATION_NAMES, STORES, type Operation } from './catalogue.js';
import { nameOf, parseCase, type FaultCase } from './fault-case.js';
import { sayTold } from './invariants.js';
import { KNOWN_CASES } from './known-cases.js';
import { referenceOf, type Reference } from './reference.js';
import { runCase } from './run-case.js';
import { allCases, spread } from './sample-cases.js';
import { createWorld, type World } from './world.js';

/** What `npm run fuzz:faults` gives it. The tests have a number of cases instead: a time would be fewer of them on a machine that is busy. */
const SECONDS = Number(process.env['FAULTS_SECONDS'] ?? 0);
const SEED = Number(process.env['FAULTS_SEED'] ?? jest.getSeed() & 0x7fffffff);
/** One case, or several with blanks between. */
const REPLAY = process.env['FAULTS_REPLAY'];
const IS_LONG = SECONDS > 0;
/** How many more pieces than in the reference an upload may arrive in. */
const MORE_PIECES = 8;
/** Whoever looks for faults wants to see more than one; a test need not. */
const MOST_VIOLATIONS = IS_LONG ? 50 : 3;

/** Cases of a store that every run looks at, however long they take. */
const FEWEST = 4;

const KNOWN_OPERATIONS = KNOWN_CASES.map(([, line]) => parseCase(line).operation);

/** Seeds below that of the run are those of known cases. */
const operationsOf = (seed: number): readonly Operation[] =>
  REPLAY === undefined && seed < SEED
    ? OPERATION_NAMES.filter((name) => KNOWN_OPERATIONS.includes(name))
    : OPERATION_NAMES;

const replayOf = (fault: FaultCase): string =>
  `FAULTS_REPLAY="${nameOf(fault)}" npm test -- test/faults/faults.spec.ts`;

describe.each(STORES)('With a store of the kind %s', (kind) => {
  let world: World;
  const references = new Map<number, Reference>();

  beforeAll(async () => {
    world = await createWorld(kind);
  });
  afterAll(() => world?.close());

  async function reference(seed: number): Promise<Reference> {
    const found = references.get(seed) ?? (await referenceOf(world, seed, operationsOf(seed)));
    references.set(seed, found);
    return found;
  }

  /** @returns what is wrong, with the line that shows it again */
  async function violationOf(fault: FaultCase): Promise<string | undefined> {
    try {
      const { hit, told } = await runCase(world, await reference(fault.seed), fault);
      if (REPLAY) console.error(`${nameOf(fault)}: ${hit?.label ?? 'not hit'}, told ${sayTold(told)}`);
      return undefined;
    } catch (error) {
      return `${String(error)}\n    at ${world.injector.hit?.label ?? 'no interaction'}: ${replayOf(fault)}`;
    }
  }

  if (REPLAY) {
    const faults = REPLAY.split(/\s+/).map(parseCase);
    for (const fault of faults.filter(({ store }) => store === kind))
      it(`replays ${nameOf(fault)}`, async () => expect(await violationOf(fault)).toBeUndefined());
    if (faults.every(({ store }) => store !== kind)) it.skip('replays nothing', () => undefined);
    return;
  }

  for (const [what, line] of KNOWN_CASES) {
    const fault = parseCase(line);
    if (fault.store !== kind) continue;
    it(`${what} (${line})`, async () => expect(await violationOf(fault)).toBeUndefined());
  }

  it.each(IS_LONG ? OPERATION_NAMES : (['export', 'replace'] as const))(
    'after its last interaction nothing happens any more: %s',
    async (operation) => {
      const { interactions } = await reference(SEED);
      // A body arrives in more pieces or fewer, each a write to disk: a run may meet a few more than the reference.
      const most = interactions[operation].length + MORE_PIECES;
      for (let at = interactions[operation].length + 1; ; at++) {
        const fault: FaultCase = { seed: SEED, operation, store: kind, at, kind: 'error' };
        const { hit, told } = await runCase(world, await reference(SEED), fault);
        if (hit && at < most) continue;
        expect([hit, told.status]).toEqual([undefined, 200]);
        break;
      }
    },
  );

  it(
    `at any interaction every law is kept (seed ${SEED})`,
    async () => {
      const end = performance.now() + (SECONDS / STORES.length) * 1_000;
      const violations: string[] = [];
      let done = 0;
      const isOver = (): boolean => performance.now() > end && done >= FEWEST;
      for (let seed = SEED; !isOver(); seed++) {
        const cases = allCases(seed, kind, await reference(seed));
        for (const fault of spread(cases, await reference(seed))) {
          if (isOver() || violations.length >= MOST_VIOLATIONS) break;
          const violation = await violationOf(fault);
          if (violation !== undefined) violations.push(violation);
          if (violation !== undefined && IS_LONG) console.error(violation);
          done++;
        }
        if (violations.length >= MOST_VIOLATIONS) break;
      }
      if (IS_LONG) console.error(`${done} cases`);
      expect(violations).toEqual([]);
      expect(done).toBeGreaterThanOrEqual(FEWEST);
    },
    SECONDS * 2_000 + 120_000,
  );
});
