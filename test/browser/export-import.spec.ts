/** The way of data out of the card and back into it, compared with what the database holds. */
import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { readFiles } from '../support/archive-files.js';
import { countTree } from '../support/tree.js';
import { openPage, type AccountPage } from './account-page.js';
import { archiveOf, ELSEWHERE, HERE } from './archives.js';
import type { CardUser } from './card-service.js';
import { describeInBrowser } from './chromium.js';

const present = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

describeInBrowser('the card', (running) => {
  /** Somebody who has HERE, on their account screen. */
  async function somebody(): Promise<{ user: CardUser; card: AccountPage }> {
    const user = await running.service.createUser();
    await running.service.give(user, await archiveOf(HERE));
    const card = await openPage(running.browser, running.service.signInLink(user));
    await card.page.getByText(`Signed in as ${user.email}`).waitFor();
    return { user, card };
  }

  async function download(card: AccountPage, button: string): Promise<Buffer> {
    const started = card.page.waitForEvent('download');
    await card.button(button).click();
    const file = await started;
    expect(file.suggestedFilename()).toMatch(/^carol-export-\d{4}-\d\d-\d\d\.tar\.gz$/);
    return readFile(await file.path());
  }

  it('hands out a whole archive, and finds nothing to do when it comes back', async () => {
    const { user, card } = await somebody();
    const archive = await download(card, 'Download my data');
    await card.page.getByText(/^Your copy is complete: carol-export-.*\.tar\.gz, /).waitFor();
    const files = await readFiles(archive);
    expect([...files.keys()].at(-1)).toBe('SHA256SUMS');
    expect(files.get('people.yaml')?.toString()).toContain('Edsger');

    await card.choose(archive, 'carol.tar.gz');
    await card.page.getByText('It holds 1 job, 3 people and 2 notes.').waitFor();
    await card.mode('Replace').check();
    await card.page.getByText('Nothing will be deleted: everything you have is in this file too.').waitFor();
    await card.button('Replace my data').click();
    await card.button('Yes, replace my data').click();
    await card.page.getByText('Nothing had to change: everything in this file was already here.').waitFor();
    expect(await running.service.rowsOf(user)).toEqual(present(countTree(HERE)));
    await card.close();
  });

  it('merges: adds what is new, changes what differs, keeps the rest', async () => {
    const { user, card } = await somebody();
    await card.choose(await archiveOf(ELSEWHERE));
    await card.page.getByRole('heading', { name: 'What merging would do' }).waitFor();
    expect(await card.mode('Merge').isChecked()).toBe(true);
    const announced = await card.effects();
    // New, changed, kept, unchanged: the columns that say anything.
    expect(announced['People']).toEqual(['1', '1', '2', '0']);
    await card.button('Merge this file').click();
    await card.page.getByRole('heading', { name: 'Done' }).waitFor();
    expect(await card.effects()).toEqual(announced);
    expect(await running.service.rowsOf(user)).toEqual({ people: 4, personContacts: 1, notes: 2, jobs: 1 });
    await card.close();
  });

  it('replaces: names what goes, offers a copy first, asks again, and then it is gone', async () => {
    const { user, card } = await somebody();
    await card.choose(await archiveOf(ELSEWHERE));
    await card.mode('Replace').check();
    const warning = 'I’ll delete 2 people, 1 contact detail and 1 note that aren’t in this file.';
    await card.page.getByText(warning).waitFor();
    expect((await card.effects())['People']).toEqual(['1', '1', '2', '0']);
    await card.shoot('summary-replace');
    await card.button('Replace my data').click();
    await card.page.getByRole('heading', { name: 'Replace what you have here?' }).waitFor();
    await card.page.getByText(warning).waitFor();
    expect(await running.service.rowsOf(user)).toEqual(present(countTree(HERE)));
    const copy = await download(card, 'Download a copy first');
    await card.shoot('confirm-replace');
    await card.button('Yes, replace and delete 4 entries').click();
    await card.page.getByText('I’ve replaced your data with backup.tar.gz.').waitFor();
    expect(await running.service.rowsOf(user)).toEqual(present(countTree(ELSEWHERE)));
    await card.shoot('done');

    await card.button('Bring in another file').click();
    await card.choose(copy, 'copy.tar.gz');
    await card.mode('Replace').check();
    await card.button('Replace my data').click();
    // The copy taken before the last import is none of what is here now.
    await card.button('Download a copy first').waitFor();
    expect(await card.page.getByText(/^Your copy is complete/).count()).toBe(0);
    await card.button(/^Yes, replace/).click();
    await card.page.getByText('I’ve replaced your data with copy.tar.gz.').waitFor();
    expect(await running.service.rowsOf(user)).toEqual(present(countTree(HERE)));
    await card.close();
  });

  it('takes no second click for a confirmation that comes as quickly as a double click', async () => {
    const { user, card } = await somebody();
    await card.choose(await archiveOf(ELSEWHERE));
    await card.mode('Replace').check();
    await card.button('Replace my data').click();
    await card.button(/^Yes, replace/).click({ force: true });
    await card.page.getByRole('button', { name: /^Yes, replace/, disabled: false }).waitFor();
    expect(await running.service.rowsOf(user)).toEqual(present(countTree(HERE)));
    await card.close();
  });

  it('imports as copies: everything once more, nothing touched', async () => {
    const { user, card } = await somebody();
    await card.choose(await archiveOf(ELSEWHERE));
    await card.mode('Import as copies').check();
    await card.button('Import as copies').click();
    await card.page.getByText('I’ve added what’s in backup.tar.gz as copies.').waitFor();
    expect(await running.service.rowsOf(user)).toEqual({ people: 5, personContacts: 1, notes: 3, jobs: 2 });
    await card.close();
  });

  it('is operable by keyboard alone, and the focus follows what happens', async () => {
    const { user, card } = await somebody();
    const { page } = card;
    const focused = () => page.evaluate<string>(`document.activeElement?.textContent ?? ''`);
    const tabTo = async (name: string) => {
      for (let presses = 0; presses < 40; presses++) {
        if ((await focused()) === name) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`Tab never reaches "${name}"`);
    };
    const choose = async (button: string) => {
      // Before the keys: the browser takes a moment to be told that somebody waits.
      const dialog = page.waitForEvent('filechooser');
      await tabTo(button);
      await page.keyboard.press('Enter');
      await (await dialog).setFiles({ name: 'a.tar.gz', mimeType: '', buffer: await archiveOf(ELSEWHERE) });
    };
    let letPass = () => undefined as void;
    const held = new Promise<void>((resolve) => (letPass = resolve));
    await page.route('**/api/import/preview', async (route) => {
      await held;
      await route.continue().catch(() => undefined);
    });
    await choose('Choose a file');
    await page.getByRole('heading', { name: /^a\.tar\.gz, / }).waitFor();
    expect(await focused()).toMatch(/^a\.tar\.gz, /);
    await tabTo('Stop');
    await page.keyboard.press('Enter');
    await card.button('Choose a file').waitFor();
    expect(await focused()).toBe('Bring data in');
    letPass();
    await choose('Choose a file');
    await page.getByRole('radiogroup').waitFor();
    expect(await focused()).toBe('What’s in this file');
    for (
      let presses = 0;
      presses < 10 && !(await card.mode('Merge').evaluate((radio) => radio.matches(':focus')));
      presses++
    ) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('ArrowDown');
    expect(await card.mode('Add what’s missing').isChecked()).toBe(true);
    await page.keyboard.press('ArrowDown');
    expect(await card.mode('Replace').isChecked()).toBe(true);
    await tabTo('Replace my data');
    await page.keyboard.press('Space');
    expect(await focused()).toBe('Replace what you have here?');
    // Not a trial of speed: the button wakes a moment after it has appeared.
    await page.getByRole('button', { name: /^Yes, replace/, disabled: false }).waitFor();
    await tabTo('Yes, replace and delete 4 entries');
    await page.keyboard.press('Enter');
    await page.getByText(/^I’ve replaced your data/).waitFor();
    expect(await focused()).toBe('Done');
    expect(await running.service.rowsOf(user)).toEqual(present(countTree(ELSEWHERE)));
    await card.close();
  });
});
