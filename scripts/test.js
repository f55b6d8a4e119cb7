/**
 * `npm test`: builds, then runs the service's tests and the card's, and says how many passed and failed in all. `--tier NAME` runs
 * another tier instead. With other arguments, plain Jest. `--no-build` leaves the build as it is.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { lawTable } from './law-table.js';
import { ROOT, run } from './run.js';
import { useTemporaryFolder } from './temporary-folder.js';

const jestOfService = { cwd: ROOT, jest: 'node_modules/jest/bin/jest.js' };

/** Beside `npm test`, for each change. `.ci/run` runs them in one go, as each has an end at which a processor is idle. */
const REST = 'test/(hostile|browser|operators|faults|hosts)/';
/** Each night. */
const INTEROP = 'test/(interop|proxies)/';
const LONG = 'test/(long|fuzz)/';

/** `npm test` runs the first two. */
const TIERS = {
  service: {
    ...jestOfService,
    args: ['--testPathIgnorePatterns', REST, INTEROP, LONG],
  },
  // Brings a Jest of its own, needs nothing of the build, and fits beside all else.
  card: {
    cwd: join(ROOT, 'apps/client'),
    jest: 'node_modules/jest-expo/bin/jest.js',
    args: ['--maxWorkers=1'],
  },
  rest: { ...jestOfService, args: [REST] },
  hostile: { ...jestOfService, args: ['test/hostile/'] },
  browser: { ...jestOfService, args: ['test/browser/'] },
  operators: { ...jestOfService, args: ['test/(operators|faults)/'] },
  hosts: { ...jestOfService, args: ['test/hosts/'] },
  long: { ...jestOfService, args: [LONG] },
  interop: { ...jestOfService, args: [INTEROP] },
};

/** The whole run tries what it tried yesterday, so that what fails is the change's fault; one spec alone, and `npm run fuzz`, try something new each time. */
const SEED = ['--seed', '20261127'];

const KEEPS_BUILD = process.argv.includes('--no-build');

/** Worker threads and the programs run from the build, under test too. */
const build = async () => (await run('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })) === 0;

const runJest = ({ cwd, jest }, args, stdio = 'inherit') =>
  run(process.execPath, [join(ROOT, jest), ...args], { cwd, stdio });

/** How much is said of a failure once more at the end. */
const MESSAGE_LINES = 12;

/** The tests of these results, each with the file that it is in. */
const testsOf = ({ testResults }) =>
  testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({ ...test, file: name.slice(ROOT.length + 1) })),
  );

/** What did not run: how many tests of each file, by what they need. */
function skippedIn(result) {
  const groups = new Map();
  for (const { status, file, ancestorTitles, title } of testsOf(result)) {
    if (status !== 'pending' && status !== 'todo') continue;
    const group = `${file}: ${ancestorTitles[0] ?? title}`;
    groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  return [...groups].map(([group, count]) => (count === 1 ? group : `${group} (${count} tests)`));
}

const beginningOf = (text) =>
  stripVTControlCharacters(text).split('\n').slice(0, MESSAGE_LINES).join('\n    ');

/** What failed and why: tests, and files that could not be run. */
function failuresIn(result) {
  const tests = testsOf(result)
    .filter(({ status }) => status === 'failed')
    .map(
      ({ file, fullName, failureMessages }) =>
        `${file}: ${fullName}\n    ${beginningOf(failureMessages.join('\n'))}`,
    );
  const files = result.testResults
    .filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
    .map(({ name, message }) => `${name.slice(ROOT.length + 1)}\n    ${beginningOf(message)}`);
  return [...tests, ...files];
}

/** Runs a whole tier. A tier that ends badly for another reason than a test counts as one failure. */
async function runTier(name, args = [], stdio = 'inherit') {
  const tier = TIERS[name];
  if (!existsSync(join(ROOT, tier.jest))) {
    return {
      passed: 0,
      failed: 0,
      skipped: [`${name}: not installed (npm install installs it)`],
      failures: [],
    };
  }
  const folder = mkdtempSync(join(tmpdir(), 'carol-tier-'));
  try {
    const file = join(folder, 'result.json');
    const status = await runJest(tier, ['--json', `--outputFile=${file}`, ...args, ...tier.args], stdio);
    if (!existsSync(file))
      return { passed: 0, failed: 1, skipped: [], failures: [`${name}: ended without a result`] };
    const result = JSON.parse(readFileSync(file, 'utf8'));
    const laws = lawTable(testsOf(result));
    const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
    return {
      passed: result.numPassedTests,
      failed: failed === 0 && status !== 0 ? 1 : failed,
      skipped: skippedIn(result),
      failures: failuresIn(result),
      laws,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns whether all that ran passed */
function summarize(results) {
  const skipped = results.flatMap((result) => result.skipped);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  const failures = results.flatMap((result) => result.failures);
  for (const { laws } of results) if (laws) console.log(`\nThe laws, on each host:\n${laws}\n`);
  if (skipped.length > 0) console.log(`\nSkipped:\n  ${skipped.join('\n  ')}\n`);
  // Once more, where whoever looks only at the end finds it.
  if (failures.length > 0) console.log(`\nFailed:\n  ${failures.join('\n  ')}\n`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0;
}

async function runDefault() {
  const besides = runTier('card', [], ['ignore', 'pipe', 'pipe']);
  const results = await runBuilt('service');
  return summarize([...results, await besides]);
}

const runOther = async (name) => summarize(await runBuilt(name));

async function runBuilt(name) {
  if (KEEPS_BUILD || (await build())) return [await runTier(name, SEED)];
  return [{ passed: 0, failed: 1, skipped: [], failures: ['The build failed.'] }];
}

async function runSome(args) {
  // Unit tests need no build. Whoever tries one spec while something else is half done wants to see that spec.
  if (!KEEPS_BUILD && !(await build())) console.error('The build failed; what was built before is tested.');
  return (await runJest(TIERS.service, args)) === 0;
}

function runAs([option, ...rest]) {
  if (option === undefined) return runDefault();
  if (option !== '--tier') return runSome([option, ...rest]);
  if (Object.hasOwn(TIERS, rest[0])) return runOther(rest[0]);
  console.error(`Usage: node scripts/test.js --tier ${Object.keys(TIERS).join('|')}`);
  return false;
}

const removeTemporaryFolder = useTemporaryFolder();
try {
  const ok = await runAs(process.argv.slice(2).filter((arg) => arg !== '--no-build'));
  process.exitCode = ok ? 0 : 1;
} finally {
  removeTemporaryFolder();
}
