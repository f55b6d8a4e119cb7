/** The built service in a process of its own, on the database and folders of a service that a spec looks into. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestService } from './service.js';

export interface BareProcess {
  readonly process: ChildProcess;
  /** The service that was given, at the address of the process. */
  readonly service: TestService;
}

const running = new Set<ChildProcess>();

/** @param environment settings beside those that make it share database and folders */
export async function startBareProcess(
  service: TestService,
  environment: Readonly<Record<string, string>> = {},
): Promise<BareProcess> {
  const { options } = service.instance.dataSource;
  const child = spawn(process.execPath, ['test/support/bare-server.js'], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      DATABASE_URL: (options as { url?: string }).url ?? '',
      DATA_DIR: service.dataDir,
      LOG_LEVEL: 'silent',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  return { process: child, service: { ...service, url } };
}

/** To be called after each test. */
export function killBareProcesses(): void {
  for (const child of running) child.kill('SIGKILL');
}
