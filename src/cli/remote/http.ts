/** Requests of the command line to a service elsewhere. */
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { PROBLEM_SLUGS, PortabilityError, type ProblemSlug } from '../../portability/files.js';
import { Unreachable } from '../exit.js';
import type { Remote } from './login-file.js';

export interface Call {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the service's address: `/api/export`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readable | string;
}

/** An answer whose body nobody has read. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: IncomingMessage;
}

/** Milliseconds in which nothing may come or go until the connection counts as dead. */
const SILENCE = 120_000;

/**
 * Sends a request; resolves when the answer begins, which may be before the body is sent.
 * @throws Unreachable where the connection fails, the signal's reason where it is aborted
 */
export function send(
  { url, token }: Pick<Remote, 'url'> & Partial<Remote>,
  { method, path, headers = {}, body }: Call,
  signal: AbortSignal,
): Promise<Answer> {
  const address = new URL(url + path);
  const request = (address.protocol === 'https:' ? requestHttps : requestHttp)(address, {
    method,
    signal,
    timeout: SILENCE,
    headers: {
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
  request.on('timeout', () => request.destroy(new Error('no answer')));
  return new Promise((resolve, reject) => {
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (body !== undefined && typeof body !== 'string') body.destroy();
      reject(signal.aborted ? error : unreachable(url, error));
    });
    request.on('response', (response) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: response });
    });
    if (body === undefined || typeof body === 'string') request.end(body);
    // What fails here is told by the request, or the answer has come.
    else pipeline(body, request).catch(() => undefined);
  });
}

const unreachable = (url: string, { code, message }: NodeJS.ErrnoException): Unreachable =>
  new Unreachable(`${url} cannot be reached (${code ?? message}).`);

/** Statuses that another attempt may change; the service says so itself, or a proxy before it. */
const PASSING = new Set([423, 502, 503, 504]);

export const isPassing = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof Refused && PASSING.has(error.status));

/** What the service refuses, in its words, with the status of the answer. */
export class Refused extends PortabilityError {
  constructor(
    readonly status: number,
    problem: {
      readonly slug: ProblemSlug;
      readonly detail: string;
      readonly rest: Readonly<Record<string, unknown>>;
    },
  ) {
    super(problem.slug, problem.detail, problem.rest);
  }
}

/**
 * The JSON of an answer.
 * @throws Refused what a problem document says, Unreachable where it is not that of Carol
 */
export async function readJson<Body>(answer: Answer, url: string): Promise<Body> {
  const value = await readAny(answer, url);
  if (answer.status >= 400) throw refusedBy(answer, value, url);
  return value as Body;
}

/** @throws Refused, Unreachable unless the answer is a success; its body is then read by the caller */
export async function assertSuccess(answer: Answer, url: string): Promise<void> {
  if (answer.status >= 400) throw refusedBy(answer, await readAny(answer, url), url);
}

async function readAny({ body }: Answer, url: string): Promise<unknown> {
  const content = await text(body).catch((error: NodeJS.ErrnoException) => {
    throw unreachable(url, error);
  });
  try {
    return content === '' ? undefined : (JSON.parse(content) as unknown);
  } catch {
    return undefined;
  }
}

function refusedBy({ status }: Answer, value: unknown, url: string): Error {
  const {
    type,
    detail,
    title: _title,
    status: _status,
    instance: _instance,
    ...rest
  } = (value ?? {}) as Record<string, unknown>;
  const slug = PROBLEM_SLUGS.find((each) => typeof type === 'string' && type.endsWith(`/${each}`));
  if (slug !== undefined && typeof detail === 'string') return new Refused(status, { slug, detail, rest });
  if (PASSING.has(status))
    return new Refused(status, { slug: 'server-busy', detail: `${url} answered ${status}.`, rest: {} });
  return new Unreachable(`${url} answered ${status}, and not as Carol does. Is this its address?`);
}
