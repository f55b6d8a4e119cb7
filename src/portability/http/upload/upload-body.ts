/** The body of a piece of an upload, which begins to be read when somebody wants it: a refusal before needs none of it. */
import type { Request } from 'express';
import { PortabilityError } from '../../errors.js';
import { watchBody } from './watched-body.js';

export interface UploadBody {
  readonly chunks: AsyncIterable<Buffer>;
  /** What ended it before its time. */
  readonly error: unknown;
  /** Bytes that have arrived. */
  readonly bytes: number;
  /** To be called when nobody reads any more. */
  release(): void;
}

/**
 * @param stall milliseconds in which something must arrive
 * @param signal its reason is what ends the body when the transfer must end
 */
export function uploadBody(request: Request, stall: number, signal: AbortSignal): UploadBody {
  let error: unknown;
  let bytes = 0;
  let release = (): void => undefined;
  async function* read(): AsyncGenerator<Buffer> {
    const watched = watchBody(request, {
      stall,
      signal,
      broken,
      onChunk: (_chunk, count) => void (bytes = count),
    });
    release = watched.release;
    try {
      yield* watched.body as AsyncIterable<Buffer>;
    } catch (thrown) {
      error = thrown;
      throw thrown;
    } finally {
      release();
    }
  }
  return {
    chunks: read(),
    get error() {
      return error;
    },
    get bytes() {
      return bytes;
    },
    release: () => release(),
  };
}

/** Nobody reads this answer: the connection is gone. */
const broken = (): PortabilityError =>
  new PortabilityError('request-timeout', 'The connection ended before the body. What arrived is kept.');
