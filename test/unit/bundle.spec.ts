/** What the programs are bundled to: whose line an error came from is told as it would be without. */
import { readdirSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { COMMAND_LINE, runProgram } from '../support/program.js';

const BUNDLE = join(import.meta.dirname, '../../dist/bundle');
const BUNDLED = readdirSync(BUNDLE).filter((name) => name.endsWith('.js'));

it('lines of packages are nobody’s of ours', () => {
  let packages = 0;
  for (const name of BUNDLED) {
    const map = JSON.parse(readFileSync(join(BUNDLE, `${name}.map`), 'utf8')) as SourceMapPayload;
    const mapped = new SourceMap(map);
    const lines = readFileSync(join(BUNDLE, name), 'utf8').split('\n');
    // Each module has its path in front of it.
    for (const [at, line] of lines.entries()) {
      if (!line.startsWith('// node_modules/')) continue;
      const entry = mapped.findEntry(at + 1, 0);
      expect({ name, line, entry }).toEqual({
        name,
        line,
        entry: expect.not.objectContaining({ originalSource: expect.anything() }),
      });
      packages++;
    }
  }
  expect(packages).toBeGreaterThan(100);
});

it('lines of ours are those of their sources', async () => {
  const { stderr } = await runProgram(COMMAND_LINE, ['--version'], {
    NODE_OPTIONS: `--import data:text/javascript,JSON.parse=()=>{throw%20new%20Error('planted')}`,
  });
  expect(stderr).toMatch(/planted\n.*\n\s+at .*\/src\/version\.ts:\d+:\d+/);
});
