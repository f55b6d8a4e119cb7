/** What a person does on the account screen, by the names that they see. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';

const SHOTS = fileURLToPath(new URL('../../test-output/browser', import.meta.url));

const USUAL_LETTERS = 16;

export interface View {
  readonly language?: 'en-US' | 'de-DE';
  readonly scheme?: 'light' | 'dark';
  /** In CSS pixels. */
  readonly width?: number;
  /** Of the letters, as set in the browser; browsers come with 16. CSS pixels. */
  readonly letters?: number;
}

export interface AccountPage {
  readonly page: Page;
  readonly context: BrowserContext;
  button(name: string | RegExp): Locator;
  mode(name: string): Locator;
  /** Chooses a file for the import, as the file dialog would. */
  choose(archive: Buffer, name?: string): Promise<void>;
  /** Rows of the table of effects, by name: the cells of each, in the order of the columns. */
  effects(): Promise<Readonly<Record<string, readonly string[]>>>;
  /** The whole screen, into an ignored folder, for people to look at; where `SHOTS` is set. */
  shoot(name: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens `address` in a browser of its own: no cookies, no cache.
 * @param onRequest told of the address of every request of the page
 */
export async function openPage(
  browser: Browser,
  address: string,
  view: View = {},
  onRequest: (url: string) => void = () => undefined,
): Promise<AccountPage> {
  const { language = 'en-US', scheme = 'light', width = 1280, letters = USUAL_LETTERS } = view;
  const context = await browser.newContext({
    locale: language,
    colorScheme: scheme,
    viewport: { width, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    reducedMotion: 'reduce',
    // Certificates of tests are signed by nobody.
    ignoreHTTPSErrors: true,
  });
  const files = await mkdtemp(join(tmpdir(), 'carol-chosen-'));
  const page = await context.newPage();
  // Against what hangs, not against what is slow.
  page.setDefaultTimeout(60_000);
  if (letters !== USUAL_LETTERS) {
    const session = await context.newCDPSession(page);
    await session.send('Page.setFontSizes', { fontSizes: { standard: letters } });
  }
  page.on('request', (request) => onRequest(request.url()));
  await page.goto(address);
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
  return {
    page,
    context,
    button,
    mode: (name) => page.getByRole('radio', { name }),
    async choose(archive, name = 'backup.tar.gz') {
      // From the disk, as a person's are: bytes would go through the browser's own protocol, which takes a minute for large ones.
      const path = join(files, name);
      await writeFile(path, archive);
      const dialog = page.waitForEvent('filechooser');
      await button(/^(Choose (a|another) file|(Andere )?Datei wählen)$/).click();
      await (await dialog).setFiles(path);
    },
    async effects() {
      const rows = await page.getByRole('table').getByRole('row').all();
      const read = await Promise.all(
        rows.slice(1).map(async (row) => {
          const name = await row.getByRole('rowheader').innerText();
          return [name, await row.getByRole('cell').allInnerTexts()] as const;
        }),
      );
      return Object.fromEntries(read);
    },
    async shoot(name) {
      if (process.env['SHOTS'] === undefined) return;
      await mkdir(SHOTS, { recursive: true });
      const height = await page.evaluate<number>(
        `Math.min(6000, Math.max(900, ...[...document.querySelectorAll('div')].map((box) => box.scrollHeight)))`,
      );
      await page.setViewportSize({ width, height });
      await page.screenshot({
        path: `${SHOTS}/${name}-${language.slice(0, 2)}-${scheme}-${width}-${letters}.png`,
      });
      await page.setViewportSize({ width, height: 900 });
    },
    async close() {
      await context.close();
      await rm(files, { recursive: true, force: true });
    },
  };
}
