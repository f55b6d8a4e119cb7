/** An archive unpacked to a folder and opened in a browser by its `index.html`, as a person does; everything that it tries is noted. */
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { readFiles } from '../support/archive-files.js';
import { createFolder, type Folder } from '../support/unpacked.js';
import type { TestService, TestUser } from '../support/service.js';

export interface Look {
  readonly language?: 'en' | 'de';
  readonly scheme?: 'light' | 'dark';
  /** CSS pixels. */
  readonly width?: number;
  readonly forced?: boolean;
}

export interface OpenedArchive {
  readonly page: Page;
  /** Requests beyond the folder, dialogs, errors, refused by the policy or not. */
  readonly noted: readonly string[];
  /** Shows a view, and waits until it is there. @param route as in the address: `people/3` */
  go(route: string): Promise<void>;
  /** All addresses of views that the page links to. */
  routes(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const SETTLED = `Boolean(document.querySelector('main h1')) && document.querySelector('main').dataset.route === location.hash &&
  !/…$/.test(document.querySelector('[role=status]')?.textContent ?? '')`;

/** The caller removes the folder. */
export async function unpack(service: TestService, user: TestUser, language = 'en'): Promise<Folder> {
  const answer = await fetch(`${service.url}/api/export`, {
    headers: { authorization: `Bearer ${user.token}`, 'accept-language': language },
  });
  const folder = await createFolder();
  await folder.write(await readFiles(Buffer.from(await answer.arrayBuffer())));
  return folder;
}

export async function openArchive(
  browser: Browser,
  { path }: Pick<Folder, 'path'>,
  { scheme = 'light', width = 1_000, forced = false }: Look = {},
): Promise<OpenedArchive> {
  const context = await browser.newContext({
    colorScheme: scheme,
    viewport: { width, height: 800 },
    forcedColors: forced ? 'active' : 'none',
  });
  const noted: string[] = [];
  const home = pathToFileURL(`${path}/`).href;
  const isElsewhere = (url: string): boolean => !url.startsWith(home);
  context.on('requestfinished', (request) => {
    if (isElsewhere(request.url())) noted.push(`request: ${request.url()}`);
  });
  // What the policy refuses never left the browser.
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    if (isElsewhere(request.url()) && why !== 'csp') noted.push(`request: ${request.url()} (${why})`);
  });
  context.on('page', (page) => {
    page.on('dialog', (dialog) => {
      noted.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('pageerror', (error) => noted.push(`error: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') noted.push(`console: ${message.text()}`);
    });
  });
  const page = await context.newPage();
  // Not `waitForFunction`: the policy of the page forbids what that is made of.
  const settled = async (): Promise<void> => {
    for (const end = Date.now() + 20_000; Date.now() < end; await page.waitForTimeout(20))
      if (await page.evaluate<boolean>(SETTLED)) return;
    throw new Error('The page did not come to rest');
  };
  await page.goto(`${home}index.html`);
  await settled();
  return {
    page,
    noted,
    async go(route) {
      await page.evaluate(`location.hash = '#/${route}'`);
      await page.waitForTimeout(0);
      await settled();
    },
    routes: () =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll('a[href^="#/"]')].map((link) => link.getAttribute('href').slice(2))`,
      ),
    close: () => context.close(),
  };
}
