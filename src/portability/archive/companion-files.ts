/** Files that stand in an archive beside its data, for people and for other programs; no import reads them. Pure. */

/** One of them, or many with names alike. */
export interface CompanionFile {
  /**
   * In the archive: lower-case letters, digits, `.`, `-` and `_`, with `/` between folders. A `*` stands for 1 to 60 of those letters, digits
   * and hyphens.
   * @example 'index.html', 'view/*.js'
   */
  readonly path: string;
  /** What it is, for the README of the archive and for documents: the rest of a sentence that begins with its name. */
  readonly description: string;
}

const PATH = /^[a-z0-9._*-]+(\/[a-z0-9._*-]+)*$/;

/**
 * Tells which of an archive's files they are, by path.
 * @throws Error for a path that is none (a mistake of the programmer)
 * @example companionPaths([{ path: 'view/*.js', description: 'rows' }])('view/notes-1.js') // true
 */
export function companionPaths(files: readonly CompanionFile[]): (path: string) => boolean {
  const patterns = files.map(({ path }) => {
    if (!PATH.test(path) || path.split('/').some((part) => /^\.*$/.test(part)))
      throw new Error(`${JSON.stringify(path)} cannot be the path of a companion file`);
    return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll('*', '[a-z0-9-]{1,60}')}$`);
  });
  return (path) => patterns.some((pattern) => pattern.test(path));
}
