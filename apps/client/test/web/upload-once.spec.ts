/** A file goes over the line once, whatever breaks on the way. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { failureOf } from '../../src/api/failure';
import { releaseUpload } from '../../src/your-data/transfer/release-upload.web';
import { upload } from '../../src/your-data/transfer/upload.web';
import { fake, FakeXhr } from '../support/fake-uploads';
import { problemBody } from '../support/samples';

const MiB = 1024 * 1024;
const connection = { baseUrl: '' };

const progress = jest.fn<(done: number, total: number) => void>();
/** Which jsdom's cannot do by itself. */
const readable = (blob: Blob): Blob => Object.assign(blob, { arrayBuffer: async () => new ArrayBuffer(1) });
const fileOf = (size: number): Blob => {
  const blob = new Blob([new Uint8Array(size)]);
  return Object.assign(blob, {
    slice: (from: number, to: number) => readable(Blob.prototype.slice.call(blob, from, to)),
  });
};
const send = (file: Blob, signal = new AbortController().signal) =>
  upload({
    connection,
    path: '/api/import/preview',
    file: { name: 'a.tar.gz', size: file.size, uri: 'blob:1', file },
    parameters: {},
    headers: {},
    onProgress: progress,
    signal,
  });

/** What was sent, in short. */
const said = (): string[] =>
  fake.requests.map(({ method, url, body, headers }) => {
    if (method === 'PATCH') return `PATCH ${Number(headers['Upload-Offset']) / MiB}`;
    if (body instanceof FormData) return `form ${[...body.keys()].join()}`;
    return `${method} ${url.replace('/api/', '')}`;
  });

