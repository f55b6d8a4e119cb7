/** Writes a problem to the wire, also while the client is still sending. */
import type { Request, Response } from 'express';
import { resetConnection } from '../download/reset-connection.js';
import { linger, type LingerOptions } from './linger.js';
import type { Problem } from './problem-document.js';

export interface AnswerOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly linger: LingerOptions;
}

/**
 * Answers with `application/problem+json`.
 * A body that nobody is going to read ends the connection; not at once, though: the answer is sent in full, then what still
 * arrives is thrown away, up to a bound.
 * With the headers sent already the connection is reset: the client must not take the part for a whole.
 */
export function answer(
  request: Request,
  response: Response,
  problem: Problem,
  { headers, linger: lingering }: AnswerOptions,
): void {
  if (response.headersSent || response.destroyed) {
    resetConnection(response);
    return;
  }
  const body = Buffer.from(JSON.stringify(problem));
  // What a handler set for its own, happier answer.
  for (const name of [
    'Content-Disposition',
    'Content-Encoding',
    'ETag',
    'Last-Modified',
    'Transfer-Encoding',
  ]) {
    response.removeHeader(name);
  }
  response.writeHead(problem.status, {
    'Content-Type': 'application/problem+json',
    'Content-Length': String(body.length),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
    ...(request.complete || !hasBody(request) ? {} : { Connection: 'close' }),
  });
  const content = request.method === 'HEAD' ? Buffer.alloc(0) : body;
  if (request.complete || !hasBody(request)) {
    response.end(content);
    return;
  }
  response.write(content);
  linger(request, response, lingering);
}

/** Whether a request announces one. */
export const hasBody = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
