/** A built web client that is damaged, before a start or while it is served, is never served as if it were whole. */
import { mkdir, readFile, rm, symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { WebClient } from '../../src/web-client/web-client-build.js';
import { eventually } from '../support/raw-http.js';
import {
  ICON,
  SCRIPT,
  WHOLE,
  at,
  build,
  client,
  forgetLines,
  install,
  lines,
  open,
  put,
  removeAllBut,
  useClientFolder,
} from '../support/built-client.js';

useClientFolder();

describe('what was built before', () => {
  beforeEach(async () => {
    await install(WHOLE);
    await build();
    forgetLines();
  });

  it.each<readonly [string, () => Promise<unknown>]>([
    ['whose script is missing', () => rm(join(client, 'dist', SCRIPT))],
    ['whose asset is missing', () => rm(join(client, 'dist', ICON))],
    ['whose page is empty', () => truncate(join(client, 'dist', 'index.html'))],
    ['whose script was cut short', () => truncate(join(client, 'dist', SCRIPT), 5)],
    ['with the stamp of the first release, a digest', () => put('dist/.sources', 'f'.repeat(64))],
    [
      'with a stamp of the first release that names these very sources, and no script',
      async () => {
        const { sources } = JSON.parse(await readFile(join(client, 'dist/.sources'), 'utf8')) as {
          sources: string;
        };
        await put('dist/.sources', sources);
        await rm(join(client, 'dist', SCRIPT));
      },
    ],
    ['whose script is empty', () => truncate(join(client, 'dist', SCRIPT))],
    [
      'whose script is another of the same length',
      () => put(`dist/${SCRIPT}`, 'x'.repeat(WHOLE[SCRIPT]?.length ?? 0)),
    ],
    ['of which only the stamp is left', () => removeAllBut('.sources')],
    [
      'of which only the page is left, with a stamp that names it alone',
      async () => {
        await removeAllBut('.sources', 'index.html');
        const stamp = JSON.parse(await readFile(join(client, 'dist/.sources'), 'utf8')) as {
          files: Record<string, string>;
        };
        const files = { 'index.html': String(stamp.files['index.html']).length };
        await put('dist/.sources', JSON.stringify({ ...stamp, files }));
      },
    ],
    [
      'that cannot be read',
      async () => {
        await rm(join(client, 'dist'), { recursive: true });
        await symlink('dist', join(client, 'dist'));
      },
    ],
    [
      'that is a file',
      async () => {
        await rm(join(client, 'dist'), { recursive: true });
        await put('dist', 'not a folder');
      },
    ],
    [
      'whose script is a folder',
      async () => {
        await rm(join(client, 'dist', SCRIPT));
        await mkdir(join(client, 'dist', SCRIPT));
      },
    ],
    ['with a stamp that was cut short', () => truncate(join(client, 'dist', '.sources'), 20)],
    ['from other sources', () => put('app/index.tsx', 'export const changed = 1;')],
  ])('%s is built again', async (_, damage) => {
    await damage();
    const card = await build();
    expect(card.state).toBe('ready');
    expect(lines.at(-1)).toMatch(/^the web client is built/);
    expect(await at(card, '/')).toContain('the card');
    expect(await at(card, `/${SCRIPT}`)).toMatch(/^200 /);
    forgetLines();
    expect((await open()).state).toBe('ready');
    expect(lines).toEqual([]);
  });

  it('is served where nothing can be built, also where its stamp was not copied along', async () => {
    await rm(join(client, 'node_modules'), { recursive: true });
    await rm(join(client, 'dist', '.sources'));
    expect((await open()).state).toBe('ready');
    await rm(join(client, 'dist', SCRIPT));
    expect((await open()).state).toBe('absent');
    expect(lines.at(-1)).toMatch(/not whole.+entry-0123\.js is missing/);
  });

  it('is served where nothing can be built, as long as it is whole', async () => {
    await rm(join(client, 'node_modules'), { recursive: true });
    expect((await open()).state).toBe('ready');
    await rm(join(client, 'dist', SCRIPT));
    const card = await open();
    expect(card.state).toBe('absent');
    expect(lines.at(-1)).toMatch(/not whole.+entry-0123\.js is missing.+npm install/);
    expect(await at(card, '/')).toContain('npm install');
  });

  it('is served where nothing can be built and the first release built it, as long as the page is whole', async () => {
    await rm(join(client, 'node_modules'), { recursive: true });
    await put('dist/.sources', 'f'.repeat(64));
    expect((await open()).state).toBe('ready');
    await rm(join(client, 'dist', SCRIPT));
    expect((await open()).state).toBe('absent');
  });
});

describe('what is served, and loses', () => {
  beforeEach(async () => {
    await install(WHOLE);
    await build();
    forgetLines();
  });
  const asked = (card: WebClient, path: string): Promise<string> => at(card, path);

  it.each<readonly [string, string, () => Promise<unknown>]>([
    ['its script', `/${SCRIPT}`, () => rm(join(client, 'dist', SCRIPT))],
    ['a part of its script', `/${SCRIPT}`, () => truncate(join(client, 'dist', SCRIPT), 5)],
    ['its page', '/', () => truncate(join(client, 'dist', 'index.html'))],
    ['an asset', `/${ICON}`, () => rm(join(client, 'dist', ICON))],
    ['everything', '/', () => rm(join(client, 'dist'), { recursive: true })],
  ])('%s is built again, and says so', async (_, path, damage) => {
    const card = await open();
    expect(card.state).toBe('ready');
    await damage();
    // Never the page without what it loads.
    expect(await asked(card, path)).not.toMatch(/^200 (?!<!doctype html>[^]*Carol)/);
    await eventually(async () => {
      expect(card.state).toBe('ready');
      expect(await asked(card, path)).toMatch(/^200 /);
    });
    expect(lines[0]).toMatch(/^the web client is not whole and is built again: .+/);
    expect(await asked(card, '/')).toContain('the card');
  });

  it('what another process has built anew is served without a build', async () => {
    const card = await open();
    await install({ ...WHOLE, [SCRIPT]: `${WHOLE[SCRIPT]}// other` });
    await put('app/index.tsx', 'export const changed = 1;');
    await build();
    forgetLines();
    await asked(card, `/${SCRIPT}`);
    await eventually(async () => expect(await asked(card, `/${SCRIPT}`)).toContain('// other'));
    expect(lines).toEqual([]);
  });

  it('where nothing can be built is not served any more, and the page says so', async () => {
    const card = await open();
    await rm(join(client, 'node_modules'), { recursive: true });
    await rm(join(client, 'dist', SCRIPT));
    expect(await asked(card, `/${SCRIPT}`)).toMatch(/^404 /);
    await eventually(() => expect(card.state).toBe('absent'));
    expect(lines).toEqual([expect.stringMatching(/entry-0123\.js is missing.+npm install/)]);
    expect(await asked(card, '/')).toContain('npm install');
  });

  it('again as soon as it was built is not built for ever', async () => {
    const card = await open();
    await rm(join(client, 'dist', SCRIPT));
    await asked(card, `/${SCRIPT}`);
    await eventually(() => expect(card.state).toBe('ready'));
    await rm(join(client, 'dist', SCRIPT));
    await asked(card, `/${SCRIPT}`);
    await eventually(() => expect(card.state).toBe('failed'));
    expect(lines.at(-1)).toMatch(/as soon as it was built/);
    expect(await asked(card, '/')).toMatch(/^200 .+can’t show my pages/s);
  });

  it('what never was built is nobody’s loss', async () => {
    const card = await open();
    expect(await asked(card, '/_expo/static/js/web/entry-of-yesterday.js')).toMatch(/^404 /);
    expect([card.state, lines]).toEqual(['ready', []]);
  });
});
