/** Private temporary folders, one per request, which are gone afterwards whatever happens. */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

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
  /** Removes what processes that are gone have left. */
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

/**
 * Workspaces below `root`; the names say which process they belong to, so that a sweep beside a running server is safe.
 * @example const workspace = await createWorkspaces('/var/lib/bookshelf/tmp').open();
 */
export function createWorkspaces(root: string): Workspaces {
  return {
    async open() {
      await mkdir(root, { recursive: true, mode: 0o700 });
      const directory = await mkdtemp(join(root, `${process.pid}-`));
      return {
        directory,
        newFile: () => join(directory, randomUUID()),
        dispose: () => rm(directory, { recursive: true, force: true }),
      };
    },
    async sweep() {
      const names = await readdir(root).catch(() => []);
      for (const name of names) {
        const pid = Number(/^(\d+)-/.exec(name)?.[1]);
        // A folder of this very process can only be that of an earlier one with the same number.
        if (Number.isInteger(pid) && (pid === process.pid || !isAlive(pid))) {
          await rm(join(root, name), { recursive: true, force: true });
        }
      }
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
