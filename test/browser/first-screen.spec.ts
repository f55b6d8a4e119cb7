/** How much a browser loads before the first screen stands, and how soon there is something to see on a slow phone. */
import { expect, it } from '@jest/globals';
import { openPage } from './account-page.js';
import { describeInBrowser } from './chromium.js';

const KILOBYTE = 1_000;
const BUDGET_BYTES = 250 * KILOBYTE;

/** As Chromium's own "Slow 4G" was measured: bits in a second, and a way there and back. */
const SLOW_4G = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_638_400 / 8,
  uploadThroughput: 768_000 / 8,
};
const SLOW_CPU = { rate: 4 };
const SEEN_WITHIN = 2_500;

describeInBrowser('the first screen', (running) => {
  it.each(['br', 'gzip'])(
    'takes at most 250 kB over the wire (%s), to be kept for a year',
    async (coding) => {
      const { service, browser } = running;
      // The first of all gets what is quick to make.
      const ask = (path: string): Promise<Response> =>
        fetch(service.url + path, { headers: { accept: '*/*', 'accept-encoding': coding } });
      const page = await openPage(browser, service.url);
      await page.button('Sign in').waitFor();
      const paths = await page.page.evaluate<string[]>(
        `performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter((path) => !path.startsWith('/api/'))`,
      );
      await page.close();
      const scripts = paths.filter((path) => path.endsWith('.js'));
      expect(scripts.length).toBeGreaterThan(0);
      let bytes = 0;
      for (const path of ['/sign-in', ...paths]) {
        let answer = await ask(path);
        while (answer.headers.get('content-encoding') !== coding) answer = await ask(path);
        expect(answer.headers.get('vary')).toContain('Accept-Encoding');
        bytes += Number(answer.headers.get('content-length'));
      }
      expect(bytes).toBeGreaterThan(50 * KILOBYTE);
      expect(bytes).toBeLessThanOrEqual(BUDGET_BYTES);
      for (const path of scripts)
        expect((await ask(path)).headers.get('cache-control')).toContain('immutable');
    },
  );

  it('shows something within 2.5 s on slow 4G, with a processor at a quarter', async () => {
    const { service, browser } = running;
    const context = await browser.newContext();
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.emulateNetworkConditions', SLOW_4G);
    await session.send('Emulation.setCPUThrottlingRate', SLOW_CPU);
    await page.goto(service.url, { waitUntil: 'commit' });
    const seen = await page.evaluate<number>(
      `new Promise((resolve) => new PerformanceObserver((list) => {
        for (const { name, startTime } of list.getEntries()) if (name === 'first-contentful-paint') resolve(startTime);
      }).observe({ type: 'paint', buffered: true }))`,
    );
    expect(seen).toBeLessThan(SEEN_WITHIN);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await context.close();
  });
});
