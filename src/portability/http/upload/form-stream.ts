/** The body of a form on its way to the parser: counted, watched for a standstill, and never drained once it is refused. */
import { Transform } from 'node:stream';
import type { Request } from 'express';
import { PortabilityError } from '../../errors.js';
import { contentTypeWith, type FormHead } from './form-head.js';
import { HttpRefusal } from '../problems/http-refusal.js';

export interface FormStreamOptions {
  /** Bytes of the whole body, headers of its parts and all. */
  readonly maximum: number;
  /** What is thrown beyond them. */
  readonly tooLarge: () => PortabilityError;
  /** Milliseconds in which {@link PROGRESS_BYTES} must arrive, or the rest of the body. */
  readonly stall: number;
  readonly boundary: string;
  readonly head: FormHead;
  /** Its reason is what is thrown when the transfer must end. */
  readonly signal: AbortSignal;
  /** Called with how many bytes have arrived so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** Less than this in the time that is given is a standstill: one byte a minute would hold a place for ever. */
export const PROGRESS_BYTES = 16 * 1024;

/** What multer looks at in a request. */
export type FormStream = Transform & Pick<Request, 'headers' | 'method'> & { body?: unknown };

/**
 * Multer reads this instead of the request, so that it cannot do to the request what it does on errors: read it to its end
 * before it says a word. The request itself stays intact for the answer; call `release` when the form has ended either way.
 */
export function formStream(
  request: Request,
  { maximum, tooLarge, stall, boundary, head, signal, onBytes }: FormStreamOptions,
): { readonly form: FormStream; release(): void } {
  let count = 0;
  let seen = 0;
  const gate = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count += chunk.length;
      onBytes?.(count);
      const wrong = count > maximum ? tooLarge() : head.add(chunk);
      if (wrong) done(wrong);
      else done(null, chunk);
    },
  });
  const form = Object.assign(gate, {
    headers: { ...request.headers, 'content-type': contentTypeWith(boundary) },
    method: request.method,
  }) as unknown as FormStream;
  const timer = setInterval(() => {
    // A full buffer means that it is the disk that is slow, not the client.
    if (count - seen < PROGRESS_BYTES && !gate.writableNeedDrain) gate.destroy(standstill());
    seen = count;
  }, stall);
  timer.unref();
  const brokenOff = (): void => {
    if (!request.complete) gate.destroy(broken());
  };
  const stopped = (): void => void gate.destroy(signal.reason as Error);
  request.once('close', brokenOff).once('error', brokenOff);
  signal.addEventListener('abort', stopped, { once: true });
  gate.on('error', () => undefined);
  if (signal.aborted) stopped();
  else if (request.destroyed) gate.destroy(broken());
  else request.pipe(gate);
  return {
    form,
    release() {
      clearInterval(timer);
      request.off('close', brokenOff).off('error', brokenOff);
      signal.removeEventListener('abort', stopped);
      request.unpipe(gate);
      gate.destroy();
    },
  };
}

const broken = (): PortabilityError =>
  new PortabilityError('malformed-multipart', 'The upload broke off before its end.');

const standstill = (): PortabilityError =>
  new HttpRefusal(
    'request-timeout',
    'The upload stood still for too long. Try again, over a steadier connection if you can.',
    { Connection: 'close' },
  );
