/** `npm run new:kind`: in a copy of the project it writes a whole new area, and everything that looks at it is content. */
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand, type Ended } from '../support/run-command.js';

const NOT_COPIED = new Set(['.git', 'node_modules', '.data', '.expo']);

let copy: string;
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'carol-new-kind-'));
  await cp('.', copy, { recursive: true, filter: (path) => !NOT_COPIED.has(basename(path)) });
  await symlink(resolve('node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rm(copy, { recursive: true, force: true }));

const node = (script: string, ...args: readonly string[]): Promise<Ended> =>
  runCommand(copy, process.execPath, [script, ...args]);

const newKind = (...args: readonly string[]): Promise<Ended> => node('dist/scripts/new-kind.js', ...args);

describe('A new area', () => {
  /** Words of SQL as its table and its column. */
  const ARGS = ['windows', '--german', 'Fenster, Fenster', '--title', 'order'];
  let made: Ended;
  let written: readonly string[];
  beforeAll(async () => {
    made = await newKind(...ARGS);
    written = made.stdout.match(/^ {2}\S+\.(?:ts|yaml)$/gm)?.map((line) => line.trim()) ?? [];
  });

  it('is written and told', () => {
    expect(made).toMatchObject({ status: 0, stderr: '' });
    expect(written).toEqual(
      expect.arrayContaining(['src/carol/kinds/windows.kind.ts', 'src/carol/entities/window.entity.ts']),
    );
    expect(made.stdout).toContain('Left for you:');
  });

  it('is in the words of the card, in both languages', async () => {
    const words = (language: string): Promise<string> =>
      readFile(join(copy, `apps/client/src/i18n/${language}/kinds.ts`), 'utf8');
    expect(await words('en')).toContain(`windows_one: '{{count, number}} window',`);
    expect(await words('de')).toContain(`windows_other: '{{count, number}} Fenster',`);
  });

  it('is not written a second time', async () => {
    const again = await newKind(...ARGS);
    expect(again).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('There is a kind'),
    });
  });

  it('is formatted and linted', async () => {
    const typescript = written.filter((path) => path.endsWith('.ts'));
    const [prettier, eslint] = await Promise.all([
      node('node_modules/prettier/bin/prettier.cjs', '--check', ...typescript),
      node('node_modules/eslint/bin/eslint.js', ...typescript.filter((path) => !path.startsWith('apps/'))),
    ]);
    expect(prettier).toMatchObject({ status: 0 });
    expect(eslint).toMatchObject({ status: 0, stdout: '' });
  });

  it('compiles on the card, which has words for it; the service was built with it', async () => {
    expect(await node('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'apps/client')).toMatchObject({
      status: 0,
      stdout: '',
    });
  });

  it('has its table, its index and its place beside older archives, as the tests see it', async () => {
    const ended = await runCommand(copy, process.execPath, [
      ...['node_modules/jest/bin/jest.js', '--runInBand'],
      ...['test/database/schema.spec.ts', 'test/database/indexes.spec.ts', 'test/http/golden.spec.ts'],
    ]);
    expect({ ...ended, stdout: '' }).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^Tests: .*passed/m),
    });
  });
});
