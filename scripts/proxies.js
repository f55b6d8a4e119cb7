/** `npm run test:proxies`: prints what clients see, and what their accounts hold, along every way to the service, at the sizes of life; takes some minutes. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { useTemporaryFolder } from './temporary-folder.js';

const ROOT = join(import.meta.dirname, '..');

const run = (args, env = {}) =>
  spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } })
    .status ?? 1;

const JEST = 'node_modules/jest/bin/jest.js';

const removeTemporaryFolder = useTemporaryFolder();
try {
  process.exitCode =
    run([join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json']) ||
    run([JEST, '--runInBand', 'test/proxies'], { PROXIES: 'all' });
} finally {
  removeTemporaryFolder();
}
