/** The page of an archive with very many rows under one person: it opens, loads what is looked at, and stays small. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, CDPSession } from 'playwright-core';
import { describeInBrowser, openBrowser } from '../browser/chromium.js';
import { openArchive, unpack } from '../browser/opened-archive.js';
import { startTestService, type TestService } from '../support/service.js';

const INTERACTIONS = 200_000;
/** Bytes of the page's own memory: a multiple of a small account's, a fraction of what all rows would take. */
const MOST_HEAP = 32 * 1024 * 1024;

/** After all garbage is gone. */
async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}

describeInBrowser('the page of a large archive', () => {
  let service: TestService;
  let browser: Browser;

  beforeAll(async () => {
    service = await startTestService();
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  it(`shows a person with ${INTERACTIONS} interactions, a piece at a time`, async () => {
    const user = await service.createUser();
    const { dataSource } = service.instance;
    const person = randomUUID();
    await dataSource.query(`INSERT INTO person (id, user_id, given_name) VALUES ($1, $2, 'Ada')`, [
      person,
      user.id,
    ]);
    await dataSource.query(
      `INSERT INTO person_interaction (id, user_id, person_id, occurred_at, channel, summary)
       SELECT gen_random_uuid(), $1, $2, '2020-01-01T00:00:00Z'::timestamptz + n * interval '1 minute', 'call', 'Talk ' || n || '.'
       FROM generate_series(1, ${INTERACTIONS}) n`,
      [user.id, person],
    );
    const folder = await unpack(service, user);
    const archive = await openArchive(browser, folder);
    const { page } = archive;
    const session = await page.context().newCDPSession(page);
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));

    await archive.go('people/0');
    await page.getByText(`Talk ${INTERACTIONS}.`, { exact: true }).waitFor();
    const shown = page.locator('ol.timeline > li');
    const first = await shown.count();
    expect(first).toBeLessThan(1_000);
    const pieces = loaded.length;
    expect(pieces).toBeLessThan(20);
    await page.getByRole('button', { name: 'Show more' }).click();
    await shown.nth(first).waitFor();
    expect(await heapOf(session)).toBeLessThan(MOST_HEAP);
    expect(archive.noted).toEqual([]);
    await archive.close();
    await folder.remove();
  }, 300_000);
});
