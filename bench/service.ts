/** The real service as a process of its own: started, looked at from outside, ended. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { childEnvironment } from '../src/config.js';
import { PACKAGE_ROOT } from '../src/version.js';

export interface Service {
  readonly url: string;
  readonly process: ChildProcess;
  close(): Promise<void>;
}

/** Many exports at once, and many in a row, are no siege here; and no size is too large. */
const LIMITS = {
  LIMIT_TRANSFERS_PER_MINUTE: '100000',
  LIMIT_EXPORTS_PER_PROCESS: '16',
  LIMIT_AREA_BYTES: '1GiB',
  LIMIT_YAML_BYTES: '2GiB',
  LIMIT_MEDIA_BYTES: '8GiB',
  LIMIT_UPLOAD_BYTES: '8GiB',
  LIMIT_DECOMPRESSED_BYTES: '16GiB',
};

/** Runs a program as people's starts do. */
export const NODE_SCRIPT = join(PACKAGE_ROOT, 'scripts', 'node.sh');

export interface ServiceOptions {
  readonly databaseUrl: string;
  /** Its data are in `data` below it. */
  readonly folder: string;
  /** Where it keeps files, if not there. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly stop: AbortSignal;
}

/** Starts it on a database, which it migrates. It ends at the latest with this process. */
export async function startService({
  databaseUrl,
  folder,
  environment = {},
  stop,
}: ServiceOptions): Promise<Service> {
  stop.throwIfAborted();
  await mkdir(folder, { recursive: true });
  const child = spawn(
    '/bin/sh',
    [
      NODE_SCRIPT,
      '--import',
      new URL('./report-memory.js', import.meta.url).href,
      join(PACKAGE_ROOT, 'test', 'support', 'bare-server.js'),
    ],
    {
      // Not where somebody's .env may lie.
      cwd: folder,
      env: {
        ...childEnvironment(),
        NODE: process.execPath,
        PORT: '0',
        DATABASE_URL: databaseUrl,
        DATA_DIR: join(folder, 'data'),
        LOG_LEVEL: 'error',
        ...environment,
        ...LIMITS,
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  // What waits for an answer then hears that there is none, and lets go of everything.
  stop.addEventListener('abort', kill);
  const exit = once(child, 'exit');
  void exit.then(() => {
    process.off('exit', kill);
    stop.removeEventListener('abort', kill);
  });
  const ready = once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line') as Promise<
    [string]
  >;
  const [line] = await Promise.race([ready, exit.then(() => [''] as const)]);
  if (line === '') throw new Error('The service did not start');
  return {
    url: (JSON.parse(line) as { readonly url: string }).url,
    process: child,
    async close() {
      child.kill('SIGTERM');
      await exit;
    },
  };
}
