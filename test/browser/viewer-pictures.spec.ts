/** Takes the pictures of docs/viewer.md and writes it: run by "npm run docs:card", and by nothing else. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { packFiles } from '../support/archive-files.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import type { Folder } from '../support/unpacked.js';
import { openBrowser } from './chromium.js';
import { openArchive, unpack, type Look } from './opened-archive.js';
import { MOST_BYTES, toWebp } from './to-webp.js';

const FOLDER = process.env['VIEWER_PICTURES'];
const DEMO = new URL('../../demo/archive/', import.meta.url);

interface Picture {
  readonly name: string;
  readonly caption: string;
  readonly look: Look;
  /** As in the address. */
  readonly route: string;
}

const PICTURES: readonly Picture[] = [
  {
    name: 'cv',
    caption:
      'It opens with the profile and the timeline of jobs, education and projects, which prints as a CV.',
    look: { width: 900 },
    route: '',
  },
  {
    name: 'people',
    caption: 'People and organizations can be searched and filtered.',
    look: { width: 900 },
    route: 'people',
  },
  {
    name: 'person',
    caption:
      'Each person with all that belongs to them (here in German, with dark colours, on a narrow screen).',
    look: { language: 'de', scheme: 'dark', width: 360 },
    route: 'people/0',
  },
];

const document = (): string => `# The page in an archive

\`index.html\` stands in each archive beside the data. A double click opens it, without Carol and without a network, in the language of the account. An import never reads it; \`GET /api/export?viewer=false\` leaves it
out. The pictures are taken by \`npm run docs:card\`, from an export of the demo account, opened from a folder.

${PICTURES.map(({ name, caption }) => `${caption}\n\n![${name}](viewer/${name}.webp)`).join('\n\n')}
`;

(FOLDER === undefined ? describe.skip : describe)('pictures of the page in an archive', () => {
  let service: TestService;
  let browser: Browser;
  let user: TestUser;

  beforeAll(async () => {
    service = await startTestService();
    browser = await openBrowser();
    user = await service.createUser();
    const paths = (await readdir(DEMO, { recursive: true })).filter((path) => /\.\w+$/.test(path));
    const files = await Promise.all(
      paths.map(async (path) => [path, await readFile(new URL(path, DEMO))] as const),
    );
    expect((await service.import(user, await packFiles(new Map(files)), 'replace')).status).toBe(200);
    await mkdir(FOLDER ?? '', { recursive: true });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  it.each(PICTURES)('$name', async ({ name, look, route }) => {
    const folder: Folder = await unpack(service, user, look.language);
    const archive = await openArchive(browser, folder, look);
    await archive.go(route);
    const picture = await toWebp(browser, await archive.page.screenshot());
    expect(picture.length).toBeLessThan(MOST_BYTES);
    await writeFile(`${FOLDER ?? ''}/${name}.webp`, picture);
    await archive.close();
    await folder.remove();
  });

  it('stand in their document', () => writeFile(`${FOLDER ?? ''}.md`, document()));
});
