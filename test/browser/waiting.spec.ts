/** The page before the card is built: it says so in the reader's language, keeps still, and turns into the card. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, it } from '@jest/globals';
import type { WebClientState } from '../../src/web-client/web-client-build.js';
import { openPage } from './account-page.js';
import { builtCard, startCardService, type CardService } from './card-service.js';
import { describeInBrowser } from './chromium.js';

let state: WebClientState = 'building';

describeInBrowser(
  'before the card is built',
  (running) => {
    it.each([
      ['en-US', 'building', 'I’m getting ready'],
      ['de-DE', 'building', 'Ich mache mich bereit'],
      ['en-US', 'failed', 'I can’t show my pages'],
      ['de-DE', 'absent', 'Hier ist nur der Server installiert'],
    ] as const)('a reader in %s sees, while it is %s: %s', async (language, now, title) => {
      state = now;
      const view = { language, scheme: language === 'de-DE' ? 'dark' : 'light', width: 320 } as const;
      const { page, shoot, close } = await openPage(running.browser, running.service.url, view);
      await page.getByRole('main').getByRole('heading', { level: 1, name: title }).waitFor();
      await shoot(`waiting-${now}`);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id }) => id)).toEqual([]);
      await close();
    });

    it('the page stays as it is until the card is ready, and the sign-in link with it', async () => {
      state = 'building';
      const user = await running.service.createUser();
      const { page, close } = await openPage(running.browser, running.service.signInLink(user));
      let loads = 0;
      page.on('load', () => loads++);
      await page.waitForResponse((answer) => answer.request().method() === 'HEAD');
      expect(loads).toBe(0);
      state = 'ready';
      await page.getByText(`Signed in as ${user.email}`).waitFor();
      await close();
    });
  },
  startUnbuilt,
);

/** The real files, behind a state of the test's own. */
async function startUnbuilt(): Promise<CardService> {
  const { directory } = await builtCard();
  const webClient = {
    get state() {
      return state;
    },
    directory,
    files: {},
    reportFault: () => undefined,
    stop: async () => undefined,
  };
  return startCardService({}, { webClient });
}
