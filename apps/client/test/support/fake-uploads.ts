/** A service that takes uploads, as a browser's XMLHttpRequest meets it. */
import { problemBody } from './samples';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: FormData | Blob | null;
}
interface Answered {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export const fake = {
  /** Asked first of each request; what it leaves is answered as the service does. `lost`: the connection ends after so many bytes. */
  disturb: (_request: Received): Answered | { readonly lost: number } | undefined => undefined,
  requests: [] as Received[],
  /** Bytes of each upload by its id. */
  there: new Map<string, number>(),
};
let length = 0;

function serve(request: Received): Answered {
  const { method, url, headers, body } = request;
  const id = url.split('/').pop() ?? '';
  if (method === 'POST' && url === '/api/uploads') {
    const name = `u${fake.there.size + 1}`;
    fake.there.set(name, 0);
    length = Number(headers['Upload-Length']);
    return { status: 201, headers: { Location: `/api/uploads/${name}` } };
  }
  if (method === 'POST') {
    const named = (body as FormData).get('upload');
    if (named === null || fake.there.get(String(named)) === length) return { status: 200, body: '{}' };
    return { status: 404, body: problemBody('upload-not-found', 404) };
  }
  const offset = fake.there.get(id);
  if (offset === undefined) return { status: 404, body: problemBody('upload-not-found', 404) };
  if (method === 'DELETE') fake.there.delete(id);
  if (method === 'PATCH') {
    if (Number(headers['Upload-Offset']) !== offset)
      return { status: 409, body: problemBody('upload-offset-mismatch', 409) };
    fake.there.set(id, offset + (body as Blob).size);
  }
  return { status: method === 'HEAD' ? 200 : 204, headers: { 'Upload-Offset': String(fake.there.get(id)) } };
}

export class FakeXhr {
  readonly upload: Record<string, ((event: object) => void) | undefined> = {};
  status = 0;
  responseText = '';
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  onloadend?: () => void;
  private answer: Answered = { status: 0 };
  private readonly headers: Record<string, string> = {};
  private method = '';
  private url = '';
  private isAborted = false;
  open(method: string, url: string) {
    this.method = method;
    this.url = url;
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  getResponseHeader(name: string) {
    return this.answer.headers?.[name] ?? null;
  }
  abort() {
    this.isAborted = true;
    this.onabort?.();
  }
  send(body: FormData | Blob | null) {
    const request = { method: this.method, url: this.url, headers: this.headers, body };
    fake.requests.push(request);
    queueMicrotask(() => {
      if (this.isAborted) return;
      const answer = fake.disturb(request) ?? serve(request);
      if ('lost' in answer) {
        const id = this.url.split('/').pop() ?? '';
        if (this.method === 'PATCH') fake.there.set(id, (fake.there.get(id) ?? 0) + answer.lost);
        this.onerror?.();
        return;
      }
      const size = body instanceof Blob ? body.size : 1;
      this.upload['onprogress']?.({ loaded: size, total: size, lengthComputable: true });
      this.upload['onload']?.({ loaded: size });
      this.answer = answer;
      this.status = answer.status;
      this.responseText = answer.body ?? '';
      this.onload?.();
    });
  }
}
