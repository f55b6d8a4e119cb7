/** Whether the files of a built web client are whole: the page, and every script and asset that it and its scripts name. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { placePath } from './placed-path.js';

/** SHA-256 by path, relative to the folder and with slashes. */
export type FileDigests = Readonly<Record<string, string>>;

export const PAGE = 'index.html';

/** Of no bytes. */
const EMPTY = createHash('sha256').digest('hex');

/** What a page loads from the same origin: attributes of its tags, without data: and other origins. */
const IN_PAGE = /<(?:script|link|img)\b[^>]*?\b(?:src|href)="(\/?[^":?#]+)"/g;
const SCRIPT_IN_PAGE = /<script\b[^>]*\bsrc="/;
/** How Metro names files in the scripts that it writes. */
const IN_SCRIPT = /"(\/(?:assets|_expo)\/[^"\\]+\.\w+)"/g;

/** Of every file below the folder. @throws the error of the operating system, where one cannot be read */
export async function fileDigests(folder: string): Promise<FileDigests> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const digests: Record<string, string> = {};
  for (const file of files.sort()) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    digests[relative(folder, file).split(sep).join('/')] = hash.digest('hex');
  }
  return digests;
}

/**
 * What is wrong with a build, in words that complete "the web client is not whole: …"; undefined where nothing is.
 * @param noted what the files were when they were built; undefined where nobody noted it: then every file that is named must be there
 */
export async function buildFault(folder: string, noted?: FileDigests): Promise<string | undefined> {
  try {
    const found = await fileDigests(folder);
    return noted ? difference(found, noted) : await namedFault(folder, found);
  } catch (error) {
    const { code, path, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && path === folder) return `${PAGE} is missing or empty`;
    return code === undefined ? message : `${path ?? folder} cannot be read (${code})`;
  }
}

function difference(found: FileDigests, noted: FileDigests): string | undefined {
  const other = Object.keys(noted).find((path) => found[path] !== noted[path]);
  if (other === undefined) return undefined;
  return found[other] === undefined ? `${other} is missing` : `${other} is not as it was built`;
}

async function namedFault(folder: string, found: FileDigests): Promise<string | undefined> {
  const isThere = (path: string): boolean => found[path] !== undefined && found[path] !== EMPTY;
  const read = async (path: string): Promise<string> =>
    placePath(await readFile(join(folder, path), 'utf8'), '');
  if (!isThere(PAGE)) return `${PAGE} is missing or empty`;
  const page = await read(PAGE);
  // The bundler copies the page before it knows the names of the scripts: such a page is blank.
  if (!SCRIPT_IN_PAGE.test(page)) return `${PAGE} loads no script`;
  const named = new Set(pathsIn(page, IN_PAGE));
  for (const path of Object.keys(found).filter((name) => name.endsWith('.js')))
    for (const other of pathsIn(await read(path), IN_SCRIPT)) named.add(other);
  const lost = [...named].find((path) => !isThere(path));
  return lost === undefined ? undefined : `${lost} is missing or empty`;
}

const pathsIn = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, path = '']) => decoded(path).replace(/^\.?\//, ''));

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
