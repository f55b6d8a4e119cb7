/** The stamp of a built web client: which sources it was built from, and which files the build consists of. */
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildFault, fileDigests, type FileDigests } from './built-files.js';

/** What the built files are made from, relative to the client's folder. */
const SOURCES = ['app', 'src', 'public', 'app.json', 'package.json', 'babel.config.js', 'tsconfig.json'];
const STAMP = '.sources';

interface Stamp {
  /** A digest over the sources. */
  readonly sources: string;
  readonly files: FileDigests;
}

export interface BuiltState {
  /** Whether anything is there, whole or not. */
  readonly exists: boolean;
  /** What it was built from; undefined where nothing says so. */
  readonly sources: string | undefined;
  /** What its files were then; undefined where nobody noted it: the first release did not. */
  readonly files: FileDigests | undefined;
  /** Why it cannot be served; undefined where it can. */
  readonly fault: string | undefined;
}

/** Reads the stamp of a folder and compares the files with it. The stamp alone says nothing: files are lost after it was written. */
export async function builtState(folder: string): Promise<BuiltState> {
  const exists = await lstat(folder).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT',
  );
  if (!exists) return { exists, sources: undefined, files: undefined, fault: undefined };
  const { sources, files } = await readStamp(folder);
  return { exists, sources, files, fault: await buildFault(folder, files) };
}

/**
 * Stamps a build that has ended.
 * @returns what its files are
 * @throws Error that says what is missing, where the build is not whole; it is not stamped then
 */
export async function stampBuild(folder: string, sources: string): Promise<FileDigests> {
  const fault = await buildFault(folder);
  if (fault !== undefined) throw new Error(fault);
  const stamp: Stamp = { sources, files: await fileDigests(folder) };
  await writeFile(join(folder, STAMP), JSON.stringify(stamp));
  return stamp.files;
}

async function readStamp(folder: string): Promise<Partial<Stamp>> {
  const text = await readFile(join(folder, STAMP), 'utf8').catch(() => '');
  try {
    const { sources, files } = JSON.parse(text) as Partial<Stamp>;
    if (typeof sources === 'string' && isDigests(files)) return { sources, files };
  } catch {
    // The digest alone, a stamp that was cut short, or none.
  }
  return {};
}

const isDigests = (files: unknown): files is FileDigests =>
  typeof files === 'object' &&
  files !== null &&
  Object.values(files).every((digest) => typeof digest === 'string');

/** A digest over the names and bytes of everything that the build depends on. */
export async function sourcesDigest(clientFolder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const source of SOURCES) await addTo(hash, clientFolder, source);
  return hash.digest('hex');
}

async function addTo(hash: ReturnType<typeof createHash>, root: string, path: string): Promise<void> {
  const full = join(root, path);
  const entries = await readdir(full, { withFileTypes: true }).catch(() => null);
  if (entries === null) {
    hash.update(path).update(await readFile(full).catch(() => ''));
    return;
  }
  for (const { name } of entries.sort((one, other) => (one.name < other.name ? -1 : 1)))
    await addTo(hash, root, join(path, name));
}
