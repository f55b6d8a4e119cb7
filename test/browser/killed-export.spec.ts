/** A process that is killed cannot reset its connections: behind a proxy, its exports end in good order, and only their end tells. */
import { afterAll, expect, it } from '@jest/globals';
import { hasNginx, startNginx, stockWith } from '../support/nginx.js';
import type { RunningProxy } from '../support/proxy-program.js';
import { type Program, SERVICE, startProgram } from '../support/program.js';
import { openPage } from './account-page.js';
import { largeArchive } from './archives.js';
import { describeInBrowser } from './chromium.js';

const PASSWORD = 'correct horse battery staple';
const MEGABYTE = 1_000_000;

describeInBrowser('the card, when the service is killed in the middle of an export', (running) => {
  let program: Program | undefined;
  let proxy: RunningProxy | undefined;

  afterAll(async () => {
    program?.child.kill('SIGKILL');
    await program?.ended;
    await proxy?.stop();
  });

  (hasNginx ? it : it.skip)(
    'does not take the part for the whole, behind nginx as Debian ships it (needs nginx)',
    async () => {
      const user = await running.service.createUser({ password: PASSWORD });
      await running.service.give(user, await largeArchive(48 * MEGABYTE));
      program = startProgram(SERVICE, [], running.service.settings);
      const [, url = ''] = await program.saying(/"url":"([^"]+)","msg":"Carol is ready"/);
      // As slow as a line to a home: the end comes when some of it is there.
      proxy = await startNginx(stockWith('limit_rate 6m;'), url);

      const card = await openPage(running.browser, `${proxy.url}/sign-in`, { language: 'de-DE' });
      await card.page.getByLabel('E-Mail').fill(user.email);
      await card.page.getByLabel('Passwort').fill(PASSWORD);
      await card.button('Anmelden').click();
      const downloads: string[] = [];
      card.page.on('download', (download) => downloads.push(download.suggestedFilename()));
      const status = card.page.waitForResponse('**/api/export').then((answer) => answer.status());
      await card.button('Meine Daten herunterladen').click();
      await card.page.getByText(/bisher [\d,]+\s*MB/).waitFor();
      program.child.kill('SIGKILL');

      await card.page.getByText(/^Es ist nicht alles angekommen/).waitFor();
      await card.page.getByText(/^Ich habe nichts davon behalten/).waitFor();
      expect(await card.page.getByText(/^Deine Kopie ist vollständig/).count()).toBe(0);
      expect({ status: await status, downloads }).toEqual({ status: 200, downloads: [] });
      await card.shoot('export-killed');
      await card.close();
    },
    120_000,
  );
});
