/** `npm run fuzz -- --minutes N [--seed S]`: damages archives at random and says with which seed, so that a failure can be had again. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = join(import.meta.dirname, '..');

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } },
});
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? Date.now() & 0x7fffffff : Number(values.seed);
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error('Usage: npm run fuzz -- --minutes N [--seed S]');
  process.exit(2);
}
console.log(`Fuzzing for ${minutes} minutes with seed ${seed}.`);

const run = (args, env = {}) =>
  spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } })
    .status ?? 1;

/** Worker threads run from the build, under test too. */
const built = run([join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json']);
const JEST = 'node_modules/jest/bin/jest.js';
process.exitCode =
  built ||
  run([JEST, '--runInBand', '--testPathPatterns', 'test/fuzz/'], {
    FUZZ_SECONDS: String(minutes * 60),
    FUZZ_SEED: String(seed),
  });
