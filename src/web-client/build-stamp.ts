/** The stamp of a built web client: which sources it was built from, and which files the build consists of. */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildFault, fileSizes, sizeFault, type FileSizes } from './built-files.js';

/** What the built files are made from, relative to the client's folder. */
const SOURCES = ['app', 'src', 'public', 'app.json', 'package.json', 'babel.config.js', 'tsconfig.json'];
const STAMP = '.sources';

interface Stamp {
  /** A digest over the sources. */
  readonly sources: string;
  /** Absent in a stamp of the first release, which was the digest alone. */
  readonly files?: FileSizes;
}

/** `fault`: why it cannot be served, undefined where it can; `sources`: undefined where nothing is stamped. */
export interface BuiltState {
  readonly sources: string | undefined;
  readonly fault: string | undefined;
  /** Whether the stamp lists the files. Without that list only what the page names is known to be there. */
  readonly isListed: boolean;
}

/** Reads the stamp of a folder and compares the files with it. */
export async function builtState(folder: string): Promise<BuiltState> {
  const stamp = await readStamp(folder);
  if (!stamp) return { sources: undefined, fault: undefined, isListed: false };
  const { sources, files } = stamp;
  const fault = files ? await sizeFault(folder, files) : await buildFault(folder);
  return { sources, fault, isListed: files !== undefined };
}

/**
 * Stamps a build that has ended.
 * @throws Error that says what is missing, where the build is not whole; it is not stamped then
 */
export async function stampBuild(folder: string, sources: string): Promise<void> {
  const fault = await buildFault(folder);
  if (fault !== undefined) throw new Error(fault);
  const stamp: Stamp = { sources, files: await fileSizes(folder) };
  await writeFile(join(folder, STAMP), JSON.stringify(stamp));
}

async function readStamp(folder: string): Promise<Stamp | undefined> {
  const text = await readFile(join(folder, STAMP), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { sources, files } = JSON.parse(text) as Partial<Stamp>;
    if (typeof sources === 'string' && typeof files === 'object' && files !== null) return { sources, files };
  } catch {
    // The digest alone, or a stamp that was cut short.
  }
  return { sources: text };
}

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
