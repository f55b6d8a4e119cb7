/** `npm run check`: everything that is looked at without running a test, two at a time. Each says what it has to say when it ends. */
import { run } from './run.js';

/** What takes longest comes first. */
const CHECKS = [
  ['lint'],
  ['types'],
  ['imports'],
  ['docs', '--', '--check'],
  ['format'],
  ['generate:api', '-w', '@carol/client', '--', '--check'],
  ['openapi'],
];
/** Most of them keep one processor busy. */
const AT_ONCE = 2;

async function check(args) {
  const title = (status) => `── ${args[0]}${status === 0 ? '' : ': FAILED'}\n`;
  const status = await run('npm', ['run', '--silent', ...args], { stdio: ['ignore', 'pipe', 'pipe'], title });
  if (status !== 0) process.exitCode = 1;
}

const waiting = CHECKS.values();
const lane = async () => {
  for (const args of waiting) await check(args);
};
await Promise.all(Array.from({ length: AT_ONCE }, lane));
