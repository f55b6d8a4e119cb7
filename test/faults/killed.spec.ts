/** kill -9 at the k-th interaction of an operation: the state is old or new, the look-up says which, the rest is swept. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { OPERATION_NAMES } from './catalogue.js';
import { nameOf, parseCase, type FaultCase } from './fault-case.js';
import { isImport } from './operations.js';
import { referenceOf, type Reference } from './reference.js';
import { runKilled } from './run-killed.js';
import { inOrder, spread } from './sample-cases.js';
import { createWorld, type World } from './world.js';

const SECONDS = Number(process.env['FAULTS_SECONDS'] ?? 0);
const SEED = Number(process.env['FAULTS_SEED'] ?? jest.getSeed() & 0x7fffffff);
const REPLAY = process.env['FAULTS_REPLAY'];
const IS_LONG = SECONDS > 0;
/** Each takes the start of a process. */
const CASES = IS_LONG ? Infinity : 4;
/** The operations that leave something. */
const KILLED = OPERATION_NAMES.filter((operation) => isImport(operation) || operation === 'sweep');

let world: World;
let reference: Reference;

beforeAll(async () => {
  const replayed = REPLAY === undefined ? undefined : parseCase(REPLAY);
  world = await createWorld(replayed?.store ?? (isEven(SEED) ? 'fs' : 's3'));
  reference = await referenceOf(world, replayed?.seed ?? SEED, KILLED);
});
afterAll(() => world?.close());

const isEven = (seed: number): boolean =>
  (createHash('sha256').update(String(seed)).digest()[0] ?? 0) % 2 === 0;

let killed = 0;

async function violationOf(fault: FaultCase): Promise<string | undefined> {
  try {
    if (await runKilled(world, reference, fault)) killed++;
    return undefined;
  } catch (error) {
    const { label } = reference.interactions[fault.operation][Number(fault.at) - 1] ?? {};
    return `${String(error)}\n    before ${label}: FAULTS_REPLAY="${nameOf(fault)}" npm test -- test/faults/killed.spec.ts`;
  }
}

it(
  `a process that is killed at any interaction leaves every law kept (seed ${SEED})`,
  async () => {
    const all = KILLED.flatMap((operation) =>
      reference.interactions[operation].map((_, index): FaultCase => ({
        seed: SEED,
        operation,
        store: world.kind,
        at: index + 1,
        kind: 'killed',
      })),
    );
    const cases =
      REPLAY === undefined ? spread(inOrder(all), reference).slice(0, CASES) : [parseCase(REPLAY)];
    const end = performance.now() + SECONDS * 1_000;
    const violations: string[] = [];
    for (const fault of cases) {
      if (performance.now() > end && IS_LONG) break;
      const violation = await violationOf(fault);
      if (violation !== undefined) violations.push(violation);
      if (violation !== undefined && IS_LONG) console.error(violation);
    }
    expect(violations).toEqual([]);
    expect(killed).toBeGreaterThan(0);
  },
  SECONDS * 2_000 + 120_000,
);
