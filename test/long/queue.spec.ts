/** Beside many people: who waits for a permit is served in turn, and nobody who may wait is refused. */
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { expectAtRest } from '../support/at-rest.js';
import { createBlobFaults } from '../support/blob-faults.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { startTestService, type TestService } from '../support/service.js';

const PEOPLE = 24;
/** Milliseconds that the store takes for a file: so the last in the queue waits for more than ten seconds on any machine. */
const SLOW_STORE = 1_000;

const faults = createBlobFaults();
let service: TestService;
beforeAll(async () => {
  service = await startTestService({}, { blobs: faults.wrap });
});
afterEach(() => expectAtRest(service));
afterAll(() => service?.close());

it(`${PEOPLE} people who import at once are all served`, async () => {
  faults.before = (call) =>
    call === 'put' ? new Promise((resolve) => setTimeout(resolve, SLOW_STORE)) : undefined;
  const people = await Promise.all(
    Array.from({ length: PEOPLE }, async () => ({
      user: await service.createUser(),
      archive: await packGraph(sampleGraph()),
    })),
  );
  const started = performance.now();
  const answers = await Promise.all(
    people.map(async ({ user, archive }) => {
      const { status, body } = await service.import(user, archive, 'merge');
      return { status, detail: body.detail, seconds: (performance.now() - started) / 1_000 };
    }),
  );
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  // Otherwise nobody waited for longer than the ten seconds after which half of them were refused.
  expect(Math.max(...answers.map(({ seconds }) => seconds))).toBeGreaterThan(10);
}, 120_000);
