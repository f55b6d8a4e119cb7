/** Carries out an operation over HTTP as a client would, and says what the client was told. */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { MAINTENANCE, type Maintenance } from '../../src/portability/index.js';
import type { ImportMode } from '../../src/portability/kinds.js';
import { file, formOf, importForm, send, type RawAnswer } from '../support/raw-http.js';
import type { ProblemBody, TestService, TestUser } from '../support/service.js';
import type { Operation } from './catalogue.js';
import type { Archives } from './states.js';

export interface Told {
  /** 0: no answer, the connection broke. */
  readonly status: number;
  readonly body: Partial<ProblemBody>;
  /** Of an export that came to its end. */
  readonly archive?: Buffer;
}

const BROKEN: Told = { status: 0, body: {} };

export async function perform(
  service: TestService,
  user: TestUser,
  operation: Operation,
  { archives, id }: { readonly archives: Archives; readonly id: string },
): Promise<Told> {
  switch (operation) {
    case 'export':
      return download(service, user);
    case 'preview':
      return told(send(service, user, { path: '/api/import/preview', body: formOf(file(archives.next)) }));
    case 'sweep':
      await service.server.app.get<Maintenance>(MAINTENANCE, { strict: false }).run();
      return { status: 200, body: {} };
    case 'removal':
      return importing(service, user, { archive: archives.empty, mode: 'replace' }, id);
    default:
      return importing(service, user, { archive: archives.next, mode: operation }, id);
  }
}

export const importing = (
  service: TestService,
  user: TestUser,
  { archive, mode }: { readonly archive: Buffer; readonly mode: ImportMode },
  requestId: string,
): Promise<Told> =>
  told(send(service, user, { body: importForm(archive, mode), headers: { 'x-request-id': requestId } }));

export const lookUp = (service: TestService, user: TestUser, requestId: string): Promise<Told> =>
  told(
    send(service, user, {
      method: 'GET',
      path: `/api/import/${requestId}`,
      headers: { 'content-type': '' },
    }),
  );

const told = (answer: Promise<RawAnswer>): Promise<Told> =>
  answer.then(
    ({ status, body }) => ({ status, body }),
    () => BROKEN,
  );

export async function download(service: TestService, user: TestUser): Promise<Told> {
  try {
    const headers = { authorization: `Bearer ${user.token}` };
    const outgoing = get(`${service.url}/api/export`, { agent: false, headers });
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const status = incoming.statusCode ?? 0;
    if (status === 200) return { status, body: {}, archive: bytes };
    return { status, body: JSON.parse(bytes.toString()) as ProblemBody };
  } catch {
    return BROKEN;
  }
}

/** Whether it is an import, whose outcome can be looked up. */
export const isImport = (operation: Operation): boolean =>
  !['export', 'preview', 'sweep'].includes(operation);
