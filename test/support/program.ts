/** Runs our programs as people do: processes of their own, from the build. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Program {
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly output: { stdout: Buffer; stderr: string };
  /** Resolves when standard output and standard error together match. @throws Error when it ends before */
  saying(pattern: RegExp): Promise<RegExpExecArray>;
  /** Its exit status, once all it wrote has arrived. A signal that ended it counts as its name. */
  readonly ended: Promise<number | string>;
}

/** The programs, as the build puts them together. */
export const SERVICE = 'dist/bundle/main.js';
export const COMMAND_LINE = 'dist/bundle/cli.js';

/**
 * @param file from the project's folder
 * @param environment of the program, beside what every program needs; nothing is inherited
 */
export function startProgram(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  stdin: string | Buffer = '',
): Program {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  const child = spawn('/bin/sh', ['scripts/node.sh', file, ...args], {
    cwd: ROOT,
    env: { PATH, HOME, NODE: process.execPath, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const output = { stdout: Buffer.alloc(0), stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout = Buffer.concat([output.stdout, chunk])));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  // A program that reads nothing may be gone before it is written to.
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  return {
    child,
    output,
    ended,
    async saying(pattern) {
      const said = (): RegExpExecArray | null => pattern.exec(`${output.stdout}${output.stderr}`);
      while (!said() && child.exitCode === null && child.signalCode === null) {
        await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), ended]);
      }
      const found = said();
      if (!found) throw new Error(`It ended and did not say ${pattern}: ${output.stdout}${output.stderr}`);
      return found;
    },
  };
}

export interface Outcome {
  readonly status: number | string;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs a program to its end. */
export async function runProgram(...start: Parameters<typeof startProgram>): Promise<Outcome> {
  const { ended, output } = startProgram(...start);
  const status = await ended;
  return { status, stdout: output.stdout, stderr: output.stderr };
}
