/** Types of test-run.js, which Jest's main process loads and therefore is JavaScript. */

/** Removes what earlier runs left that were killed. */
export function removeDeadRuns(): Promise<void>;

/** Stops the server of the run with this folder, removes the folder and the run's databases on TEST_DATABASE_URL. */
export function endRun(folder: string): Promise<void>;

/** All databases of a run begin like this. */
export function databasePrefix(folder: string): string;
