/** Takes the pictures of docs/card.md and writes it: run by "npm run docs:card", and by nothing else. */
import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openPage, type AccountPage, type View } from './account-page.js';
import { archiveOf, BROKEN, ELSEWHERE, HERE } from './archives.js';
import { startCardService, type CardService } from './card-service.js';
import { openBrowser } from './chromium.js';
import { MOST_BYTES, toWebp } from './to-webp.js';

const FOLDER = process.env['CARD_PICTURES'];

interface Picture {
  readonly name: string;
  readonly caption: string;
  readonly view: View;
  readonly reach: (card: AccountPage) => Promise<void>;
}

const WIDE = 720;
const PHONE = 320;
const ENGLISH: View = { language: 'en-US', scheme: 'light', width: WIDE };
const GERMAN: View = { language: 'de-DE', scheme: 'dark', width: WIDE };

const PICTURES: readonly Picture[] = [
  {
    name: 'start',
    caption: 'Take a copy, bring data in, and undo what was brought in.',
    view: ENGLISH,
    reach: async (card) => card.button('Undo this import').waitFor(),
  },
  {
    name: 'entries',
    caption:
      'After a file is chosen nothing has happened yet. The card says what each way would do, and each area opens to its entries: what is new, what changes field by field, what is left out. Areas and single entries can be left out.',
    view: ENGLISH,
    async reach(card) {
      await card.choose(await archiveOf(ELSEWHERE));
      await card.button(/^People\W+1 new/).click();
      await card.page.getByText('Nickname: nothing → Amazing').waitFor();
    },
  },
  {
    name: 'confirm',
    caption:
      'Replacing deletes. Who and what goes is told by name, a copy is offered, and it takes a second yes (here in German, with dark colours).',
    view: GERMAN,
    async reach(card) {
      await card.choose(await archiveOf(ELSEWHERE));
      await card.mode('Ersetzen').check();
      await card.page.getByText(/^(Ada, Edsger|Edsger, Ada), Trains$/).waitFor();
      await card.button('Meine Daten ersetzen').click();
      await card.page.getByRole('button', { name: /^Ja, ersetzen/, disabled: false }).waitFor();
    },
  },
  {
    name: 'done',
    caption: 'Afterwards it says what it did, and offers the way back.',
    view: GERMAN,
    async reach(card) {
      await card.choose(await archiveOf(ELSEWHERE));
      await card.button('Diese Datei zusammenführen').click();
      await card.page.getByRole('heading', { name: 'Fertig' }).waitFor();
    },
  },
  {
    name: 'mistakes',
    caption: 'A file with mistakes is not brought in: each is told with its place (here on a narrow screen).',
    view: { ...ENGLISH, width: PHONE },
    async reach(card) {
      await card.choose(await archiveOf(BROKEN));
      await card.page.getByRole('heading', { name: 'I can’t bring this file in as it is' }).waitFor();
    },
  },
];

const document = (): string => `# The card

What a person sees who takes their data along, or brings it back. The pictures are taken by \`npm run docs:card\`, from the real service in a real
browser.

${PICTURES.map(({ name, caption }) => `${caption}\n\n![${name}](card/${name}.webp)`).join('\n\n')}
`;

(FOLDER === undefined ? describe.skip : describe)('pictures of the card', () => {
  let service: CardService;
  let browser: Browser;

  beforeAll(async () => {
    service = await startCardService();
    browser = await openBrowser();
    await mkdir(FOLDER ?? '', { recursive: true });
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  it.each(PICTURES)('$name', async ({ name, view, reach }) => {
    const user = await service.createUser();
    await service.give(user, await archiveOf(HERE));
    const card = await openPage(browser, service.signInLink(user), view);
    await reach(card);
    // All of the card, without what scrolls in it.
    await card.page.setViewportSize({ width: view.width ?? WIDE, height: 3_000 });
    const region = card.page.getByRole('region', { name: /^(Your data|Deine Daten)$/ });
    const picture = await toWebp(browser, await region.screenshot());
    expect(picture.length).toBeLessThan(MOST_BYTES);
    await writeFile(`${FOLDER ?? ''}/${name}.webp`, picture);
    await card.close();
  });

  it('stand in their document', () => writeFile(`${FOLDER ?? ''}.md`, document()));
});
