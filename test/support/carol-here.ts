/** Runs a command of `carol` in this process: one of its own spends most of its time on its start. */
import { runCommand } from '../../src/cli/program.js';
import type { Outcome } from './program.js';

/**
 * @param environment of the command, beside that of this process
 * @param signal aborted as Ctrl-C does it
 */
export async function carolHere(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  signal = new AbortController().signal,
): Promise<Outcome> {
  const kept = { env: process.env, stdout: process.stdout.write, stderr: process.stderr.write };
  const said = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  const listen = (name: keyof typeof said): void => {
    process[name].write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
      said[name] = Buffer.concat([said[name], Buffer.from(chunk as string)]);
      const done = rest.at(-1);
      if (typeof done === 'function') process.nextTick(done as () => void);
      return true;
    };
  };
  process.env = { ...process.env, ...environment };
  listen('stdout');
  listen('stderr');
  try {
    const status = await runCommand(args, signal);
    return { status, stdout: said.stdout, stderr: said.stderr.toString() };
  } finally {
    process.env = kept.env;
    process.stdout.write = kept.stdout;
    process.stderr.write = kept.stderr;
  }
}