let file: Blob;
beforeEach(() => {
  Object.assign(globalThis, { XMLHttpRequest: FakeXhr });
  // What waits before it tries again goes on at once.
  jest
    .spyOn(globalThis, 'setTimeout')
    .mockImplementation(((go: () => void) => void queueMicrotask(go)) as never);
  fake.disturb = () => undefined;
  fake.requests = [];
  fake.there = new Map();
  progress.mockReset();
  file = fileOf(17 * MiB);
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('a file', () => {
  it('that is empty goes with the form', async () => {
    await send(fileOf(0));
    expect(said()).toEqual(['form file']);
  });

  it('is sent in pieces and named by the form, and named alone the next time', async () => {
    expect(await send(file)).toMatchObject({ status: 200 });
    expect(said()).toEqual(['POST uploads', 'PATCH 0', 'PATCH 8', 'PATCH 16', 'form upload']);
    // Not all, until the form has left, too.
    const total = file.size + 1;
    const whole = progress.mock.calls.findIndex(([done]) => done >= total);
    expect(progress.mock.calls[whole - 1]).toEqual([file.size, total]);
    expect(new Set(progress.mock.calls.slice(whole).flat())).toEqual(new Set([total]));
    fake.requests = [];
    expect(await send(file)).toMatchObject({ status: 200 });
    expect(said()).toEqual(['HEAD uploads/u1', 'form upload']);
  });

  it.each([0, 1, 3 * MiB, 8 * MiB])(
    'goes on after a connection that was lost %i bytes further',
    async (lost) => {
      let isFirst = true;
      const offsets: number[] = [];
      for (let offset = 8 * MiB + lost; offset < file.size; offset += 8 * MiB) offsets.push(offset);
      fake.disturb = ({ method, headers }) => {
        if (!isFirst || method !== 'PATCH' || headers['Upload-Offset'] !== String(8 * MiB)) return undefined;
        isFirst = false;
        return { lost };
      };
      expect(await send(file)).toMatchObject({ status: 200 });
      expect(said()).toEqual([
        'POST uploads',
        'PATCH 0',
        'PATCH 8',
        'HEAD uploads/u1',
        ...offsets.map((offset) => `PATCH ${offset / MiB}`),
        'form upload',
      ]);
      expect(fake.there.get('u1')).toBe(file.size);
    },
  );

  it.each([409, 423, 429, 502, 503])('goes on after %i', async (status) => {
    let times = 2;
    fake.disturb = ({ method }) => (method === 'PATCH' && times-- > 0 ? { status } : undefined);
    expect(await send(file)).toMatchObject({ status: 200 });
    expect(fake.there.get('u1')).toBe(file.size);
  });

  it('gives up on a connection that does not come back, and goes on where it was when asked again', async () => {
    fake.disturb = ({ method }) =>
      method === 'PATCH' && fake.there.get('u1') === 8 * MiB ? { lost: 0 } : undefined;
    await expect(send(file).catch((thrown: unknown) => failureOf(thrown))).resolves.toEqual({
      kind: 'network',
    });
    fake.disturb = () => undefined;
    fake.requests = [];
    expect(await send(file)).toMatchObject({ status: 200 });
    expect(said()).toEqual(['HEAD uploads/u1', 'PATCH 8', 'PATCH 16', 'form upload']);
  });

  it.each([
    ['does not know uploads', 404, 'not-found'],
    ['keeps no more for this person', 413, 'upload-quota-exceeded'],
  ] as const)('goes with the form where the service %s', async (_, status, slug) => {
    fake.disturb = ({ url }) =>
      url === '/api/uploads' ? { status, body: problemBody(slug, status) } : undefined;
    expect(await send(file)).toMatchObject({ status: 200 });
    expect(said()).toEqual(['POST uploads', 'form file']);
  });

  it.each(['upload-not-found', 'upload-elsewhere'] as const)(
    'is sent again where what was sent is gone: %s',
    async (slug) => {
      await send(file);
      fake.requests = [];
      let isFirst = true;
      fake.disturb = ({ url }) => {
        if (!url.startsWith('/api/import') || !isFirst) return undefined;
        isFirst = false;
        const status = slug === 'upload-not-found' ? 404 : 409;
        return { status, body: problemBody(slug, status) };
      };
      expect(await send(file)).toMatchObject({ status: 200 });
      expect(said().filter((each) => !each.startsWith('PATCH'))).toEqual([
        'HEAD uploads/u1',
        'form upload',
        'POST uploads',
        'form upload',
      ]);
    },
  );

  it('goes with the form where what was sent is gone again and again', async () => {
    fake.disturb = ({ body }) =>
      body instanceof FormData && body.has('upload')
        ? { status: 409, body: problemBody('upload-elsewhere', 409) }
        : undefined;
    expect(await send(file)).toMatchObject({ status: 200 });
    expect(said().at(-1)).toBe('form file');
  });

  it('tells whoever is signed out meanwhile', async () => {
    fake.disturb = ({ method }) =>
      method === 'PATCH' ? { status: 401, body: problemBody('unauthenticated', 401) } : undefined;
    expect(await send(file)).toMatchObject({ status: 401 });
  });

  it('that cannot be read any more is told as that', async () => {
    file.slice = () =>
      ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) }) as Blob;
    fake.disturb = ({ method }) => (method === 'PATCH' ? { lost: 0 } : undefined);
    expect(await send(file).catch((thrown: unknown) => failureOf(thrown))).toEqual({
      kind: 'file-unreadable',
    });
  });

  it('can be stopped', async () => {
    const controller = new AbortController();
    fake.disturb = ({ method }) => {
      if (method === 'PATCH') controller.abort();
      return undefined;
    };
    expect(await send(file, controller.signal).catch((thrown: unknown) => failureOf(thrown))).toEqual({
      kind: 'cancelled',
    });
  });

  it('is let go of when it is not needed any more, once', async () => {
    await send(file);
    fake.requests = [];
    const picked = { name: 'a.tar.gz', size: file.size, uri: 'blob:1', file };
    releaseUpload(connection, picked);
    releaseUpload(connection, picked);
    expect(said()).toEqual(['DELETE uploads/u1']);
  });
});
