/** The bundler of the web client: whether it is installed, and how it is run. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from '../config.js';
import { isProcessAlive } from '../is-process-alive.js';

/** The build yields to requests: they are what people wait for. */
const NICE = 10;
/** How the folder of a build in the making begins; the number of its process follows. */
const DRAFT = '.dist-';

/** Beside the old files, which stay until the new ones are whole; by process, as two may build at once. */
export const draftFolder = (clientFolder: string): string => join(clientFolder, `${DRAFT}${process.pid}`);

export function startExpo(clientFolder: string, target: string): ChildProcess {
  const expo = createRequire(join(clientFolder, 'package.json')).resolve('expo/bin/cli');
  const child = spawn(process.execPath, [expo, 'export', '--platform', 'web', '--output-dir', target], {
    cwd: clientFolder,
    env: {
      ...childEnvironment(),
      NODE_ENV: 'production',
      CI: '1',
      EXPO_NO_TELEMETRY: '1',
      EXPO_OFFLINE: '1',
    },
    stdio: 'ignore',
  });
  if (child.pid !== undefined) {
    try {
      setPriority(child.pid, NICE);
    } catch {
      // It may have ended already; it is only a courtesy.
    }
  }
  return child;
}

/** Removes what builds left behind whose process was killed. */
export async function removeAbandoned(clientFolder: string): Promise<void> {
  for (const name of await readdir(clientFolder)) {
    const pid = Number(name.startsWith(DRAFT) ? name.slice(DRAFT.length) : NaN);
    if (Number.isInteger(pid) && (pid === process.pid || !isProcessAlive(pid)))
      await rm(join(clientFolder, name), { recursive: true, force: true });
  }
}

export function isInstalled(clientFolder: string): boolean {
  try {
    return existsSync(createRequire(join(clientFolder, 'package.json')).resolve('expo/bin/cli'));
  } catch {
    return false;
  }
}
