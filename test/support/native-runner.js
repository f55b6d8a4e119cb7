/**
 * Jest's test runner for specs whose modules Node itself loads. Jest's own loader evaluates the two thousand modules of the service
 * anew for each spec, without the compiler's cache, which is most of the time of a short spec; so a worker loads each module once, in
 * its own realm, and its specs share them. Tests, hooks, timeouts and results are jest-circus's.
 *
 * What follows for specs: no `jest.mock`; support modules register no hooks while they are evaluated, as that happens once per worker.
 * What a spec does to `process.env` and to the working directory is undone after it.
 */
import { createRequire, register } from 'node:module';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import circus from 'jest-circus/runner';
import { useGlobals, useSeed } from './jest-globals.js';
import { seedProperties } from './property-seed.js';

register('./jest-hooks.js', import.meta.url);
process.setSourceMapsEnabled(true);

const require = createRequire(import.meta.url);
/** Where jest-circus keeps its handlers of events, among them those that it added for the last spec. */
const HANDLERS = Symbol.for('EVENT_HANDLERS');

const begun = new Set();
let runs = 0;

/** While somebody watches, a worker runs a spec more than once: the query has it evaluated once more. */
function importSpec(path) {
  const again = begun.has(path) ? `?run=${++runs}` : '';
  begun.add(path);
  return import(pathToFileURL(path).href + again);
}

/** What jest-circus asks of Jest's loader, answered by Node's. */
const loader = {
  /** jest-circus's state is a spec's own. */
  requireInternalModule(path) {
    delete globalThis[HANDLERS];
    delete require.cache[path];
    return require(path);
  },
  requireModule: require,
  setGlobalsForRuntime: useGlobals,
  unstable_shouldLoadAsEsm: () => true,
  unstable_importModule: importSpec,
  enterTestCode() {},
  leaveTestCode() {},
};

/** @returns what puts the process back to what it is now */
function rememberProcess() {
  const environment = { ...process.env };
  const folder = process.cwd();
  return () => {
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    process.chdir(folder);
  };
}

/** Jest calls this in a worker, for each spec. */
export default async function runSpec(...[globalConfig, config, , , path, send]) {
  const putBack = rememberProcess();
  useSeed(globalConfig.seed);
  seedProperties(globalConfig.seed);
  try {
    return await circus.default(globalConfig, config, { global: globalThis }, loader, path, send);
  } finally {
    putBack();
  }
}
