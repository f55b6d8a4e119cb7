/** An archive's files in a folder, for the tools that people pack and check archives with. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const MOST_OUTPUT = 64 * 1024 * 1024;

export interface Folder {
  readonly path: string;
  /** Runs a program in the folder and gives what it prints. @throws Error when it fails */
  run(program: string, ...args: readonly string[]): Buffer;
  write(files: Iterable<readonly [string, Buffer | string]>): Promise<void>;
  read(name: string): Promise<Buffer>;
  remove(): Promise<void>;
}

/** A new temporary folder; the caller removes it. */
export async function createFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'carol-unpacked-'));
  return {
    path,
    run: (program, ...args) =>
      execFileSync(program, args, { cwd: path, maxBuffer: MOST_OUTPUT, stdio: ['ignore', 'pipe', 'pipe'] }),
    async write(files) {
      for (const [name, bytes] of files) {
        await mkdir(dirname(join(path, name)), { recursive: true });
        await writeFile(join(path, name), bytes);
      }
    },
    read: (name) => readFile(join(path, name)),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}
