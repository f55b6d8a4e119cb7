/** nginx in front of the service, as Debian packages it. */
import { installed } from './installed.js';
import { startProxyProgram, type RunningProxy } from './proxy-program.js';

/** Where it is; Debian keeps it where only root looks. It writes its version to standard error. */
const TOOL = ['nginx', '/usr/sbin/nginx'].find((tool) => installed(tool, '', '-v'));

export const hasNginx = TOOL !== undefined;

/** What a test replaces in a configuration. */
const [HERE, THERE] = ['PORT_IN', 'PORT_OUT'];

/** A proxy as people have it: nothing is set but where it goes, and that large uploads pass. */
export const STOCK = `
server {
  listen 127.0.0.1:${HERE};
  client_max_body_size 0;
  location / { proxy_pass http://127.0.0.1:${THERE}; proxy_set_header Host $http_host; }
}
`;

/** {@link STOCK} with more lines where requests are passed on. */
export const stockWith = (...lines: readonly string[]): string =>
  STOCK.replace('location / {', `location / { ${lines.join(' ')}`);

/** Where nginx keeps what it collects: Debian's folders are root's. */
const TEMPORARY_FOLDERS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
  (name) => `${name}_temp_path ${name};`,
);

export interface NginxOptions {
  /** Lines that hold where the servers say nothing else. */
  readonly defaults?: readonly string[];
  /** Beside the configuration, which may name them. */
  readonly files?: Readonly<Record<string, string>>;
}

/** @param servers their blocks; `PORT_IN` and `PORT_OUT` stand for where it listens and where the service does */
export const startNginx = (
  servers: string,
  target: string,
  { defaults = [], files = {} }: NginxOptions = {},
): Promise<RunningProxy> =>
  startProxyProgram(/listen[^;]* ssl/.test(servers) ? 'https' : 'http', (port, folder) => ({
    tool: TOOL ?? '',
    files: {
      ...files,
      'nginx.conf': [
        'daemon off; pid nginx.pid; events {} http { access_log off;',
        ...TEMPORARY_FOLDERS,
        ...defaults,
        servers.replaceAll(HERE, String(port)).replaceAll(THERE, new URL(target).port),
        '}',
      ].join('\n'),
    },
    args: ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log'],
    log: 'error.log',
  }));
