/** When a build of the web client counts as one: never before it is whole. */
import { cp, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/raw-http.js';
import {
  CLIENT,
  ICON,
  SCRIPT,
  WHOLE,
  at,
  build,
  client,
  dist,
  drafts,
  install,
  isClientInstalled,
  lines,
  open,
  put,
  useClientFolder,
} from '../support/built-client.js';

useClientFolder();

const FOREVER = 'setInterval(() => undefined, 1000);';

describe('a build', () => {
  it('that is whole is served, and the next start finds it', async () => {
    await install(WHOLE);
    const card = await build();
    expect({ state: card.state, lines }).toMatchObject({ state: 'ready' });
    expect(await at(card, '/')).toContain('the card');
    await install({}, 'process.exit(1)');
    expect((await open()).state).toBe('ready');
  });

  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ['wrote nothing', {}],
    [
      'wrote the page alone, as the bundler does first',
      { 'index.html': '<!doctype html><div id="root"></div>' },
    ],
    ['wrote no script', { ...WHOLE, [SCRIPT]: '' }],
    ['wrote no asset', Object.fromEntries(Object.entries(WHOLE).filter(([path]) => path !== ICON))],
    ['wrote an empty page', { ...WHOLE, 'index.html': '' }],
  ])('that ends with status 0 and %s is no build', async (_, files) => {
    await install(files);
    const card = await build();
    expect(card.state).toBe('failed');
    expect(await dist()).toEqual([]);
    expect(await drafts()).toEqual([]);
    expect(lines.at(-1)).toMatch(/could not be built \(.+ (is missing or empty|loads no script)\)/);
  });

  it('that is stopped is no build, though all that it wrote is whole and its status is 0', async () => {
    await install(WHOLE, FOREVER);
    const card = await open();
    await eventually(async () => expect(await drafts()).toHaveLength(1));
    await eventually(async () =>
      expect(await readdir(join(client, (await drafts())[0] ?? ''))).toHaveLength(3),
    );
    await card.stop();
    expect(await dist()).toEqual([]);
    expect(await drafts()).toEqual([]);
    await install(WHOLE);
    expect((await build()).state).toBe('ready');
  });

  it('that ends by itself once the signal was given is no build: Ctrl-C reaches it before it is stopped', async () => {
    await install(WHOLE);
    const stopping = new AbortController();
    const card = await open(stopping.signal);
    stopping.abort();
    await eventually(() => expect(card.state).toBe('failed'));
    expect(await dist()).toEqual([]);
    expect(await drafts()).toEqual([]);
  });

  it('that does not heed the signal is killed', async () => {
    await install(
      {},
      `process.removeAllListeners('SIGTERM'); process.on('SIGTERM', () => undefined); ${FOREVER}`,
    );
    const card = await open();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const started = performance.now();
    await card.stop();
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  (isClientInstalled ? it : it.skip)(
    'of the real client that is stopped at its beginning leaves nothing behind',
    async () => {
      await rm(client, { recursive: true });
      await cp(CLIENT, client, {
        recursive: true,
        filter: (path) => !/[\\/](node_modules|dist|\.dist-[^\\/]*|\.expo|test)$/.test(path),
      });
      await symlink(join(CLIENT, '..', '..', 'node_modules'), join(client, 'node_modules'));
      const card = await open();
      expect(card.state).toBe('building');
      // The page is the first thing that it writes, and the scripts the last.
      await eventually(async () => expect(await drafts()).toHaveLength(1), 60_000);
      await card.stop();
      expect(await dist()).toEqual([]);
      expect(await drafts()).toEqual([]);
    },
    90_000,
  );
});

it('removes the drafts of processes that are gone', async () => {
  await put('.dist-999999999/index.html', 'x');
  await install(WHOLE);
  expect((await build()).state).toBe('ready');
  expect(await drafts()).toEqual([]);
});
