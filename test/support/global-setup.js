/** Before a test run: names the folder in which the run's PostgreSQL will live, if a spec asks for one. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeDeadRuns } from './test-run.js';

/** Jest calls this once, in its main process; the workers inherit the variable. */
export default async function globalSetup() {
  await removeDeadRuns();
  process.env['CAROL_TEST_RUN'] = await mkdtemp(join(tmpdir(), `carol-test-${process.pid}-`));
}
