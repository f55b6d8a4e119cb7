/** Writes a problem to the wire, also while the client is still sending. */
import type { Request, Response } from 'express';
import { resetConnection } from '../download/reset-connection.js';
import type { Problem } from './problem-document.js';

/** How long a refused upload may go on arriving before the connection is cut, milliseconds. */
const LINGER = 2_000;

/**
 * Answers with `application/problem+json`.
 * A body that nobody is going to read ends the connection; not at once, though: closing a socket with
 * unread input resets it, and the client would lose the answer (RFC 9112, section 9.6). So the answer is
 * sent in full, then what still arrives is thrown away for a moment.
 * With the headers sent already the connection is reset: the client must not take the part for a whole.
 */
export function answer(
  request: Request,
  response: Response,
  problem: Problem,
  headers: Readonly<Record<string, string>>,
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
  const finish = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(finish, LINGER);
  request.once('end', finish).once('close', finish).once('error', finish);
  request.unpipe();
  request.resume();
}

const hasBody = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
