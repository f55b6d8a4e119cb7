/** An import goes on at the server: the card finds it again after a reload, in another tab, and after a lost connection, and can stop it. */
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { createBlobFaults, gate } from '../support/blob-faults.js';
import { openPage, type AccountPage } from './account-page.js';
import { archiveOf, HERE, largeArchive } from './archives.js';
import { startCardService, type CardUser } from './card-service.js';
import { describeInBrowser } from './chromium.js';
import { startCuttingProxy, type CuttingProxy } from '../support/cutting-proxy.js';

const ANSWERS = /^\/api\/import\/./;

const blobs = createBlobFaults();

describeInBrowser(
  'the card, while the server imports',
  (running) => {
    let proxy: CuttingProxy;

    beforeAll(async () => {
      proxy = await startCuttingProxy(running.service.url);
    });
    afterEach(() => {
      proxy?.cut(null);
      blobs.reset();
    });
    afterAll(() => proxy?.close());

    /** Somebody whose import waits where it stores its photo. */
    async function importing(language: 'en-US' | 'de-DE' = 'en-US'): Promise<{
      readonly user: CardUser;
      readonly card: AccountPage;
      resume(): void;
    }> {
      const user = await running.service.createUser();
      await running.service.give(user, await archiveOf(HERE));
      const resume = gate();
      blobs.reset();
      // The first is the copy for undoing it.
      blobs.before = (call, count) => (call === 'put' && count > 1 ? resume.opened : undefined);
      const card = await openPage(running.browser, running.service.signInLink(user, proxy.url), { language });
      await card.choose(await largeArchive(100_000));
      await card.button(language === 'de-DE' ? 'Diese Datei zusammenführen' : 'Merge this file').click();
      await card.page
        .getByText(language === 'de-DE' ? 'Ich lege Fotos' : 'I’m storing photos')
        .first()
        .waitFor();
      return { user, card, resume: resume.open };
    }

    it.each(['en-US', 'de-DE'] as const)('tells how far it is, in %s', async (language) => {
      const { card, resume } = await importing(language);
      await card.page.getByText(/^(Step 6 of 7 · .* of |Schritt 6 von 7 · .* von )/).waitFor();
      await card.shoot('importing');
      resume();
      await card.page.getByText(/^(I’ve merged|Ich habe) .*backup\.tar\.gz/).waitFor();
      await card.close();
    });

    it('finds it again after a reload, and in another tab, without a question', async () => {
      const { user, card, resume } = await importing();
      card.page.on('dialog', (dialog) => void dialog.accept());
      await card.page.reload();
      await card.page.getByText('I’m storing photos').first().waitFor();
      const tab = await card.context.newPage();
      await tab.goto(proxy.url);
      await tab.getByText('I’m storing photos').first().waitFor();
      resume();
      for (const page of [card.page, tab]) await page.getByText('I’ve merged backup.tar.gz.').waitFor();
      expect(await running.service.rowsOf(user)).toMatchObject({ people: 3, media: 1 });
      await card.shoot('found-again');
      await card.page.reload();
      await card.button('Choose a file').waitFor();
      await card.close();
    });

    it('waits for the connection to come back', async () => {
      const { user, card, resume } = await importing();
      proxy.cut({ path: ANSWERS, during: 'answer', after: 0 });
      await card.page.getByText('I lost the connection, and I’m trying').first().waitFor();
      await card.shoot('connection-lost');
      resume();
      proxy.cut(null);
      await card.page.getByText('I’ve merged backup.tar.gz.').waitFor();
      expect(await running.service.rowsOf(user)).toMatchObject({ media: 1 });
      await card.close();
    });

    it('stops it when asked to', async () => {
      const { user, card, resume } = await importing();
      const before = await running.service.rowsOf(user);
      await card.button('Stop').click();
      await card.page.getByText('You stopped it. Nothing has changed.').waitFor();
      resume();
      expect(await running.service.rowsOf(user)).toEqual(before);
      await card.close();
    });

    it('speaks of it to nobody else', async () => {
      const { card, resume } = await importing();
      await card.button('Sign out').click();
      await card.page.getByRole('heading', { name: 'Sign in' }).first().waitFor();
      const other = await running.service.createUser();
      await card.page.goto(running.service.signInLink(other, proxy.url));
      await card.page.getByText(`Signed in as ${other.email}`).waitFor();
      await card.button('Choose a file').waitFor();
      resume();
      await card.close();
    });
  },
  () => startCardService({}, { blobs: (real) => blobs.wrap(real) }),
);
