/** Whether the files of a built web client are whole: the page, and every script and asset that it and its scripts name. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Bytes by path, relative to the folder and with slashes. */
export type FileSizes = Readonly<Record<string, number>>;

const PAGE = 'index.html';

/** What a page loads from the same origin: attributes of its tags, without data: and other origins. */
const IN_PAGE = /<(?:script|link|img)\b[^>]*?\b(?:src|href)="(\/?[^":?#]+)"/g;
const SCRIPT_IN_PAGE = /<script\b[^>]*\bsrc="/;
/** How Metro names files in the scripts that it writes. */
const IN_SCRIPT = /"(\/(?:assets|_expo)\/[^"\\]+\.\w+)"/g;

/** Every file below the folder, in the order of the names. Empty where there is no such folder. */
export async function fileSizes(folder: string): Promise<FileSizes> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(
    files.sort().map(async (file) => [relative(folder, file).split(sep).join('/'), (await stat(file)).size]),
  );
  return Object.fromEntries(sizes) as FileSizes;
}

/** What is wrong with a build, in words that complete "the web client is not whole: …"; undefined where nothing is. */
export async function buildFault(folder: string): Promise<string | undefined> {
  const sizes = await fileSizes(folder);
  if (!sizes[PAGE]) return `${PAGE} is missing or empty`;
  const page = await readFile(join(folder, PAGE), 'utf8');
  // The bundler copies the page before it knows the names of the scripts: such a page is blank.
  if (!SCRIPT_IN_PAGE.test(page)) return `${PAGE} loads no script`;
  const named = new Set(pathsIn(page, IN_PAGE));
  for (const path of Object.keys(sizes).filter((name) => name.endsWith('.js')))
    for (const other of pathsIn(await readFile(join(folder, path), 'utf8'), IN_SCRIPT)) named.add(other);
  const lost = [...named].find((path) => !sizes[path]);
  return lost === undefined ? undefined : `${lost} is missing or empty`;
}

/** What differs from the sizes that were noted; undefined where every noted file is there, as long as it was. */
export async function sizeFault(folder: string, noted: FileSizes): Promise<string | undefined> {
  const found = await fileSizes(folder);
  const lost = Object.keys(noted).find((path) => found[path] !== noted[path]);
  if (lost === undefined) return undefined;
  return found[lost] === undefined
    ? `${lost} is missing`
    : `${lost} has ${found[lost]} bytes instead of ${noted[lost]}`;
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
