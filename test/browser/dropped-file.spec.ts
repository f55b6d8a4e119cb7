/** A file that is dropped onto the page, by the browser's own drag and drop. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFiles } from '../support/archive-files.js';
import { zipOf } from '../support/zip-builder.js';
import { openPage, type AccountPage } from './account-page.js';
import { archiveOf, ELSEWHERE, HERE } from './archives.js';
import { describeInBrowser } from './chromium.js';

/** In CSS pixels, on the page. */
const PLACE = { x: 300, y: 200 };
const COPY = 1;

describeInBrowser('a file that is dropped onto the page', (running) => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'carol-drop-'));
    const archive = await archiveOf(ELSEWHERE);
    const files = [...(await readFiles(archive))].map(([name, body]) => ({ name, body }));
    await mkdir(join(folder, 'folder'));
    await writeFile(join(folder, 'carol.tar.gz'), archive);
    await writeFile(join(folder, 'carol.tar'), gunzipSync(archive));
    await writeFile(join(folder, 'carol.zip'), zipOf(files));
    await writeFile(join(folder, 'photo.jpg'), 'no archive');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function somebody(): Promise<AccountPage> {
    const user = await running.service.createUser();
    await running.service.give(user, await archiveOf(HERE));
    const card = await openPage(running.browser, running.service.signInLink(user));
    await card.button('Choose a file').waitFor();
    return card;
  }

  /** Holds files of the folder above the page; lets go of them when asked to. */
  async function hold(card: AccountPage, ...names: readonly string[]) {
    const session = await card.context.newCDPSession(card.page);
    const files = names.map((name) => join(folder, name));
    const data = { items: [], files, dragOperationsMask: COPY };
    const send = (type: 'dragEnter' | 'dragOver' | 'drop') =>
      session.send('Input.dispatchDragEvent', { type, ...PLACE, data });
    await send('dragEnter');
    await send('dragOver');
    return { drop: () => send('drop') };
  }

  it.each(['carol.tar.gz', 'carol.tar', 'carol.zip'])('is looked at: %s', async (name) => {
    const card = await somebody();
    const held = await hold(card, name);
    await card.page.getByText('Let go, and I’ll look at it.').waitFor();
    await card.shoot(`held-${name}`);
    await held.drop();
    await card.page.getByRole('radiogroup').waitFor();
    await card.page.getByText(new RegExp(`^${name}, `)).waitFor();
    expect(await card.page.getByText('Let go, and I’ll look at it.').count()).toBe(0);
    await card.button('Merge this file').click();
    await card.page.getByText(`I’ve merged ${name}.`).waitFor();
    await card.close();
  });

  it.each([
    [['folder'], /^That’s a folder\. Pack it as a \.zip first/],
    [['carol.tar', 'carol.zip'], /^Those are several files\./],
    [['photo.jpg'], /^This isn’t a file I can read/],
  ])('says what to do instead with %j', async (names, words) => {
    const card = await somebody();
    await (await hold(card, ...names)).drop();
    await card.page.getByText(words).waitFor();
    await card.shoot(`dropped-${String(names[0])}`);
    await card.close();
  });

  it('is not asked for any more when it is taken away again', async () => {
    const card = await somebody();
    await hold(card, 'carol.tar');
    await card.page.getByText('Let go, and I’ll look at it.').waitFor();
    // What the browser says when the pointer leaves the window; the protocol has nothing that makes it say so.
    await card.page.evaluate(
      `document.elementFromPoint(${PLACE.x}, ${PLACE.y}).dispatchEvent(new DragEvent('dragleave', { bubbles: true }))`,
    );
    await card.page.getByText('Let go, and I’ll look at it.').waitFor({ state: 'detached' });
    await card.button('Choose a file').waitFor();
    await card.close();
  });
});
