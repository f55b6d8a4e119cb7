/** Keys, printers, chosen colours and sizes, readers and second thoughts: the card as people use it who use it otherwise. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { uuidOf } from '../support/tree.js';
import { openPage } from './account-page.js';
import { archiveOf, ELSEWHERE, HERE, largeArchive } from './archives.js';
import { describeInBrowser } from './chromium.js';

const HEIGHT = 500;
const MISTAKEN = 500;
/** Half a minute, against what hangs. */
const TRIES = 600;
/** Whoever sees nothing happen presses once more; a page that is still busy may have moved the focus in between. */
const AGAIN = 60;

const focused = (page: Page): Promise<string> =>
  page.evaluate<string>(
    `document.activeElement === document.body ? 'BODY' : document.activeElement.innerText`,
  );

/** Until `condition` holds in the page; the page's own rules forbid it to evaluate text, so it is asked from outside. */
async function until(page: Page, condition: string, again?: () => Promise<void>): Promise<void> {
  for (let tries = 1; !(await page.evaluate<boolean>(condition)); tries++) {
    if (tries > TRIES) throw new Error(`It never came to ${condition}`);
    if (tries % AGAIN === 0) await again?.();
    await sleep(50);
  }
}

describeInBrowser('the card, for everyone', (running) => {
  async function somebody() {
    const user = await running.service.createUser();
    await running.service.give(user, await archiveOf(HERE));
    const card = await openPage(running.browser, running.service.signInLink(user));
    await card.page.getByText(`Signed in as ${user.email}`).waitFor();
    return card;
  }

  it('scrolls by PageDown, Space, End and Home, and prints all of it', async () => {
    const card = await somebody();
    const { page } = card;
    await page.setViewportSize({ width: 800, height: HEIGHT });
    await card.choose(await archiveOf(ELSEWHERE));
    await page.getByRole('radiogroup').waitFor();
    const top = (): Promise<number> => page.evaluate<number>('Math.round(window.scrollY)');
    const scroll = async (key: string, condition: string) => {
      const press = async () => {
        await page.evaluate('document.activeElement.blur()');
        await page.keyboard.press(key);
      };
      await press();
      await until(page, `window.scrollY ${condition}`, press);
    };
    await scroll('Home', '=== 0');
    for (const key of ['PageDown', 'Space']) await scroll(key, `> ${(await top()) + HEIGHT / 2}`);
    await scroll('End', '+ window.innerHeight >= document.documentElement.scrollHeight - 2');
    const pdf = (await page.pdf({ format: 'A5' })).toString('latin1');
    expect(pdf.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(1);
    await card.close();
  });

  it('takes its sizes from the one that a person has set in the browser', async () => {
    const card = await somebody();
    const size = (): Promise<number> =>
      card.page.evaluate<number>(
        `parseFloat(getComputedStyle(document.querySelector('[role=heading]')).fontSize)`,
      );
    const usual = await size();
    const session = await card.context.newCDPSession(card.page);
    await session.send('Page.setFontSizes', { fontSizes: { standard: 32 } });
    expect(await size()).toBe(2 * usual);
    expect(await card.page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      1280,
    );
    await card.close();
  });

  it('tells by frames what colours told, where a person has chosen the colours', async () => {
    const card = await somebody();
    const { page } = card;
    await page.emulateMedia({ forcedColors: 'active' });
    const session = await card.context.newCDPSession(page);
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 50_000 };
    await session.send('Network.emulateNetworkConditions', slow);
    await card.choose(await largeArchive(1_000_000));
    const track = page.getByRole('progressbar').and(page.locator('[aria-valuenow]'));
    await track.waitFor();
    const styles = await page.evaluate<{ frame: string; bar: string; page: string }>(`(() => {
      const track = document.querySelector('[role=progressbar][aria-valuenow]');
      return {
        frame: getComputedStyle(track).borderTopWidth,
        bar: getComputedStyle(track.firstElementChild).backgroundColor,
        page: getComputedStyle(document.body).backgroundColor,
      };
    })()`);
    expect(styles.frame).toBe('1px');
    expect(styles.bar).not.toBe(styles.page);
    await card.shoot('forced-colours');
    await card.button('Stop').click();
    await session.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 });
    await card.button('Choose a file').waitFor();
    await card.choose(await archiveOf(ELSEWHERE));
    await card.mode('Replace').check();
    await card.button('Replace my data').click();
    const frames = await page.evaluate<string[]>(
      `[...document.querySelectorAll('[role=button]')].map((button) => getComputedStyle(button).borderTopWidth + getComputedStyle(button).borderTopStyle)`,
    );
    expect(frames).toEqual(expect.arrayContaining(['1pxsolid', '3pxsolid', '3pxdouble']));
    await card.shoot('forced-colours-confirm');
    await card.close();
  });

  it('tells five hundred times the same mistake once, opens its places without losing the focus, and saves a report', async () => {
    const card = await somebody();
    const { page } = card;
    const notes = Object.fromEntries(
      Array.from({ length: MISTAKEN }, (_, index) => [uuidOf(`note ${index}`), { titel: 'A', body: 'B' }]),
    );
    await card.choose(await archiveOf({ notes }));
    const list = page.getByRole('list', { name: `${MISTAKEN} mistakes` });
    await list.waitFor();
    expect(await list.getByRole('listitem').count()).toBe(1);
    expect(await list.getByText('Found 500 times:').count()).toBe(1);
    expect(await list.getByText(/^titel: /).count()).toBe(1);
    const places = list.getByText(/^B: notes\.yaml, line/);
    expect(await places.count()).toBe(3);
    const region = await page.$('#announcements');
    await card.button(/^Show all 500/).press('Enter');
    expect(await places.count()).toBe(MISTAKEN);
    expect(await focused(page)).toBe('Show fewer');
    await card.button('Copy the list').click();
    await until(page, `document.querySelector('#announcements').textContent === 'Copied'`);
    // Readers listen to a region that was there before: it is the very same one.
    expect(await region?.textContent()).toBe('Copied');
    const download = page.waitForEvent('download');
    await card.button('Save the list').click();
    const report = await readFile(await (await download).path(), 'utf8');
    expect(report.trimEnd().split('\n')).toHaveLength(MISTAKEN);
    await card.shoot('many-mistakes');
    await card.close();
  });

  it('asks before a preview is lost by signing out', async () => {
    const card = await somebody();
    const { page } = card;
    await card.choose(await archiveOf(ELSEWHERE));
    await page.getByRole('radiogroup').waitFor();
    await card.button('Sign out').click();
    await page.getByRole('heading', { name: 'Sign out now?' }).waitFor();
    expect(await focused(page)).toBe('Sign out now?');
    await card.button('Stay here').click();
    expect(await page.getByRole('radiogroup').count()).toBe(1);
    await card.button('Sign out').click();
    await card.button('Sign out all the same').click();
    await page.waitForURL('**/sign-in');
    await card.close();
  });

  it('gives the focus back when a question goes away, to what asked it or to what came of it', async () => {
    const user = await running.service.createUser();
    await running.service.give(user, await archiveOf(HERE));
    const card = await openPage(running.browser, running.service.signInLink(user));
    const { page } = card;
    const look = async (): Promise<void> => {
      await card.choose(await archiveOf(ELSEWHERE));
      await page.getByRole('radiogroup').waitFor();
    };
    const changed = page.getByText('Something has changed since that import');
    const [undo, leave] = [card.button('Undo this import'), 'Leave it as it is'];
    /** Who asks, what is asked, how it is left, and what has the focus then: who asked, unless said otherwise. */
    const questions: readonly (readonly [asks: Locator, asked: Locator, no: string, then?: string])[] = [
      [undo.first(), changed, leave],
      // In the list, which now begins with the import that came since.
      [undo.nth(2), changed, leave],
      [card.button('Remove what is kept for undoing it').first(), page.getByText(/^Then this import/), leave],
      [card.button('Sign out'), page.getByText('Sign out now?'), 'Stay here'],
      [
        card.button('Replace my data'),
        page.getByText('Replace what you have here?'),
        'Go back',
        'What’s in this file',
      ],
    ];
    await look();
    await card.button('Merge this file').click();
    await page.getByRole('heading', { name: 'Done' }).waitFor();
    await running.service.give(
      user,
      await archiveOf({ people: { [uuidOf('Late')]: { givenName: 'Late' } } }),
    );
    for (const [index, [asks, asked, no, then]] of questions.entries()) {
      if (index === 3) {
        await undo.first().click();
        await card.button('Undo it all the same').click();
        await page.getByText('You’ve undone this since. What you had before is here again.').waitFor();
        await card.button('Bring in another file').click();
        await look();
        await card.mode('Replace').check();
      }
      await asks.click();
      await asked.waitFor();
      await card.button(no).click();
      await asked.waitFor({ state: 'detached' });
      expect(await focused(page)).toBe(then ?? (await asks.innerText()));
      if (then === undefined)
        expect(await page.locator(':focus').boundingBox()).toEqual(await asks.boundingBox());
    }
    await card.close();
  });

  it('keeps the focus on what came of signing in, and tells who has no password how to go on', async () => {
    const card = await somebody();
    const { page } = card;
    await card.context.clearCookies();
    await card.choose(await archiveOf(ELSEWHERE));
    await card.button('Sign in again').click();
    await page.getByText(/ask whoever runs me for a new sign-in link/).waitFor();
    expect(await page.locator('form input[autocomplete=username]').count()).toBe(1);
    await page.getByLabel('Email').fill('nobody@carol.example');
    await page.locator('form input[autocomplete=current-password]').fill('wrong');
    await card.button('Sign in').click();
    const refused = 'That email and password don’t match an account of mine.';
    await page.getByText(refused).waitFor();
    expect(await focused(page)).toBe(refused);
    await card.close();
  });
});
