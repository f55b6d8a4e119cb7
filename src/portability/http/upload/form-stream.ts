/** The body of a form on its way to the parser, which is to read no more of it once it is refused. */
import type { Transform } from 'node:stream';
import type { Request } from 'express';
import { PortabilityError } from '../../errors.js';
import { contentTypeWith, type FormHead } from './form-head.js';
import { watchBody } from './watched-body.js';

export interface FormStreamOptions {
  /** Bytes of the whole body, headers of its parts and all. */
  readonly maximum: number;
  /** What is thrown beyond them. */
  readonly tooLarge: () => PortabilityError;
  /** Milliseconds in which `PROGRESS_BYTES` must arrive, or the rest of the body. */
  readonly stall: number;
  readonly boundary: string;
  readonly head: FormHead;
  /** Its reason is what is thrown when the transfer must end. */
  readonly signal: AbortSignal;
  /** Called with how many bytes have arrived so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

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
  const { body, release } = watchBody(request, {
    stall,
    signal,
    broken,
    onChunk(chunk, bytes) {
      onBytes?.(bytes);
      return bytes > maximum ? tooLarge() : head.add(chunk);
    },
  });
  const form = Object.assign(body, {
    headers: { ...request.headers, 'content-type': contentTypeWith(boundary) },
    method: request.method,
  }) as unknown as FormStream;
  return { form, release };
}

const broken = (): PortabilityError =>
  new PortabilityError('malformed-multipart', 'The upload broke off before its end.');
