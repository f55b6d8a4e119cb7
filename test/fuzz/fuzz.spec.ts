/** Arbitrary archives, damaged at random: each is accepted as a whole or refused with a problem, and every law is kept. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { IMPORT_MODES, type ImportMode } from '../../src/portability/kinds.js';
import { graphArbitrary } from '../../src/portability/testing/graph-arbitrary.js';
import { patience } from '../support/patience.js';
import { fingerprint, userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { entryMutation, fileMutation, tarMutation, type Mutation } from './byte-mutations.js';
import { identityMutation, textMutation, treeMutation } from './content-mutations.js';

/** In all, by `npm run fuzz -- --minutes N --seed S`. The tests have a number of rounds instead: a time would be fewer of them on a machine that is busy. */
const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? '0');
const SEED = Number(process.env['FUZZ_SEED'] ?? jest.getSeed() & 0x7fffffff);
const SLOWEST_MS = 10_000;
const RUNS_A_ROUND = 4;
const FEWEST_ROUNDS = 2;
/** Seconds from which on there is time to shrink what fails. */
const LONG = 120;

const LEVELS = { fileMutation, tarMutation, entryMutation, textMutation, treeMutation, identityMutation };
const graph = graphArbitrary(CAROL_KINDS, { maxRows: 2 });

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service?.close());

async function inTime<Result extends { status: number }>(answer: Promise<Result>): Promise<Result> {
  const started = performance.now();
  const result = await answer;
  expect(performance.now() - started).toBeLessThan(SLOWEST_MS * patience());
  expect(result.status).toBeLessThan(500);
  return result;
}

/** What holds of any archive, sent by this user. */
async function expectLaws(user: TestUser, archive: Buffer, mode: ImportMode): Promise<void> {
  const before = await fingerprint(service);
  const preview = await inTime(service.preview(user, archive));
  expect([200, 409, 413, 415, 422]).toContain(preview.status);
  expect(await fingerprint(service)).toBe(before);
  const announced = preview.status === 200 ? preview.body.effects?.[mode] : undefined;
  const result = await inTime(service.import(user, archive, mode));
  expect(await readdir(join(service.dataDir, 'tmp')).catch(() => [])).toEqual([]);
  if (!announced) {
    expect([413, 415, 422]).toContain(result.status);
    expect(result.body.type).toMatch(/^\/problems\/[a-z-]+$/);
    if (preview.status !== 200) expect(result.body.type).toBe(preview.body.type);
    expect(await fingerprint(service)).toBe(before);
    return;
  }
  expect(result).toMatchObject({ status: 200, body: { effects: announced } });
  const again = await inTime(service.import(user, await service.export(user), 'replace'));
  expect(again).toMatchObject({ status: 200, body: { warnings: [] } });
  for (const { name } of CAROL_KINDS)
    expect({ name, ...again.body.effects[name] }).toMatchObject({
      name,
      create: 0,
      update: 0,
      delete: 0,
      skip: 0,
    });
}

describe('an archive with damage', () => {
  it.each(Object.keys(LEVELS) as (keyof typeof LEVELS)[])(
    `keeps every law: %s (seed ${SEED})`,
    async (level) => {
      const mutation: fc.Arbitrary<Mutation> = LEVELS[level];
      const property = fc.asyncProperty(
        graph,
        mutation,
        fc.constantFrom(...IMPORT_MODES),
        fc.boolean(),
        async (rows, { apply }, mode, own) => {
          const owner = await userWith(service, rows);
          const users = [owner];
          try {
            const archive = await apply(await service.export(owner));
            if (!own) users.push(await service.createUser());
            await expectLaws(users.at(-1) as TestUser, archive, mode);
          } finally {
            const ids = users.map(({ id }) => id);
            await service.instance.dataSource.query('DELETE FROM "user" WHERE id = ANY ($1)', [ids]);
          }
        },
      );
      const end = Date.now() + (SECONDS * 1_000) / Object.keys(LEVELS).length;
      // In rounds, not by fast-check's own time limit: that leaves the last run behind, to meddle with the next test.
      for (let seed = SEED; seed < SEED + FEWEST_ROUNDS || Date.now() < end; seed++)
        await fc.assert(property, { seed, numRuns: RUNS_A_ROUND, endOnFailure: SECONDS < LONG });
    },
    SECONDS * 2_000 + 120_000,
  );
});
