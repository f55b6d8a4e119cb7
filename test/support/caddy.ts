/** Caddy in front of the service, as Debian packages it. */
import { spawnSync } from 'node:child_process';
import { startProxyProgram, type RunningProxy } from './proxy-program.js';

/** As `2.6.2`; null where it is not installed. */
export const caddyVersion = ((): string | null => {
  const { status, stdout } = spawnSync('caddy', ['version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
})();

/** It asks nobody for a certificate; what it keeps it keeps in its home, which is the folder of the test. */
const OPTIONS = '{\n\tadmin off\n\tauto_https off\n\tlog {\n\t\toutput file caddy.log\n\t}\n}\n';

/** @param site its block; `SITE` and `PORT_OUT` stand for where it listens and where the service does */
export const startCaddy = (site: string, target: string): Promise<RunningProxy> =>
  startProxyProgram('http', (port) => ({
    tool: 'caddy',
    files: {
      Caddyfile:
        OPTIONS +
        site.replaceAll('SITE', `http://127.0.0.1:${port}`).replaceAll('PORT_OUT', new URL(target).port),
    },
    args: ['run', '--config', 'Caddyfile', '--adapter', 'caddyfile'],
    log: 'caddy.log',
  }));
