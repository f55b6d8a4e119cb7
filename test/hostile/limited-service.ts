/** Services with limits of their own, each for one test. */
import { afterEach } from '@jest/globals';
import { limitVariable } from '../../src/config.js';
import type { ImportLimits } from '../../src/portability/index.js';
import { expectAtRest } from '../support/at-rest.js';
import { createBlobFaults } from '../support/blob-faults.js';
import { startTestService, type TestService } from '../support/service.js';

export const blobs = createBlobFaults();
let running: TestService | undefined;

/** Ends the service after each test, which leaves nothing behind. */
export function useLimits(): void {
  afterEach(async () => {
    blobs.reset();
    if (running) await expectAtRest(running);
    await running?.close();
    running = undefined;
  });
}

/** A service with these limits, until the end of the test. */
export async function serviceWith(limits: Partial<ImportLimits>): Promise<TestService> {
  const environment = Object.entries(limits).map(([key, value]) => [
    limitVariable(key as keyof ImportLimits),
    String(value),
  ]);
  running = await startTestService(Object.fromEntries(environment) as Record<string, string>, {
    blobs: blobs.wrap,
    // What is beside the data gives way to a limit; these are those of the data.
    companions: [],
  });
  return running;
}

/** Tells that the test has closed its services itself. */
export const allClosed = (): void => void (running = undefined);
