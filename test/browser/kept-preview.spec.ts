/** A file that was looked at is shown again after a reload: the service still has it. */
import { expect, it } from '@jest/globals';
import { openPage } from './account-page.js';
import { archiveOf, HERE, largeArchive } from './archives.js';
import { describeInBrowser } from './chromium.js';

/** More than all requests without a file. */
const BYTES = 100_000;

describeInBrowser('a preview', (running) => {
  it('survives a reload, with the mode and what was left out, without a question and without sending it again', async () => {
    const user = await running.service.createUser();
    await running.service.give(user, await archiveOf(HERE));
    const card = await openPage(running.browser, running.service.signInLink(user));
    const { page } = card;
    await page.getByText(`Signed in as ${user.email}`).waitFor();
    await card.choose(await largeArchive(BYTES));
    await page.getByRole('radiogroup').waitFor();
    await page.getByRole('checkbox', { name: 'Bring in: Notes' }).uncheck();
    await card.button('Show me what happens now').click();
    await page.getByText('Left out, as you chose: Notes.').waitFor();

    await card.mode('Replace').check();

    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    let bytes = 0;
    page.on('request', (request) => (bytes += request.postDataBuffer()?.length ?? 0));
    await page.reload();
    await page.getByText(/^backup\.tar\.gz, 10\d\skB$/).waitFor();
    await page.getByText('Left out, as you chose: Notes.').waitFor();
    expect(asked).toEqual([]);
    expect(bytes).toBeLessThan(10_000);
    expect(await card.mode('Replace').isChecked()).toBe(true);
    await card.shoot('kept-preview');
    await card.mode('Merge').check();

    await card.button('Merge this file').click();
    await page.getByText('I’ve merged backup.tar.gz.').waitFor();
    expect(await running.service.rowsOf(user)).toMatchObject({ people: 3, media: 1 });
    await page.reload();
    await card.button('Choose a file').waitFor();
    expect(await page.evaluate<number>('sessionStorage.length')).toBe(0);
    await card.close();
  });

  it('is shown to nobody else, and is forgotten with the sign-out', async () => {
    const user = await running.service.createUser();
    const card = await openPage(running.browser, running.service.signInLink(user));
    const { page } = card;
    await page.getByText(`Signed in as ${user.email}`).waitFor();
    await card.choose(await largeArchive(BYTES));
    await page.getByRole('radiogroup').waitFor();
    await card.context.clearCookies();
    const other = await running.service.createUser();
    await page.goto(running.service.signInLink(other));
    await page.getByText(`Signed in as ${other.email}`).waitFor();
    await card.button('Choose a file').waitFor();
    await page.goto(running.service.signInLink(user));
    await page.getByText(`Signed in as ${user.email}`).waitFor();
    await page.getByRole('radiogroup').waitFor();
    await card.button('Sign out').click();
    await card.button('Sign out all the same').click();
    await page.waitForURL('**/sign-in');
    expect(await page.evaluate<number>('sessionStorage.length')).toBe(0);
    await card.close();
  });
});
