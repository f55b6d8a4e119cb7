/** A client of the uploads that says exactly what a test wants said. */
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { send, type RawAnswer, type RawRequest } from './raw-http.js';
import type { Answer, ProblemBody, TestService, TestUser } from './service.js';
import type { ImportResult, PreviewReport } from '../../src/portability/index.js';

export const PIECE = 'application/offset+octet-stream';
const TUS = { 'tus-resumable': '1.0.0' };

type Headers = Readonly<Record<string, string>>;

export interface Tus {
  readonly service: TestService;
  readonly user: TestUser;
}

const idOf = ({ headers }: RawAnswer): string => String(headers.location).replace(/.*\//, '');

/** @param headers beside or in place of the usual ones; an empty one is left out */
export const create = ({ service, user }: Tus, length: number, headers: Headers = {}): Promise<RawAnswer> =>
  send(service, user, {
    path: '/api/uploads',
    headers: { ...TUS, 'content-type': '', 'upload-length': String(length), ...headers },
  });

/** Begins an upload. @returns its id */
export async function begun(tus: Tus, length: number): Promise<string> {
  const answer = await create(tus, length);
  if (answer.status !== 201) throw new Error(`It answered ${answer.status}: ${answer.body.detail}`);
  return idOf(answer);
}

export const patch = (
  { service, user }: Tus,
  id: string,
  offset: number,
  piece: Buffer | AsyncIterable<Buffer> | Pick<RawRequest, 'body' | 'headers'>,
): Promise<RawAnswer> => {
  const { body, headers } =
    'headers' in piece || 'body' in piece ? piece : { body: piece as Buffer, headers: {} };
  return send(service, user, {
    method: 'PATCH',
    path: `/api/uploads/${id}`,
    headers: { ...TUS, 'content-type': PIECE, 'upload-offset': String(offset), ...headers },
    ...(body && { body }),
  });
};

const bare = (method: string, path: string, { service, user }: Tus, headers: Headers): Promise<RawAnswer> =>
  send(service, user, { method, path, headers: { ...TUS, 'content-type': '', ...headers } });

export const head = (tus: Tus, id: string, headers: Headers = {}): Promise<RawAnswer> =>
  bare('HEAD', `/api/uploads/${id}`, tus, headers);

export const remove = (tus: Tus, id: string, headers: Headers = {}): Promise<RawAnswer> =>
  bare('DELETE', `/api/uploads/${id}`, tus, headers);

export const options = (tus: Tus): Promise<RawAnswer> => bare('OPTIONS', '/api/uploads', tus, {});

/** Uploads all of it in one piece. @returns its id */
export async function uploaded(tus: Tus, bytes: Buffer): Promise<string> {
  const id = await begun(tus, bytes.length);
  const { status, body } = await patch(tus, id, 0, bytes);
  if (status !== 204) throw new Error(`It answered ${status}: ${body.detail}`);
  return id;
}

/** Sends some bytes of a longer piece, and then nothing; the test ends the socket. */
export async function hangingPatch(
  { service, user }: Tus,
  id: string,
  { offset, announced, sent }: { readonly offset: number; readonly announced: number; readonly sent: Buffer },
): Promise<{ readonly socket: Socket; readonly answer: Promise<number> }> {
  const outgoing = request(`${service.url}/api/uploads/${id}`, {
    method: 'PATCH',
    agent: false,
    headers: {
      ...TUS,
      authorization: `Bearer ${user.token}`,
      'content-type': PIECE,
      'upload-offset': String(offset),
      'content-length': String(announced),
    },
  });
  const answer = new Promise<number>((resolve, reject) => {
    outgoing.once('response', (incoming) => resolve(incoming.resume().statusCode ?? 0));
    outgoing.once('error', reject);
  });
  answer.catch(() => undefined);
  const socket = await new Promise<Socket>((resolve) => outgoing.once('socket', resolve));
  await new Promise<void>((resolve) => outgoing.write(sent, () => resolve()));
  return { socket, answer };
}

/** Previews or imports by a form of fields alone. */
export async function sendFields<Body = PreviewReport & ImportResult>(
  { service, user }: Tus,
  path: '/api/import/preview' | '/api/import',
  fields: Readonly<Record<string, string>>,
  headers: Headers = {},
): Promise<Answer<Body & ProblemBody>> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const response = await fetch(service.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${user.token}`, ...headers },
    body: form,
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Body & ProblemBody,
  };
}
