/** Every state of the card, light and dark, in both languages, narrow and wide, with large letters: no violation that axe knows, nothing cut off. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, it } from '@jest/globals';
import { openPage, type AccountPage, type View } from './account-page.js';
import { archiveOf, BROKEN, ELSEWHERE, HERE } from './archives.js';
import { describeInBrowser } from './chromium.js';

/** Colours depend on the scheme, layout on words, width and letters: each pair of them is there. */
const VIEWS: readonly Required<View>[] = [
  { language: 'en-US', scheme: 'light', width: 1280, letters: 16 },
  { language: 'de-DE', scheme: 'dark', width: 320, letters: 16 },
  // WCAG 2.2, 1.4.4: twice the size.
  { language: 'de-DE', scheme: 'light', width: 640, letters: 32 },
  { language: 'en-US', scheme: 'dark', width: 1280, letters: 32 },
];

const WORDS = {
  'en-US': {
    replace: 'Replace',
    people: /^People\W+1 new/,
    notes: 'Bring in: Notes',
    more: 'and 1 more',
    ask: 'Replace my data',
    yes: /^Yes, replace/,
    back: 'Go back',
    merge: 'Merge',
    mergeNow: 'Merge this file',
    done: 'Done',
    another: 'Bring in another file',
    mistakes: 'I can’t bring this file in as it is',
    download: 'Download my data',
    complete: /^Your copy is complete/,
  },
  'de-DE': {
    replace: 'Ersetzen',
    people: /^Personen\W+1 neu/,
    notes: 'Hereinholen: Notizen',
    more: 'und 1 weiterer Eintrag',
    ask: 'Meine Daten ersetzen',
    yes: /^Ja, ersetzen/,
    back: 'Zurück',
    merge: 'Zusammenführen',
    mergeNow: 'Diese Datei zusammenführen',
    done: 'Fertig',
    another: 'Noch eine Datei hereinholen',
    mistakes: 'So kann ich diese Datei nicht hereinholen',
    download: 'Meine Daten herunterladen',
    complete: /^Deine Kopie ist vollständig/,
  },
} as const;

describeInBrowser('the card is accessible', (running) => {
  /** What axe finds, what sticks out of the window to the right, and column heads in two lines; all have to be nothing. */
  async function inspect(card: AccountPage, state: string): Promise<void> {
    await card.shoot(state);
    // In the page, and only what is wrong comes back: what is in order is megabytes, of which each value is looked at on the way.
    const axe = new AxeBuilder({ page: card.page }).setLegacyMode().options({ resultTypes: ['violations'] });
    const { violations } = await axe.analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    const outside = await card.page.evaluate<string[]>(
      `[...document.querySelectorAll('#root *')]
         .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
         .map((element) => element.textContent)`,
    );
    const broken = await card.page.evaluate<string[]>(
      `[...document.querySelectorAll('[role=columnheader]')]
         .filter((header) => header.clientHeight > 1.5 * parseFloat(getComputedStyle(header).lineHeight))
         .map((header) => header.textContent)`,
    );
    expect({ state, found, outside, broken }).toEqual({ state, found: [], outside: [], broken: [] });
  }

  it.each(VIEWS)(
    'in $language, $scheme, $width px wide, letters of $letters px',
    async (view) => {
      const words = WORDS[view.language];
      const user = await running.service.createUser();
      await running.service.give(user, await archiveOf(HERE));

      const outside = await openPage(running.browser, running.service.url, view);
      await outside.page.waitForURL('**/sign-in');
      await outside.page.getByRole('heading', { level: 1 }).waitFor();
      await inspect(outside, 'sign-in');
      await outside.close();

      const card = await openPage(running.browser, running.service.signInLink(user), view);
      await card.button(words.download).click();
      await card.page.getByText(words.complete).waitFor();
      await inspect(card, 'account');

      await card.choose(await archiveOf(BROKEN));
      await card.page.getByRole('heading', { name: words.mistakes }).waitFor();
      await inspect(card, 'mistakes');

      await card.choose(await archiveOf(ELSEWHERE));
      await card.mode(words.replace).check();
      await inspect(card, 'summary');
      await card.button(words.more).click();
      await card.button(words.people).click();
      await card.page.getByText('Amazing').waitFor();
      await inspect(card, 'entries');
      await card.page.getByRole('checkbox', { name: words.notes }).uncheck();
      await inspect(card, 'chosen');
      await card.page.getByRole('checkbox', { name: words.notes }).check();
      await card.button(words.ask).click();
      await card.button(words.yes).waitFor();
      await inspect(card, 'confirm');
      await card.button(words.back).click();
      await card.mode(words.merge).check();
      await card.button(words.mergeNow).click();
      await card.page.getByRole('heading', { name: words.done }).waitFor();
      await inspect(card, 'done');
      await card.close();
    },
    120_000,
  );
});
