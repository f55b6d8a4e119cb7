/** After a test run: stops the run's PostgreSQL and removes all that the run made, databases and files. */
import { endRun } from './test-run.js';

/** Jest calls this once, in its main process, when the workers are done. */
export default async function globalTeardown() {
  const folder = process.env['CAROL_TEST_RUN'];
  if (folder) await endRun(folder);
}
