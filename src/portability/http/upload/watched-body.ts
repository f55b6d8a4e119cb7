/** The body of a request on its way to whoever takes it: counted, watched for a standstill, and never drained once it is refused. */
import { Transform } from 'node:stream';
import type { Request } from 'express';
import type { PortabilityError } from '../../errors.js';
import { HttpRefusal } from '../problems/http-refusal.js';

export interface WatchedBodyOptions {
  /** Milliseconds in which {@link PROGRESS_BYTES} must arrive, or the rest of the body. */
  readonly stall: number;
  /** Its reason is what is thrown when the transfer must end. */
  readonly signal: AbortSignal;
  /** What is thrown where the connection ends before the body. */
  readonly broken: () => PortabilityError;
  /** Called with each chunk, and how many bytes have arrived with it. @returns what ends the body */
  readonly onChunk?: (chunk: Buffer, bytes: number) => PortabilityError | undefined;
}

/** Less than this in the time that is given is a standstill: one byte a minute would hold a place for ever. */
const PROGRESS_BYTES = 16 * 1024;

/** The request itself stays intact for the answer; call `release` when the body has ended either way. */
export function watchBody(
  request: Request,
  { stall, signal, broken, onChunk }: WatchedBodyOptions,
): { readonly body: Transform; release(): void } {
  let count = 0;
  let seen = 0;
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count += chunk.length;
      const wrong = onChunk?.(chunk, count);
      if (wrong) done(wrong);
      else done(null, chunk);
    },
  });
  const timer = setInterval(() => {
    // A full buffer means that it is the disk that is slow, not the client.
    if (count - seen < PROGRESS_BYTES && !body.writableNeedDrain) body.destroy(standstill());
    seen = count;
  }, stall);
  timer.unref();
  const brokenOff = (): void => {
    if (!request.complete) body.destroy(broken());
  };
  const stopped = (): void => void body.destroy(signal.reason as Error);
  request.once('close', brokenOff).once('error', brokenOff);
  signal.addEventListener('abort', stopped, { once: true });
  body.on('error', () => undefined);
  if (signal.aborted) stopped();
  else if (request.destroyed) body.destroy(broken());
  else request.pipe(body);
  return {
    body,
    release() {
      clearInterval(timer);
      request.off('close', brokenOff).off('error', brokenOff);
      signal.removeEventListener('abort', stopped);
      request.unpipe(body);
      body.destroy();
    },
  };
}

const standstill = (): PortabilityError =>
  new HttpRefusal(
    'request-timeout',
    'The upload stood still for too long. Try again, over a steadier connection if you can.',
    { Connection: 'close' },
  );
