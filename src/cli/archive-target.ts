/** Where a command writes an archive: a file that is there only when it is whole, or standard output. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, fstatSync } from 'node:fs';
import { open, readlink, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { Transform, Writable, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UsageError } from './exit.js';
import type { Terminal } from './terminal.js';

/** As a target: standard output. */
export const STANDARD_OUTPUT = '-';

/** Node opens it where nobody has. */
const STANDARD_OUTPUT_DESCRIPTOR = 1;

/**
 * @param said by `--out`; undefined where nobody said
 * @returns that, or standard output where it is a new file (`carol export > file`)
 * @throws UsageError where an archive cannot go there
 */
export async function targetOf(said: string | undefined, terminal: Terminal): Promise<string | undefined> {
  const out = said ?? (!terminal.json && isNewFile() ? STANDARD_OUTPUT : undefined);
  if (out === STANDARD_OUTPUT && process.stdout.isTTY)
    throw new UsageError('An archive is not for a terminal: redirect it, or give --out a file.');
  if (out === STANDARD_OUTPUT && terminal.json)
    throw new UsageError('--json and --out - both want standard output.');
  if (out === undefined || out === STANDARD_OUTPUT) return out;
  const there = await stat(out).catch(() => null);
  if (there?.isDirectory()) throw new UsageError(`${out} is a folder. Give --out a file name.`);
  return out;
}

/** Whether standard output is a file in which nothing is yet: a log that a script writes to is none. */
function isNewFile(): boolean {
  const there = fstatSync(STANDARD_OUTPUT_DESCRIPTOR);
  return there.isFile() && there.size === 0;
}

/** For a name that nobody gave. */
export async function refuseExisting(target: string): Promise<void> {
  const there = await stat(target).catch(() => null);
  if (there) throw new UsageError(`${target} is here already. Give another name with --out.`);
}

/** The name of a download with the day of whoever sits here, which need not be that of UTC. */
export function localName(fileName: string, now = new Date()): string {
  const [month, day] = [now.getMonth() + 1, now.getDate()].map((each) => String(each).padStart(2, '0'));
  return fileName.replace(/\d{4}-\d{2}-\d{2}/, `${now.getFullYear()}-${month}-${day}`);
}

export interface WrittenArchive {
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/**
 * Reads the archive to its end, or destroys it.
 * @param onBytes told how many were written so far
 */
export async function writeArchive(
  stream: Readable,
  target: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<WrittenArchive> {
  const hash = createHash('sha256');
  let bytes = 0;
  const measured = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      onBytes((bytes += chunk.length));
      done(null, chunk);
    },
  });
  try {
    if (target === STANDARD_OUTPUT) await pipeline(stream, measured, standardOutput(), { signal });
    else await place(target, (file) => pipeline(stream, measured, file, { signal }));
  } finally {
    stream.destroy();
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** A link stays one, and what it leads to is written; what is no file (a FIFO, a device) is written to as it is. */
async function place(target: string, write: (file: Writable) => Promise<void>): Promise<void> {
  const there = await stat(target).catch(() => undefined);
  if (there && !there.isFile()) return write(createWriteStream(target));
  await whole(await leadsTo(target), write);
}

/** Where a link leads, also one to what is not there yet. */
async function leadsTo(target: string): Promise<string> {
  const link = await readlink(target).catch(() => undefined);
  return link === undefined ? target : leadsTo(resolve(dirname(target), link));
}

/** Writes beside the target under another name, and gives it its name when all of it is on disk; else removes it. */
async function whole(target: string, write: (file: Writable) => Promise<void>): Promise<void> {
  const draft = resolve(dirname(target), `.${basename(target)}.${process.pid}.part`);
  const file = createWriteStream(draft, { mode: 0o600 });
  try {
    await once(file, 'open').catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`${target} cannot be written (${error.code ?? error.message}).`);
    });
    await write(file);
    await sync(draft);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Does not end standard output, which a pipeline would. */
const standardOutput = (): Writable =>
  new Writable({
    write: (chunk: Buffer, _encoding, done) => void process.stdout.write(chunk, done),
  });
