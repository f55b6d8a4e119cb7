/** The card shows which: rows of a plan in a browser, many of them, by keyboard, and those that go by name. */
import { expect, it } from '@jest/globals';
import { uuidOf } from '../support/tree.js';
import { openPage, type AccountPage } from './account-page.js';
import { archiveOf, ELSEWHERE, HERE } from './archives.js';
import { describeInBrowser } from './chromium.js';

const MANY = 3_000;
const PEOPLE = /^People\W+1 new and 1 changed/;
/** In the order of the database. */
const GONE = /^(Ada, Edsger|Edsger, Ada), Trains$/;

describeInBrowser('the card shows', (running) => {
  async function somebody(): Promise<AccountPage> {
    const user = await running.service.createUser();
    await running.service.give(user, await archiveOf(HERE));
    const card = await openPage(running.browser, running.service.signInLink(user));
    await card.page.getByText(`Signed in as ${user.email}`).waitFor();
    return card;
  }

  it('what is new and what changes, field by field, in the area that is opened', async () => {
    const card = await somebody();
    await card.choose(await archiveOf(ELSEWHERE));
    await card.button(PEOPLE).click();
    const people = card.page.getByRole('list', { name: 'People' });
    await people.getByText('Nickname: nothing → Amazing').waitFor();
    expect(await people.getByRole('listitem').count()).toBe(2);
    await card.page.getByRole('button', { name: '1 new', exact: true }).click();
    await card.page.getByText('1 of 2 entries').waitFor();
    expect(await people.getByText('Barbara').count()).toBe(1);
    await card.button(PEOPLE).click();
    expect(await people.count()).toBe(0);
    await card.close();
  });

  it('who goes by name before Replace, and the others when somebody asks', async () => {
    const card = await somebody();
    await card.choose(await archiveOf(ELSEWHERE));
    await card.mode('Replace').check();
    await card.page.getByText(GONE).waitFor();
    await card.button('and 1 more').click();
    await card.page.getByRole('list', { name: 'What goes' }).getByText('+44 20 0000').first().waitFor();
    await card.button('Replace my data').click();
    await card.page.getByRole('heading', { name: 'Replace what you have here?' }).waitFor();
    await card.page.getByText(GONE).waitFor();
    await card.close();
  });

  it('thousands of entries, of which it draws what can be seen, and keeps the one that has the focus', async () => {
    const card = await somebody();
    const { page } = card;
    const people = Object.fromEntries(
      Array.from({ length: MANY }, (_, at) => [uuidOf(`many ${at}`), { givenName: `Number ${at}` }]),
    );
    await card.choose(await archiveOf({ ...HERE, people }));
    await card.button(/^People\W+3,000 new/).click();
    await page.getByText('3,000 entries').waitFor();
    const list = page.getByRole('list', { name: 'People' });
    const shown = (): Promise<number> => list.getByRole('listitem').count();
    expect(await shown()).toBeLessThan(40);
    await page.getByRole('group', { name: 'People' }).last().focus();
    await page.keyboard.press('End');
    await list.locator(`[aria-posinset="${MANY}"]`).waitFor();
    expect(await shown()).toBeLessThan(40);
    await page.getByLabel('Search these entries').fill('number 299');
    await page.getByText('11 of 3,000 entries').waitFor();
    await page.getByRole('status').filter({ hasText: '11 of 3,000 entries' }).waitFor({ state: 'attached' });
    await card.close();
  }, 60_000);

  it('what is brought in without an area and an entry, looks again, and does just that', async () => {
    const user = await running.service.createUser();
    await running.service.give(user, await archiveOf(HERE));
    const card = await openPage(running.browser, running.service.signInLink(user));
    const { page } = card;
    await card.choose(await archiveOf(ELSEWHERE));
    await card.mode('Replace').check();
    await page.getByRole('checkbox', { name: 'Bring in: Notes' }).uncheck();
    await card.button(/^People\W+1 new, 1 changed/).click();
    await card.button('Not this one: Barbara').click();
    await page.getByText('It stays out, and so does what belongs to it.').waitFor();
    expect(await card.button('Replace my data').count()).toBe(0);
    await card.button('Show me what happens now').click();
    await page.getByText('Left out, as you chose: Notes and Barbara.').waitFor();
    expect(await card.mode('Replace').isChecked()).toBe(true);
    await page.getByText(/^(Ada, Edsger|Edsger, Ada)$/).waitFor();
    await card.button(/^People\W+1 changed, 3 deleted/).click();
    await page.getByText('Left out because you said so.').waitFor();
    await card.button('Replace my data').click();
    await card.button(/^Yes, replace and delete 3/).click();
    await page.getByRole('heading', { name: 'Done' }).waitFor();
    expect(await running.service.rowsOf(user)).toEqual({ people: 1, notes: 2, jobs: 1 });
    await card.close();
  });

  it('what undoing would take along, entry by entry, where something was added since', async () => {
    const user = await running.service.createUser();
    await running.service.give(user, await archiveOf(HERE));
    const card = await openPage(running.browser, running.service.signInLink(user));
    await card.choose(await archiveOf(ELSEWHERE));
    await card.button('Merge this file').click();
    await card.page.getByRole('heading', { name: 'Done' }).waitFor();
    await running.service.give(
      user,
      await archiveOf({ notes: { [uuidOf('Tea')]: { title: 'Tea', body: '' } } }),
    );
    await card.button('Undo this import').first().click();
    await card.page.getByRole('heading', { name: 'Something has changed since that import' }).waitFor();
    await card.button(/^Notes\W+1 deleted/).click();
    await card.page.getByRole('list', { name: 'Notes' }).getByText('Tea').waitFor();
    await card.button('Leave it as it is').click();
    const forget = card.button('Remove what is kept for undoing it');
    const kept = await forget.count();
    await forget.first().click();
    await card.button('Yes, remove it').click();
    const removed = card.page.getByRole('heading', { name: 'Removed' });
    await removed.waitFor();
    expect(await card.page.evaluate<string>('document.activeElement.textContent')).toBe('Removed');
    expect(await forget.count()).toBe(kept - 1);
    await card.close();
  });

  it('that a list has broken off', async () => {
    const card = await somebody();
    const { page } = card;
    await page.route('**/api/import/preview', async (route) => {
      const isRows = route.request().headers()['accept']?.startsWith('application/x-ndjson');
      if (!isRows) return route.continue();
      const answer = await route.fetch();
      const lines = (await answer.text()).split('\n');
      return route.fulfill({ response: answer, body: `${lines.slice(0, 2).join('\n')}\n` });
    });
    await card.choose(await archiveOf(ELSEWHERE));
    await card.button(PEOPLE).click();
    await page.getByText(/the rest is missing/).waitFor();
    await page.unroute('**/api/import/preview');
    await card.button('Read them again').click();
    await page.getByText('2 entries', { exact: true }).first().waitFor();
    await card.close();
  });
});
