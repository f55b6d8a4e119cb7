/** nginx in front of the service, as Debian packages it, with a configuration that is a file. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/database/server-connection.js';
import { installed } from './installed.js';
import { eventually } from './raw-http.js';

/** Where it is; Debian keeps it where only root looks. It writes its version to standard error. */
const TOOL = ['nginx', '/usr/sbin/nginx'].find((tool) => installed(tool, '', '-v'));

export const hasNginx = TOOL !== undefined;

/** A proxy as people have it: nothing is set but where it goes, and that large uploads pass. */
export const STOCK = `
events {}
http {
  access_log off;
  client_max_body_size 0;
  server {
    listen 127.0.0.1:PORT_IN;
    location / { proxy_pass http://127.0.0.1:PORT_OUT; proxy_set_header Host $http_host; }
  }
}
`;

/** Where nginx keeps what it collects: Debian's folders are root's. */
const TEMPORARY_FOLDERS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  .map((name) => `  ${name}_temp_path ${name};`)
  .join('\n');

/** {@link STOCK} with more lines where requests are passed on. */
export const stockWith = (...lines: readonly string[]): string =>
  STOCK.replace('location / {', `location / { ${lines.join(' ')}`);

export interface Nginx {
  /** Of the service, by way of nginx. */
  readonly url: string;
  readonly folder: string;
  stop(): Promise<void>;
}

/**
 * Runs nginx in a folder of its own, in which the configuration may name files.
 * @param configuration whole; `PORT_IN` and `PORT_OUT` stand for where it listens and where the service does
 */
export async function startNginx(
  configuration: string,
  target: string,
  prepare: (folder: string) => Promise<void> = async () => undefined,
): Promise<Nginx> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'carol-nginx-'));
  // As root it answers under another account.
  await chmod(folder, 0o755);
  await prepare(folder);
  const written = configuration
    .replaceAll('PORT_IN', String(port))
    .replaceAll('PORT_OUT', new URL(target).port)
    .replace('http {', `http {\n${TEMPORARY_FOLDERS}`);
  await writeFile(join(folder, 'nginx.conf'), `daemon off;\npid nginx.pid;\n${written}`);
  const child = spawn(TOOL ?? '', ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log'], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true });
  };
  const scheme = /listen[^;]* ssl/.test(configuration) ? 'https' : 'http';
  try {
    await eventually(() => connects(port));
  } catch (error) {
    const log = await readFile(join(folder, 'error.log'), 'utf8').catch(() => '');
    await stop();
    throw new Error(`nginx does not start: ${log}`, { cause: error });
  }
  return { url: `${scheme}://127.0.0.1:${port}`, folder, stop };
}

async function connects(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
}
