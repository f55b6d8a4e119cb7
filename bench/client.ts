/** Speaks to the service as its clients do, and says how long it took. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Agent, request, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { json } from 'node:stream/consumers';
import type { ImportResult, PreviewReport } from '../src/portability/index.js';
import type { ImportMode } from '../src/portability/kinds.js';

export interface Download {
  /** Milliseconds from the request on. */
  readonly firstByte: number;
  readonly wall: number;
}

export interface Client {
  /** The shortest authenticated request that there is. */
  roundTrip(): Promise<void>;
  /** The data alone. The bytes go into the file, or nowhere. */
  export(file?: string): Promise<Download>;
  /** With the files beside the data, as people download it. */
  exportWithViewer(file?: string): Promise<Download>;
  preview(file: string): Promise<PreviewReport>;
  /** @returns how many lines there were */
  items(file: string, mode: ImportMode): Promise<number>;
  import(file: string, mode: ImportMode): Promise<ImportResult>;
  close(): void;
}

const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

async function answerTo(sent: ClientRequest): Promise<IncomingMessage> {
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  if (answer.statusCode === 200) return answer;
  throw new Error(`${sent.path} answered ${answer.statusCode}: ${JSON.stringify(await json(answer))}`);
}

/** @param file where the bytes go; nowhere without it */
export async function download(url: string, options: RequestOptions = {}, file?: string): Promise<Download> {
  const start = performance.now();
  const answer = await ask(url, options);
  let firstByte: number | undefined;
  answer.once('data', () => (firstByte = performance.now() - start));
  await pipeline(answer, file === undefined ? nowhere() : createWriteStream(file));
  const wall = performance.now() - start;
  return { firstByte: firstByte ?? wall, wall };
}

/** @returns the answer to a plain request; the caller reads it */
export const ask = (url: string, options: RequestOptions = {}): Promise<IncomingMessage> =>
  answerTo(request(url, options).end());

/** Sends a file in a form, as browsers do. @returns the JSON of the answer */
export const sendForm = async (...sent: Parameters<typeof postForm>): Promise<unknown> =>
  json(await postForm(...sent));

/** @returns the answer; the caller reads it */
async function postForm(
  url: string,
  file: string,
  fields: Readonly<Record<string, string>>,
  options: RequestOptions = {},
): Promise<IncomingMessage> {
  const boundary = randomUUID();
  const part = (disposition: string, content: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}`;
  const head =
    Object.entries(fields)
      .map(([name, value]) => `${part(`name="${name}"`, value)}\r\n`)
      .join('') + part('name="file"; filename="archive.tar.gz"', '');
  const tail = `\r\n--${boundary}--\r\n`;
  const sent = request(url, {
    ...options,
    method: 'POST',
    headers: {
      ...options.headers,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': head.length + (await stat(file)).size + tail.length,
    },
  });
  const answer = answerTo(sent);
  // Where the connection breaks while the file is sent, the sending says so first.
  answer.catch(() => undefined);
  sent.write(head);
  await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), sent, { end: false });
  sent.end(tail);
  return answer;
}

export function createClient(url: string, token: string): Client {
  const agent = new Agent({ keepAlive: true });
  const headers = { authorization: `Bearer ${token}` };
  const upload = (path: string, file: string, fields: Readonly<Record<string, string>>): Promise<unknown> =>
    sendForm(url + path, file, fields, { agent, headers });

  return {
    async roundTrip() {
      await json(await ask(`${url}/api/auth/session`, { agent, headers }));
    },
    export: (file) => download(`${url}/api/export?viewer=false`, { agent, headers }, file),
    exportWithViewer: (file) => download(`${url}/api/export`, { agent, headers }, file),
    preview: (file) => upload('/api/import/preview', file, {}) as Promise<PreviewReport>,
    async items(file, mode) {
      const answer = await postForm(
        `${url}/api/import/preview`,
        file,
        { mode },
        { agent, headers: { ...headers, accept: 'application/x-ndjson' } },
      );
      let lines = 0;
      for await (const chunk of answer)
        for (let at = -1; (at = (chunk as Buffer).indexOf(10, at + 1)) >= 0;) lines++;
      return lines;
    },
    import: (file, mode) => upload('/api/import', file, { mode, confirm: 'true' }) as Promise<ImportResult>,
    close: () => agent.destroy(),
  };
}
