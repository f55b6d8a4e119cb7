/** What the card says when something goes wrong, and that nothing is lost by it. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../support/raw-http.js';
import { countTree } from '../support/tree.js';
import { openPage, type AccountPage } from './account-page.js';
import { archiveOf, BROKEN, ELSEWHERE, HERE, largeArchive } from './archives.js';
import { startCardService, type CardUser } from './card-service.js';
import { describeInBrowser } from './chromium.js';
import { startCuttingProxy, type CuttingProxy } from '../support/cutting-proxy.js';

const MEGABYTE = 1_000_000;
const PASSWORD = 'correct horse battery staple';

describeInBrowser(
  'the card, when something goes wrong',
  (running) => {
    let proxy: CuttingProxy;

    beforeAll(async () => {
      proxy = await startCuttingProxy(running.service.url);
    });
    afterEach(() => proxy?.cut(null));
    afterAll(() => proxy?.close());

    async function somebody(archive: Buffer): Promise<{ user: CardUser; card: AccountPage }> {
      const user = await running.service.createUser({ password: PASSWORD });
      await running.service.give(user, archive);
      const card = await openPage(running.browser, running.service.signInLink(user, proxy.url));
      await card.page.getByText(`Signed in as ${user.email}`).waitFor();
      return { user, card };
    }

    it('tells a download that breaks off as failed, and saves nothing of it', async () => {
      const { card } = await somebody(await largeArchive(3 * MEGABYTE));
      const downloads: string[] = [];
      card.page.on('download', (download) => downloads.push(download.suggestedFilename()));
      proxy.cut({ path: '/api/export', during: 'answer', after: MEGABYTE });
      await card.button('Download my data').click();
      await card.page.getByText('I lost the connection before everything had arrived.').waitFor();
      await card.page.getByText(/I kept nothing of it/).waitFor();
      expect(downloads).toEqual([]);
      await card.shoot('export-failed');
      proxy.cut(null);
      const saved = card.page.waitForEvent('download');
      await card.button('Download my data').click();
      await saved;
      await card.page.getByText(/^Your copy is complete/).waitFor();
      await card.close();
    });

    it('keeps the file chosen when the connection breaks while it is sent', async () => {
      const { card } = await somebody(await archiveOf(HERE));
      proxy.cut({ path: /^\/api\/uploads\/./, during: 'upload', after: 0 });
      await card.choose(await largeArchive(24 * MEGABYTE), 'large.tar.gz');
      await card.page
        .getByText('I lost the connection while taking in the file. Nothing has changed.')
        .waitFor();
      await card.page.getByText('large.tar.gz is still chosen.').waitFor();
      proxy.cut(null);
      await card.button('Try again').click();
      await card.page.getByText('It holds 1 job, 3 people, 2 notes and 1 photo or file.').waitFor();
      await card.close();
    });

    it('sends a large file once, though the connection breaks again and again', async () => {
      const { user, card } = await somebody(await archiveOf(HERE));
      const folder = join(running.service.settings['DATA_DIR'] ?? '', 'uploads');
      const others = await readdir(folder).catch(() => ['place']);
      const archive = await largeArchive(18 * MEGABYTE);
      proxy.cut({ path: /^\/api\/uploads\/./, during: 'upload', after: 5 * MEGABYTE });
      await card.choose(archive, 'large.tar.gz');
      await card.page.getByText('It holds 1 job, 3 people, 2 notes and 1 photo or file.').waitFor();
      const before = proxy.received;
      await card.button('Merge this file').click();
      await card.page.getByText('I’ve merged large.tar.gz.').waitFor();
      expect(await running.service.rowsOf(user)).toMatchObject({ media: 1 });
      expect(proxy.received - before).toBeLessThan(10_000);
      await eventually(async () => expect(await readdir(folder)).toEqual(others));
      await card.close();
    });

    it('finds out how an import ended whose answer is lost', async () => {
      const { user, card } = await somebody(await archiveOf(HERE));
      await card.choose(await archiveOf(ELSEWHERE));
      await card.mode('Replace').check();
      await card.button('Replace my data').click();
      proxy.cut({ path: '/api/import', during: 'answer', after: 1 });
      await card.button(/^Yes, replace/).click();
      await card.page.getByText('I’ve replaced your data with backup.tar.gz.').waitFor();
      expect(await running.service.rowsOf(user)).toMatchObject({ people: 2, notes: 1 });
      await card.close();
    });

    it('names the limit that a file is too large for', async () => {
      const { card } = await somebody(await archiveOf(HERE));
      await card.choose(await largeArchive(33 * MEGABYTE));
      await card.page
        .getByText('This file is too large: the server takes up to 32 MB. Nothing has changed.')
        .waitFor();
      // Sending it once more would end the same way: nobody is asked to try.
      expect(await card.page.getByRole('button').allInnerTexts()).toEqual([
        'Sign out',
        'Download my data',
        'Choose another file',
        // What was imported before.
        'Undo this import',
        'Remove what is kept for undoing it',
      ]);
      await card.shoot('too-large');
      await card.close();
    });

    it('lists what is wrong in a file, with place and reason, to be copied', async () => {
      const { user, card } = await somebody(await archiveOf(HERE));
      await card.choose(await archiveOf(BROKEN));
      await card.page.getByRole('heading', { name: 'I can’t bring this file in as it is' }).waitFor();
      const items = card.page.getByRole('list', { name: '2 mistakes' }).getByRole('listitem');
      // One cause, in two places.
      expect(await items.count()).toBe(1);
      expect(await items.first().innerText()).toMatch(/^Given name: .+\nFound 2 times:\n/);
      expect(await items.first().innerText()).toMatch(/people\.yaml, line \d+, column \d+/);
      await card.button('Copy the list').click();
      await card.page.getByText('Copied').first().waitFor();
      const copied = await card.page.evaluate<string>('navigator.clipboard.readText()');
      expect(copied).toMatch(/^people\.yaml:\d+:\d+: .+ \[[\w-]+\] #\/[0-9a-f-]{36}/);
      expect(copied.split('\n')).toHaveLength(2);
      await card.shoot('mistakes');
      expect(await running.service.rowsOf(user)).toMatchObject({ people: 3 });
      await card.close();
    });

    it('says what a file is not', async () => {
      const { card } = await somebody(await archiveOf(HERE));
      await card.choose(
        Buffer.from('7z\xbc\xaf\x27\x1c this is a 7z file, more or less', 'latin1'),
        'photos.7z',
      );
      await card.page.getByText(/^This isn’t a file I can read/).waitFor();
      await card.page.getByText(/^photos\.7z, /).waitFor();
      const whole = await archiveOf(ELSEWHERE);
      await card.choose(whole.subarray(0, whole.length - 20), 'half.tar.gz');
      await card.page.getByText('This file is damaged or incomplete. Please use another copy.').waitFor();
      await card.close();
    });

    it('carries on with the chosen file after a sign-out midway', async () => {
      const { user, card } = await somebody(await archiveOf(HERE));
      await card.choose(await archiveOf(ELSEWHERE), 'kept.tar.gz');
      await card.page.getByRole('radiogroup').waitFor();
      await card.context.clearCookies();
      await card.button('Merge this file').click();
      await card.page.getByText(/^You were signed out meanwhile\. Nothing has changed\./).waitFor();
      await card.page.getByText('kept.tar.gz is still chosen.').waitFor();
      await card.shoot('signed-out');
      expect(await running.service.rowsOf(user)).toEqual(
        Object.fromEntries(Object.entries(countTree(HERE)).filter(([, count]) => count > 0)),
      );
      await card.button('Sign in again').click();
      await card.page.getByText(/your file is still chosen/).waitFor();
      await card.page.getByLabel('Email').fill(user.email);
      await card.page.getByLabel('Password').fill(PASSWORD);
      await card.button('Sign in').click();
      await card.page.getByText(/^kept\.tar\.gz, /).waitFor();
      await card.button('Merge this file').click();
      await card.page.getByText('I’ve merged kept.tar.gz.').waitFor();
      await card.close();
    });

    it('speaks of a chosen file only to those who had chosen one when they were signed out', async () => {
      const { card } = await somebody(await archiveOf(HERE));
      await card.context.clearCookies();
      await card.button('Download my data').click();
      await card.button('Sign in again').click();
      await card.page.getByText('You’ve been signed out. Sign in and we carry on where you were.').waitFor();
      await card.close();
    });

    it('asks before the page is left while a file is on its way, and only then', async () => {
      const { card } = await somebody(await archiveOf(HERE));
      const asked: string[] = [];
      const question = card.page.waitForEvent('dialog');
      card.page.on('dialog', (dialog) => {
        asked.push(dialog.type());
        void dialog.dismiss();
      });
      await card.page.route('**/api/import/preview', () => undefined);
      await card.choose(await archiveOf(ELSEWHERE), 'kept.tar.gz');
      await card.button('Stop').waitFor();
      await card.page.evaluate('setTimeout(() => location.reload())');
      await question;
      expect(asked).toEqual(['beforeunload']);
      await card.button('Stop').click();
      await card.page.reload();
      await card.button('Choose a file').waitFor();
      expect(asked).toEqual(['beforeunload']);
      await card.close();
    });

    it('tells a server that cannot be reached from being signed out', async () => {
      const { card } = await somebody(await archiveOf(HERE));
      proxy.cut({ path: '/api/auth/session', during: 'answer', after: 0 });
      await card.page.reload();
      await card.page.getByRole('heading', { name: 'I can’t reach the server' }).waitFor();
      proxy.cut(null);
      await card.button('Try again').click();
      await card.page.getByRole('heading', { name: 'Your data' }).waitFor();
      await card.close();
    });
  },
  () => startCardService({ LIMIT_UPLOAD_BYTES: '32000000' }),
);
