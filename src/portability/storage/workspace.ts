/** Private temporary folders, one per request, which are gone afterwards whatever happens. */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { abandonment, WRITER, writerOf } from './writer-names.js';

export interface Workspace {
  /** The folder, readable by this process alone. */
  readonly directory: string;
  /** A path in the folder that nothing has yet. */
  newFile(): string;
  /** Removes the folder and all in it. */
  dispose(): Promise<void>;
}

export interface Workspaces {
  /** Opens a folder; the caller disposes of it. */
  open(): Promise<Workspace>;
  /** Removes what processes that are gone have left. To be called before this process opens its first. */
  sweep(): Promise<void>;
}

/** Lends a workspace to `work`, and disposes of it whatever happens. */
export async function withWorkspace<Result>(
  workspaces: Workspaces,
  work: (workspace: Workspace) => Promise<Result>,
): Promise<Result> {
  const workspace = await workspaces.open();
  try {
    return await work(workspace);
  } finally {
    await workspace.dispose();
  }
}

/** With the machine, which earlier releases did not name. */
const NAME = /^(?:[0-9a-f]{16}\.)?\d+-/;

/** A folder of another machine that nobody wrote to for so long, in milliseconds, is abandoned. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/**
 * Workspaces below `root`; the names say which machine and process they belong to, so that a sweep beside a running server is safe,
 * also where several machines share the folder.
 * @example const workspace = await createWorkspaces('/var/lib/bookshelf/tmp').open();
 */
export function createWorkspaces(root: string): Workspaces {
  return {
    async open() {
      await mkdir(root, { recursive: true, mode: 0o700 });
      const directory = await mkdtemp(join(root, `${WRITER}-`));
      return {
        directory,
        newFile: () => join(directory, randomUUID()),
        dispose: () => rm(directory, { recursive: true, force: true }),
      };
    },
    async sweep() {
      const isAbandoned = abandonment(root, ABANDONED_MS);
      for (const name of await readdir(root).catch(() => [])) {
        if (!NAME.test(name)) continue;
        const path = join(root, name);
        const writer = name.startsWith(`${WRITER}-`) ? 'gone' : writerOf(name);
        // One of this very process can only be that of an earlier one with the same number.
        if (writer === 'gone' || (writer === 'elsewhere' && (await isAbandoned(await lastWritten(path)))))
          await rm(path, { recursive: true, force: true });
      }
    },
  };
}

/** Epoch milliseconds: of the folder, or of what was written in it last. What is gone meanwhile counts as written just now. */
async function lastWritten(path: string): Promise<number> {
  const names = await readdir(path).catch(() => []);
  const times = await Promise.all(
    [path, ...names.map((name) => join(path, name))].map((each) =>
      stat(each).then(
        ({ mtimeMs }) => mtimeMs,
        () => Infinity,
      ),
    ),
  );
  return Math.max(...times);
}
