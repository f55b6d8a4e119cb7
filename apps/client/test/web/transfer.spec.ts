/** The browser's transfers: counted, whole or not at all. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { failureOf, type Failure } from '../../src/api/failure';
import { download } from '../../src/your-data/transfer/download.web';
import { fileNameFrom } from '../../src/your-data/transfer/file-name';
import { upload } from '../../src/your-data/transfer/upload.web';
import { archiveOf } from '../support/archive';
import { problemBody } from '../support/samples';

const connection = { baseUrl: '' };
const failureIn = (promise: Promise<unknown>): Promise<Failure | null> =>
  promise.then(
    () => null,
    (thrown: unknown) => failureOf(thrown),
  );

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a download', () => {
  let saved: { name: string; blob: Blob }[];
  const progress = jest.fn();
  const request = () => ({
    connection,
    path: '/api/export' as const,
    fallbackName: 'fallback.tar.gz',
    onProgress: progress,
    signal: new AbortController().signal,
  });

  beforeEach(() => {
    saved = [];
    progress.mockReset();
    let last: Blob;
    URL.createObjectURL = (blob) => {
      last = blob as Blob;
      return 'blob:1';
    };
    URL.revokeObjectURL = () => undefined;
    jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push({ name: this.download, blob: last });
    });
  });

  /** A body that hands out `chunks` and then ends, or breaks. */
  function answer(chunks: readonly Uint8Array[], headers: Record<string, string>, breaks = false): Response {
    let at = 0;
    const read = async () => {
      if (at < chunks.length) return { done: false, value: chunks[at++]! };
      if (breaks) throw new TypeError('network error');
      return { done: true, value: undefined };
    };
    return {
      ok: true,
      status: 200,
      headers: new Headers(headers),
      body: { getReader: () => ({ read }) },
    } as unknown as Response;
  }
  const answers = (response: Response) => {
    globalThis.fetch = async () => response;
  };

  const LARGE = archiveOf({ 'media/a.png': 9_000_000, SHA256SUMS: 90 });
  const SMALL = archiveOf();
  const cut = (bytes: Uint8Array, ...at: readonly number[]) =>
    [0, ...at].map((from, index) => bytes.slice(from, at[index] ?? bytes.length));

  it('is saved whole, under the name that the service gives it', async () => {
    answers(
      answer(cut(LARGE, 10, 8_900_000), {
        'Content-Disposition': 'attachment; filename=carol-export-2026-11-23.tar.gz',
      }),
    );
    const size = LARGE.length;
    expect(await download(request())).toEqual({ name: 'carol-export-2026-11-23.tar.gz', size });
    expect(saved).toEqual([{ name: 'carol-export-2026-11-23.tar.gz', blob: expect.anything() }]);
    expect(saved[0]!.blob.size).toBe(size);
    expect(progress.mock.calls.map(([done]) => done)).toEqual([10, 8_900_000, size]);
  });

  it('that breaks saves nothing', async () => {
    answers(answer(cut(SMALL.slice(0, 20), 10), {}, true));
    expect(await failureIn(download(request()))).toEqual({ kind: 'network' });
    expect(saved).toEqual([]);
  });

  it('that ends before the length it announced saves nothing', async () => {
    answers(answer(cut(SMALL.slice(0, 20), 10), { 'Content-Length': '21' }));
    expect(await failureIn(download(request()))).toEqual({ kind: 'network' });
    expect(saved).toEqual([]);
  });

  it('that ends in good order before the archive does saves nothing', async () => {
    answers(answer(cut(SMALL.slice(0, -1), 1_000), {}));
    expect(await failureIn(download(request()))).toEqual({ kind: 'incomplete' });
    expect(saved).toEqual([]);
  });

  it('that is refused tells why', async () => {
    answers({ ok: false, status: 401, text: async () => problemBody('unauthenticated', 401) } as Response);
    expect(await failureIn(download(request()))).toEqual({ kind: 'signed-out' });
    expect(saved).toEqual([]);
  });
});

describe('a file name', () => {
  it('is taken from the service only when it cannot lead anywhere else', () => {
    expect(fileNameFrom('attachment; filename="a-1.tar.gz"')).toBe('a-1.tar.gz');
    expect(fileNameFrom('attachment; filename=../../a')).toBeNull();
    expect(fileNameFrom('attachment; filename=.bashrc')).toBeNull();
    expect(fileNameFrom(null)).toBeNull();
  });
});

describe('an upload', () => {
  type Handler = ((event: object) => void) | null;
  class FakeXhr {
    static last: FakeXhr;
    readonly upload: { onprogress: Handler; onload: Handler } = { onprogress: null, onload: null };
    status = 0;
    responseText = '';
    sent: FormData | null = null;
    headers: Record<string, string> = {};
    url = '';
    onload: Handler = null;
    onerror: Handler = null;
    onabort: Handler = null;
    onloadend: Handler = null;
    constructor() {
      FakeXhr.last = this;
    }
    open(_method: string, url: string) {
      this.url = url;
    }
    setRequestHeader(name: string, value: string) {
      this.headers[name] = value;
    }
    send(form: FormData) {
      this.sent = form;
    }
    abort() {
      this.onabort?.({});
    }
  }

  /** Of which nothing goes before the form. */
  const EMPTY = new Blob([]);
  const progress = jest.fn();
  const start = (signal = new AbortController().signal, file: Blob = EMPTY) => {
    Object.assign(globalThis, { XMLHttpRequest: FakeXhr });
    const request = {
      connection,
      path: '/api/import' as const,
      file: { name: 'a.tar.gz', size: 3, uri: 'blob:1', file },
      parameters: { mode: 'merge', confirm: 'true' },
      headers: { 'Idempotency-Key': 'r1' },
      onProgress: progress,
      signal,
    };
    return upload(request);
  };

  const blobThatReads = (arrayBuffer: () => Promise<ArrayBuffer>) =>
    Object.assign(new Blob([]), { slice: () => ({ arrayBuffer }) as Blob });

  it('sends the choice before the file, and counts what leaves', async () => {
    const answered = start();
    const xhr = FakeXhr.last;
    expect([...xhr.sent!.keys()]).toEqual(['mode', 'confirm', 'file']);
    expect(xhr.url).toBe('/api/import');
    expect(xhr.headers).not.toHaveProperty('Authorization');
    expect(xhr.headers).toHaveProperty('Idempotency-Key', 'r1');
    xhr.upload.onprogress!({ loaded: 2, total: 4, lengthComputable: true });
    xhr.upload.onload!({ loaded: 4 });
    expect(progress.mock.calls).toEqual([
      [2, 4],
      [4, 4],
    ]);
    Object.assign(xhr, { status: 409, responseText: '{}' });
    xhr.onload!({});
    expect(await answered).toEqual({ status: 409, body: '{}' });
  });

  it('tells a lost connection from a file that can no longer be read', async () => {
    const lost = start(
      undefined,
      blobThatReads(async () => new ArrayBuffer(1)),
    );
    FakeXhr.last.onerror!({});
    expect(await failureIn(lost)).toEqual({ kind: 'network' });
    const gone = start(
      undefined,
      blobThatReads(() => Promise.reject(new DOMException('gone', 'NotReadableError'))),
    );
    FakeXhr.last.onerror!({});
    expect(await failureIn(gone)).toEqual({ kind: 'file-unreadable' });
  });

  it('can be stopped', async () => {
    const controller = new AbortController();
    const answered = start(controller.signal);
    controller.abort();
    expect(await failureIn(answered)).toEqual({ kind: 'cancelled' });
  });
});
