/** Chooses the account for the embedded server: PostgreSQL refuses to run as root. */
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-error.js';
import type { ServerAccount } from './postgres-binaries.js';

const run = promisify(execFile);

/**
 * Undefined unless this process is root. Then the owner of an existing cluster folder, else `nobody`, who is in the
 * password file of every Debian, Ubuntu and macOS (initdb insists on an entry there).
 */
export async function chooseServerAccount(cluster: string): Promise<ServerAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(cluster).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'nobody']), run('id', ['-g', 'nobody'])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'PostgreSQL does not run as root, and there is no account "nobody"; set DATABASE_URL',
      cause,
    );
  }
}
