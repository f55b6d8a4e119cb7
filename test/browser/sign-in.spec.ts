/** Signing in to the card, with a password and with the one-time link, and out again. */
import { expect, it } from '@jest/globals';
import { openPage } from './account-page.js';
import { archiveOf, ELSEWHERE } from './archives.js';
import { describeInBrowser } from './chromium.js';

describeInBrowser('signing in', (running) => {
  it('works with email and password from any address of the card, and signing out ends it', async () => {
    const user = await running.service.createUser({ password: 'correct horse battery staple' });
    const { page, button, close } = await openPage(running.browser, `${running.service.url}/`);
    await page.waitForURL('**/sign-in');
    await page.getByText('Email', { exact: true }).click();
    await page.keyboard.type(user.email);
    await page.getByLabel('Password').fill('wrong horse battery staple');
    await button('Sign in').click();
    await page.getByText('That email and password don’t match an account of mine.').waitFor();
    await page.getByLabel('Password').fill(user.password);
    await page.getByLabel('Password').press('Enter');
    await page.getByText(`Signed in as ${user.email}`).waitFor();
    expect(new URL(page.url()).pathname).toBe('/account');
    await page.reload();
    await button('Sign out').click();
    await page.waitForURL('**/sign-in');
    await page.goto(`${running.service.url}/account`);
    await page.waitForURL('**/sign-in');
    await close();
  });

  it('does not pretend to sign out when the server cannot be asked to', async () => {
    const { page, button, close } = await openPage(
      running.browser,
      running.service.signInLink(await running.service.createUser()),
    );
    await page.route('**/api/auth/logout', (route) => route.abort());
    await button('Sign out').click();
    await page.getByText('You’re still signed in.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/account');
    await page.unroute('**/api/auth/logout');
    await button('Sign out').click();
    await page.waitForURL('**/sign-in');
    await close();
  });

  it('in another tab is noticed on the way back, and what the other person was shown is gone', async () => {
    const [ada, bea] = [await running.service.createUser(), await running.service.createUser()];
    const first = await openPage(running.browser, running.service.signInLink(ada));
    await first.choose(await archiveOf(ELSEWHERE));
    await first.page.getByRole('radiogroup').waitFor();
    const second = await first.context.newPage();
    await second.goto(running.service.signInLink(bea));
    await second.getByText(`Signed in as ${bea.email}`).waitFor();
    await first.page.evaluate(`window.dispatchEvent(new Event('focus'))`);
    await first.page.getByText(`Signed in as ${bea.email}`).waitFor();
    await first.button('Choose a file').waitFor();
    expect(await first.page.getByRole('radiogroup').count()).toBe(0);
    await first.close();
  });

  it('works once with a link, whose token leaves the address at once', async () => {
    const user = await running.service.createUser();
    const link = running.service.signInLink(user);
    const first = await openPage(running.browser, link);
    await first.page.getByText(`Signed in as ${user.email}`).waitFor();
    expect(first.page.url()).toBe(`${running.service.url}/account`);
    await first.page.goBack().catch(() => null);
    expect(first.page.url()).not.toContain('#');
    await first.close();

    const second = await openPage(running.browser, link);
    await second.page.getByText(/That sign-in link no longer works/).waitFor();
    await second.close();
  });

  it('is titled and spoken in the language of the browser', async () => {
    const { page, close } = await openPage(running.browser, running.service.url, { language: 'de-DE' });
    await page.getByRole('heading', { name: 'Bei Carol anmelden' }).waitFor();
    expect(await page.title()).toBe('Anmelden – Carol');
    expect(await page.locator('html').getAttribute('lang')).toBe('de-DE');
    await close();
  });
});
