/** Other versions of what is installed here, where `npm ci --prefix test/versions` has brought them. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const PACKAGES = resolve('test/versions/node_modules');

/** Nest 11 and TypeORM 0.3: packages to have instead of those of the same name, by their paths; undefined where they are not installed. */
export const OLDER_PACKAGES: ReadonlyMap<string, string> | undefined = existsSync(join(PACKAGES, '@nestjs'))
  ? new Map(['@nestjs', 'typeorm'].map((name) => [name, join(PACKAGES, name)]))
  : undefined;

/** A Node of this major version, by the path of its program; undefined where it is not installed, or not for this machine. */
export function otherNode(major: 22 | 24): string | undefined {
  const path = join(PACKAGES, `node-${major}`, 'bin/node');
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return stdout?.startsWith(`v${major}.`) ? path : undefined;
}
