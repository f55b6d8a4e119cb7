/** `npm run fuzz:faults -- --minutes N [--seed S]`: breaks operations at every interaction, and says with which line each fault is had again. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = join(import.meta.dirname, '..');

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } },
});
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? Date.now() & 0x7fffffff : Number(values.seed);
if (!(minutes > 0) || !Number.isInteger(seed) || seed < 0) {
  console.error('Usage: npm run fuzz:faults -- --minutes N [--seed S]');
  process.exit(2);
}
console.log(`Breaking operations for ${minutes} minutes with seed ${seed}.`);

const run = (args, env = {}) =>
  spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } })
    .status ?? 1;

/** A third of the time for processes that are killed: each case takes the start of one. */
const SHARES = { 'test/faults/faults.spec.ts': 2 / 3, 'test/faults/killed.spec.ts': 1 / 3 };

/** Worker threads and the processes that are killed run from the build, under test too. */
const built = run([join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json']);
const JEST = 'node_modules/jest/bin/jest.js';
process.exitCode =
  built ||
  Object.entries(SHARES)
    .map(([spec, share]) =>
      run([JEST, '--runInBand', '--testPathPatterns', spec], {
        FAULTS_SECONDS: String(Math.max(minutes * 60 * share, 61)),
        FAULTS_SEED: String(seed),
      }),
    )
    .reduce((one, other) => one || other);
