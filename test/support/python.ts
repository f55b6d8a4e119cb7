/** Asks Python's libraries what they read in a text. */
import { spawnSync } from 'node:child_process';

/** A package of Debian is found by Debian's Python alone, which may not be the first in the path. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/** A Python that has the module; nothing where none has. */
export const pythonWith = (module: string): string | undefined =>
  PYTHONS.find((python) => spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0);

/**
 * What a program of Python prints as JSON.
 * @param input what it reads on its standard input
 * @throws Error with what Python says
 */
export function askPython(python: string, program: string, input: string | Buffer): unknown {
  const { stdout, stderr, status } = spawnSync(python, ['-c', program], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { PYTHONIOENCODING: 'utf-8' },
  });
  if (status !== 0) throw new Error(stderr.slice(-2_000));
  return JSON.parse(stdout);
}
