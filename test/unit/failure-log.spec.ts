/** The frames of a failure in the log are of our own files, where Node follows source maps as it does in service. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const built = (path: string): string => JSON.stringify(pathToFileURL(join(ROOT, 'dist/src', path)).href);

interface Told {
  /** Frames of the stack that name a file under `src`, whoever's. */
  readonly named: number;
  readonly frames: readonly string[];
}

/** What becomes of an error that some code throws, in a process of its own. */
async function told(code: string): Promise<Told> {
  const script = `
    import { describeFailure } from ${built('portability/http/problems/failure-log.js')};
    import { PortabilityError } from ${built('portability/errors.js')};
    try { ${code} } catch (error) {
      const named = error.stack.split('\\n').filter((line) => line.includes(${JSON.stringify(`${ROOT}/src/`)})).length;
      const { frames } = describeFailure(error, 'id', new PortabilityError('internal-error', 'x'));
      console.log(JSON.stringify({ named, frames }));
    }`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--enable-source-maps', '--input-type=module', '-e', script],
    { cwd: ROOT },
  );
  return JSON.parse(stdout) as Told;
}

it('of a package are left out, also where its source map names files as if they were ours', async () => {
  const found = await told(`
    const { DataSource } = (await import('typeorm')).default;
    await new DataSource({ type: 'postgres' }).query('SELECT 1');`);
  expect(found.named).toBeGreaterThan(0);
  expect(found.frames).toEqual([]);
});

it('of ours are named by their sources', async () => {
  const found = await told(`
    const { loadConfig } = await import(${built('config.js')});
    loadConfig({ PORT: 'nowhere' });`);
  expect(found.frames[0]).toMatch(/^\S+ \(src\/[\w/-]+\.ts:\d+\)$/);
});
