/** What a blob store can fail with, and how the failures of a disk or a service become refusals. */
import { PortabilityError } from '../../errors.js';

/** Nothing lies under the key. */
export class BlobMissing extends Error {
  override readonly name = 'BlobMissing';

  constructor(
    readonly key: string,
    options?: ErrorOptions,
  ) {
    super('The store holds no such blob.', options);
  }
}

/** A source gave fewer bytes than announced, or more: then `actual` is what came until that was plain. */
export class BlobSizeMismatch extends Error {
  override readonly name = 'BlobSizeMismatch';

  constructor(
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`The source of a blob gave ${actual} bytes where ${expected} were announced.`);
  }
}

/** After how many seconds another attempt is worth it. */
const RETRY_SECONDS = 10;

/**
 * @param cause goes to the log and never to a client: it may hold a path or an address
 * @example if (answer.status === 507) throw storageFull(answer);
 */
export const storageFull = (cause: unknown): PortabilityError =>
  new PortabilityError(
    'storage-full',
    'The storage for files is full. Nothing was changed. Ask the operator to make room, then try again.',
    {},
    { cause },
  );

/**
 * @param cause goes to the log and never to a client: it may hold a path or an address
 * @example if (answer.status >= 500) throw storageUnavailable(answer);
 */
export const storageUnavailable = (cause: unknown): PortabilityError =>
  new PortabilityError(
    'storage-unavailable',
    'The storage for files cannot be used at the moment. Nothing was changed. Try again in a little while.',
    {},
    { cause, retrySeconds: RETRY_SECONDS },
  );

/** The `code` of an error of the operating system, such as ENOSPC; undefined for any other. */
export function systemCode(error: unknown): string | undefined {
  // Not instanceof: Node's own errors are not instances of the Error of a vm context, such as a test's.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined;
}

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

/** An error of the operating system as a refusal; any other error as it is. */
export function translateSystemError(error: unknown): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  return FULL.has(code) ? storageFull(error) : storageUnavailable(error);
}
