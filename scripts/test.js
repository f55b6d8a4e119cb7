/** `npm test`: builds, then runs every tier and says how many tests passed and failed in all; with arguments, plain Jest. `--no-build` leaves the build as it is. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useTemporaryFolder } from './temporary-folder.js';

const ROOT = join(import.meta.dirname, '..');

/** Native ES modules in Jest need the flag; the warning about it would stand before every answer. */
const NODE_FLAGS = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];

/** The service's tests, and the card's, which bring a Jest of their own. */
const TIERS = [
  { name: 'service', cwd: ROOT, jest: 'node_modules/jest/bin/jest.js', flags: NODE_FLAGS },
  { name: 'card', cwd: join(ROOT, 'apps/client'), jest: 'node_modules/jest-expo/bin/jest.js', flags: [] },
];

/** Worker threads and the command line run from the build, under test too. */
function build() {
  const { status } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/@nestjs/cli/bin/nest.js'), 'build'],
    {
      cwd: ROOT,
      stdio: 'inherit',
    },
  );
  return status === 0;
}

/** Runs Jest in the open; answers with its exit status. */
function runJest({ cwd, jest, flags }, args) {
  const { status, error } = spawnSync(process.execPath, [...flags, join(ROOT, jest), ...args], {
    cwd,
    stdio: 'inherit',
  });
  if (error) throw error;
  return status ?? 1;
}

/** The names of the tests that did not run, each with the file that it is in. */
const skippedIn = ({ testResults }) =>
  testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'pending' || status === 'todo')
      .map(({ fullName }) => `${name.slice(ROOT.length + 1)}: ${fullName}`),
  );

/** Runs a whole tier. A tier that ends badly for another reason than a test counts as one failure. */
function runTier(tier) {
  if (!existsSync(join(ROOT, tier.jest))) {
    return { passed: 0, failed: 0, skipped: [`${tier.name}: not installed (npm install installs it)`] };
  }
  const folder = mkdtempSync(join(tmpdir(), 'carol-tier-'));
  try {
    const file = join(folder, 'result.json');
    const status = runJest(tier, ['--json', `--outputFile=${file}`]);
    if (!existsSync(file)) return { passed: 0, failed: 1, skipped: [] };
    const result = JSON.parse(readFileSync(file, 'utf8'));
    const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
    return {
      passed: result.numPassedTests,
      failed: failed === 0 && status !== 0 ? 1 : failed,
      skipped: skippedIn(result),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns whether all that ran passed */
function runTiers() {
  const results = TIERS.map(runTier);
  const skipped = results.flatMap((result) => result.skipped);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  if (skipped.length > 0) console.log(`\nSkipped: ${skipped.length}\n  ${skipped.join('\n  ')}\n`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0;
}

const args = process.argv.slice(2).filter((arg) => arg !== '--no-build');
// Unit tests need no build.
const isBuilt = args.length < process.argv.length - 2 || build();
// Whoever tries one spec while something else is half done wants to see that spec.
if (!isBuilt && args.length > 0) console.error('The build failed; what was built before is tested.');
if (!isBuilt && args.length === 0) {
  console.log('The build failed.\n0 passed, 1 failed');
  process.exit(1);
}

const removeTemporaryFolder = useTemporaryFolder();
try {
  process.exitCode = args.length > 0 ? runJest(TIERS[0], args) : runTiers() ? 0 : 1;
} finally {
  removeTemporaryFolder();
}
