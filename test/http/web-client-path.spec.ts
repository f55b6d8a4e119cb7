/** One build of the web client is served below any path. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PLACEHOLDER } from '../../src/web-client/placed-path.js';
import { CLIENT, ICON, SCRIPT, WHOLE, at, build, install, useClientFolder } from '../support/built-client.js';

useClientFolder();

describe('below a path', () => {
  const PLACED = {
    ...WHOLE,
    'index.html': `<!doctype html><title>the card</title><script src="/__base-path__/${SCRIPT}"></script>`,
    [SCRIPT]: `const base="/__base-path__";registerAsset({uri:"/__base-path__/${ICON}"});`,
  };

  it.each([
    ['/carol', `src="/carol/${SCRIPT}"`, `const base="/carol";registerAsset({uri:"/carol/${ICON}"});`],
    ['', `src="/${SCRIPT}"`, `const base="";registerAsset({uri:"/${ICON}"});`],
  ])('%j one build has it wherever it belongs', async (basePath, page, script) => {
    await install(PLACED);
    const card = await build();
    expect(await at(card, '/', basePath)).toContain(page);
    expect(await at(card, `/${SCRIPT}`, basePath)).toContain(script);
    expect(await at(card, `/${ICON}`, basePath)).toBe('200 an image');
  });

  it('a build that lost what is named below it is none', async () => {
    await install(Object.fromEntries(Object.entries(PLACED).filter(([name]) => name !== ICON)));
    expect((await build()).state).toBe('failed');
  });

  it('the real client leaves the place that is filled here', async () => {
    const { expo } = JSON.parse(await readFile(join(CLIENT, 'app.json'), 'utf8')) as {
      expo: { experiments: { baseUrl: string } };
    };
    expect(expo.experiments.baseUrl).toBe(PLACEHOLDER);
  });
});
