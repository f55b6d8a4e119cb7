/** `npm run check`: everything that is looked at without running a test, two at a time. Each says what it has to say when it ends. */
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

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
  const child = spawn('npm', ['run', '--silent', ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  const [status] = await once(child, 'close');
  process.stdout.write(`── ${args[0]}${status === 0 ? '' : ': FAILED'}\n`);
  process.stdout.write(Buffer.concat(said));
  if (status !== 0) process.exitCode = 1;
}

const waiting = CHECKS.values();
const lane = async () => {
  for (const args of waiting) await check(args);
};
await Promise.all(Array.from({ length: AT_ONCE }, lane));
