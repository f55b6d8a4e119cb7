/** An archive that was uploaded before stands in place of the file, in preview and in every mode, as often as somebody likes. */
import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { IMPORT_MODES } from '../../src/portability/kinds.js';
import { timelessFiles } from '../support/archive-files.js';
import { expectAtRest } from '../support/at-rest.js';
import { createBlobFaults, pausedAtPut } from '../support/blob-faults.js';
import { installed } from '../support/installed.js';
import { field, file, FORM, formOf, importForm, type Part, send } from '../support/raw-http.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { graphOf } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { createFolder } from '../support/unpacked.js';
import { begun, head, patch, remove, sendFields, uploaded, type Tus } from '../support/tus.js';

const blobs = createBlobFaults();
let service: TestService;
let archive: Buffer;
const APPLY = { mode: 'merge', confirm: 'true' };

beforeAll(async () => {
  service = await startTestService({}, { blobs: (real) => blobs.wrap(real) });
  archive = await packGraph(sampleGraph());
});
afterEach(() => expectAtRest(service));
afterAll(() => service?.close());

const anew = async (): Promise<Tus> => ({ service, user: await service.createUser() });
const timeless = async ({ user }: Tus): Promise<unknown> => timelessFiles(await service.export(user));

/** The preview of a mode row by row. */
async function linesOf(user: TestUser, mode: string, part: Part): Promise<string> {
  const answer = await fetch(`${service.url}/api/import/preview`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${user.token}`,
      accept: 'application/x-ndjson',
      'content-type': FORM,
    },
    body: new Uint8Array(formOf(part, field('mode', mode))),
  });
  expect(answer.status).toBe(200);
  return answer.text();
}

describe.each(IMPORT_MODES)('%s by an upload', (mode) => {
  it('shows and does what it does by the file, and leaves the upload there', async () => {
    const tus = await anew();
    await service.import(tus.user, await packGraph(graphOf(7)), 'merge');
    const upload = await uploaded(tus, archive);

    const shown = await sendFields(tus, '/api/import/preview', { upload });
    expect(shown).toMatchObject({ status: 200, body: { valid: true } });
    expect(shown.body).toEqual((await service.preview(tus.user, archive)).body);
    const rows = await linesOf(tus.user, mode, field('upload', upload));
    expect(rows.split('\n').length).toBeGreaterThan(2);
    expect(rows).toBe(await linesOf(tus.user, mode, file(archive)));

    const confirm = shown.body.archive.sha256;
    const done = await sendFields(tus, '/api/import', { upload, mode, confirm });
    expect(done.status).toBe(200);
    expect(done.body.effects).toEqual(shown.body.effects?.[mode]);
    expect(await head(tus, upload)).toMatchObject({
      status: 200,
      headers: { 'upload-offset': String(archive.length) },
    });
  });
});

const withCurl = installed('curl', 'curl') ? it : it.skip;

withCurl('docs/uploads.md says how it is done by hand', async () => {
  const tus = await anew();
  const script = /^```sh\n(.*?)^```$/ms.exec(await readFile('docs/uploads.md', 'utf8'))?.[1] ?? 'exit 9';
  const folder = await createFolder();
  await writeFile(join(folder.path, 'a.tar.gz'), archive);
  const child = spawn('sh', ['-c', script], {
    cwd: folder.path,
    env: {
      PATH: process.env['PATH'],
      CAROL: service.url,
      TOKEN: tus.user.token,
      FILE: 'a.tar.gz',
      PIECE: '3000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number];
  await folder.remove();
  const [shown, done] = printed.split(/(?<=\})(?=\{)/).map((text) => JSON.parse(text) as unknown);
  expect([status, shown, done]).toMatchObject([0, { valid: true }, { mode: 'merge' }]);
});

describe('an import by an upload', () => {
  it.each<[string, (tus: Tus) => Promise<Record<string, string>>, number, object]>([
    [
      'that is not complete',
      async (tus) => ({ upload: await begun(tus, 10) }),
      409,
      { type: '/problems/upload-incomplete', offset: 0, length: 10 },
    ],
    [
      'of which a part is there',
      async (tus) => {
        const upload = await begun(tus, 10);
        await patch(tus, upload, 0, Buffer.from('1234'));
        return { upload };
      },
      409,
      { offset: 4, length: 10 },
    ],
    [
      'that nobody has',
      () => Promise.resolve({ upload: randomUUID() }),
      404,
      { type: '/problems/upload-not-found' },
    ],
    [
      'that is no id',
      () => Promise.resolve({ upload: '../place' }),
      404,
      { type: '/problems/upload-not-found' },
    ],
    [
      'of somebody else',
      async () => ({ upload: await uploaded(await anew(), archive) }),
      404,
      { type: '/problems/upload-not-found' },
    ],
    ['that is empty', async (tus) => ({ upload: await begun(tus, 0) }), 415, { detected: 'empty' }],
    [
      'that is no archive',
      async (tus) => ({ upload: await uploaded(tus, Buffer.from('<html>')) }),
      415,
      { type: '/problems/unsupported-archive-type' },
    ],
    [
      'of which the bytes are gone',
      async (tus) => {
        const upload = await uploaded(tus, archive);
        await rm(join(service.dataDir, 'uploads', upload));
        return { upload };
      },
      404,
      { type: '/problems/upload-not-found' },
    ],
  ])('%s is refused, in preview and apply, and nothing has changed', async (_, prepare, status, body) => {
    const tus = await anew();
    const before = await timeless(tus);
    const fields = await prepare(tus);
    expect(await sendFields(tus, '/api/import/preview', fields)).toMatchObject({ status, body });
    expect(await sendFields(tus, '/api/import', { ...fields, ...APPLY })).toMatchObject({ status, body });
    expect(await timeless(tus)).toEqual(before);
  });

  it('takes one or the other', async () => {
    const tus = await anew();
    const upload = await uploaded(tus, archive);
    const both = formOf(
      field('upload', upload),
      file(archive),
      field('mode', 'merge'),
      field('confirm', 'true'),
    );
    expect(await send(service, tus.user, { body: both })).toMatchObject({
      status: 400,
      body: { type: '/problems/unexpected-part', partName: 'upload' },
    });
    expect(await sendFields(tus, '/api/import', APPLY)).toMatchObject({
      status: 400,
      body: { type: '/problems/missing-file' },
    });
  });

  it('confirms the bytes that were seen, and no others', async () => {
    const tus = await anew();
    const upload = await uploaded(tus, archive);
    const other = await uploaded(tus, await packGraph(graphOf(3)));
    const { body } = await sendFields(tus, '/api/import/preview', { upload });
    const confirm = body.archive.sha256;
    expect(await sendFields(tus, '/api/import', { upload: other, mode: 'merge', confirm })).toMatchObject({
      status: 409,
      body: { type: '/problems/preview-stale' },
    });
  });

  it('is one import under a key, whether it comes by the upload or the file', async () => {
    const tus = await anew();
    const upload = await uploaded(tus, archive);
    const headers = { 'idempotency-key': randomUUID() };
    const fields = { upload, mode: 'copies', confirm: 'true' };
    const first = await sendFields(tus, '/api/import', fields, headers);
    const again = await sendFields(tus, '/api/import', fields, headers);
    const byFile = await send(service, tus.user, { body: importForm(archive, 'copies'), headers });
    expect(first.status).toBe(200);
    for (const { status, body } of [again, byFile])
      expect({ status, body }).toEqual({ status: 200, body: first.body });
    const another = await uploaded(tus, await packGraph(graphOf(3)));
    expect(await sendFields(tus, '/api/import', { ...fields, upload: another }, headers)).toMatchObject({
      status: 422,
      body: { type: '/problems/idempotency-key-reused' },
    });
  });

  it('goes on by itself, and to its end when the upload is removed meanwhile', async () => {
    const tus = await anew();
    const upload = await uploaded(tus, archive);
    const headers = { 'idempotency-key': randomUUID(), prefer: 'respond-async' };
    const { answer, resume } = await pausedAtPut(blobs, () =>
      sendFields(tus, '/api/import', { upload, ...APPLY }, headers),
    );
    expect((await remove(tus, upload)).status).toBe(204);
    resume();
    expect([200, 202]).toContain((await answer).status);
    for (let status = 202; status === 202;) {
      const asked = await fetch(`${service.url}/api/import/${headers['idempotency-key']}`, {
        headers: { authorization: `Bearer ${tus.user.token}` },
      });
      status = asked.status;
      expect([200, 202]).toContain(status);
      await asked.arrayBuffer();
    }
    blobs.reset();
    expect(await readdir(join(service.dataDir, 'uploads'))).not.toContain(upload);
  });
});
