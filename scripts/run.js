/** Runs another program to its end. */
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

/**
 * Answers with its exit status. Where `stdio` is a pipe, what it says is shown at the end, all at once.
 * @param options those of `spawn`; `title` goes before what was said, as the status has it
 */
export async function run(command, args, { title, ...options } = {}) {
  const child = spawn(command, args, { cwd: ROOT, ...options });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => said.push(chunk));
  const [code] = await once(child, 'close');
  const status = code ?? 1;
  if (title) process.stdout.write(title(status));
  process.stdout.write(Buffer.concat(said));
  return status;
}
