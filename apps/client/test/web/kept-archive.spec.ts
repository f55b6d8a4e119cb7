/** An archive that the service still has after a reload: how it is named, and what is kept of it in the tab. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { failureOf } from '../../src/api/failure';
import { ALL } from '../../src/your-data/choice';
import { parseKept, type KeptArchive } from '../../src/your-data/kept';
import { keptArchives } from '../../src/your-data/kept-archive.web';
import { INITIAL_IMPORT, importReducer } from '../../src/your-data/import-machine';
import { releaseUpload } from '../../src/your-data/transfer/release-upload.web';
import type { PickedFile } from '../../src/your-data/transfer/transfer';
import { upload } from '../../src/your-data/transfer/upload.web';
import { sendXhr } from '../../src/your-data/transfer/xhr.web';
import { fake, FakeXhr } from '../support/fake-uploads';
import { PREVIEW, problemBody } from '../support/samples';

const connection = { baseUrl: '' };
const FILE: PickedFile = { name: 'a.tar.gz', size: 20_000_000, uri: 'upload:u1', upload: 'u1' };
const KEPT: KeptArchive = {
  userId: 'ada',
  upload: 'u1',
  name: 'a.tar.gz',
  size: 20_000_000,
  choice: ALL,
  mode: 'fill',
};

const send = () =>
  upload({
    connection,
    path: '/api/import/preview',
    file: FILE,
    parameters: {},
    headers: {},
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });

/** The service has all bytes of `u1`. */
async function begin(bytes: number): Promise<void> {
  const { signal } = new AbortController();
  const headers = { 'Upload-Length': String(bytes) };
  await sendXhr({ method: 'POST', url: '/api/uploads', headers, signal });
  fake.there.set('u1', bytes);
}

beforeEach(async () => {
  Object.assign(globalThis, { XMLHttpRequest: FakeXhr });
  fake.disturb = () => undefined;
  fake.there = new Map();
  await begin(20_000_000);
  fake.requests = [];
  sessionStorage.clear();
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('a file of which only the upload is left', () => {
  it('is named by the form, and nothing of it is sent', async () => {
    expect(await send()).toMatchObject({ status: 200 });
    expect(fake.requests).toHaveLength(1);
    expect((fake.requests[0]?.body as FormData).get('upload')).toBe('u1');
  });

  it.each(['upload-not-found', 'upload-elsewhere', 'upload-incomplete'] as const)(
    'has to be chosen again where the service no longer has it: %s',
    async (slug) => {
      const status = slug === 'upload-not-found' ? 404 : 409;
      fake.disturb = () => ({ status, body: problemBody(slug, status) });
      const failure = await send().catch((thrown: unknown) => failureOf(thrown));
      expect(failure).toEqual({ kind: 'file-unreadable' });
    },
  );

  it('is looked at where nothing else has been begun, and only there', () => {
    const event = { type: 'kept-file', file: FILE, choice: ALL, mode: 'fill' } as const;
    const looking = importReducer(INITIAL_IMPORT, event);
    expect(looking).toMatchObject({ step: 'previewing', file: FILE, choice: ALL });
    expect(importReducer(looking, event)).toBe(looking);
    const seen = { type: 'previewed', run: looking.run, preview: PREVIEW } as const;
    expect(importReducer(looking, seen)).toMatchObject({ step: 'summary', mode: 'fill' });
  });

  it('is let go of with what is kept of it', async () => {
    await keptArchives.keep(KEPT);
    releaseUpload(connection, FILE);
    expect(await keptArchives.find('ada')).toBeNull();
    expect(fake.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['DELETE /api/uploads/u1']);
  });
});

describe('what is kept', () => {
  it('is found by the person whose it is, and by nobody else', async () => {
    await keptArchives.keep(KEPT);
    expect(await keptArchives.find('ada')).toEqual(KEPT);
    expect(await keptArchives.find('bea')).toBeNull();
  });

  it('is taken only where it is whole, whatever stands there', () => {
    const whole = JSON.stringify(KEPT);
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(parseKept(json, 'ada')).toBeNull();
      }),
    );
    for (const key of Object.keys(KEPT))
      expect(parseKept(JSON.stringify({ ...JSON.parse(whole), [key]: { rows: [null] } }), 'ada')).toBeNull();
  });
});
