/** Ends a connection on which an answer was given before the request was whole (nginx calls it lingering close). */
import type { Request, Response } from 'express';
import { DEFAULT_LIMITS, type ImportLimits } from '../../limits.js';
import { resetConnection } from '../download/reset-connection.js';

export interface LingerOptions {
  /** How much of the body may still come. */
  readonly bytes: number;
  readonly seconds: number;
}

export const LINGER = Symbol('Linger');

/** As much as an upload may have: a client that sends first and reads last gets to the answer. */
export const lingerOptions = ({
  uploadBytes,
  lingerSeconds,
}: ImportLimits = DEFAULT_LIMITS): LingerOptions => ({
  bytes: uploadBytes,
  seconds: lingerSeconds,
});

/** A client that sends nothing for so long, or half of the time that it has, reads or is gone. Milliseconds; nginx waits as long. */
const IDLE = 5_000;

/**
 * Reads what still comes and throws it away, as closing a socket with unread input resets it, and the client would lose the answer
 * (RFC 9112, section 9.6). The connection is closed when the client has sent all of it or pauses, and reset at either bound.
 * @param response whose answer is written and not ended
 */
export function linger(request: Request, response: Response, { bytes, seconds }: LingerOptions): void {
  let read = 0;
  const clear = (): void => {
    clearTimeout(timer);
    clearTimeout(idle);
    request.off('data', count);
  };
  const finish = (): void => {
    clear();
    response.end();
  };
  const cut = (): void => {
    clear();
    resetConnection(response);
  };
  const count = (chunk: Buffer): void => {
    read += chunk.length;
    if (read > bytes) cut();
    else idle.refresh();
  };
  const timer = setTimeout(cut, seconds * 1_000).unref();
  const idle = setTimeout(finish, Math.min(IDLE, seconds * 500)).unref();
  request.once('end', finish).once('close', finish).once('error', finish);
  request.unpipe();
  request.on('data', count);
}
