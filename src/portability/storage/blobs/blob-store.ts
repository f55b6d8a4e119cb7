/** Where the bytes of uploaded files lie: what every blob store promises. */
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { UUID } from '../../archive/uuid.js';

/** What a store says of a blob without reading it. */
export interface BlobStat {
  /** Bytes that are really there. */
  readonly size: number;
}

/** A blob as a listing shows it. */
export interface BlobEntry extends BlobStat {
  readonly key: string;
  readonly modifiedAt: Date;
}

/**
 * Blobs under keys of the form {@link newBlobKey}; any other key is a TypeError.
 * Where the store itself fails, every method throws PortabilityError: `storage-full` or `storage-unavailable`.
 * A `signal` that is aborted ends what is on its way as far as that is possible, and the call rejects. What cannot be called back may
 * still take effect later, at any time: whoever calls must be safe then, too (see docs/decisions/0013).
 */
export interface BlobStore {
  /**
   * Stores exactly `size` bytes under key, atomically and durably: readers see all or nothing, and what was there before until then.
   * Consumes and closes source. Where source throws, or ends with another size ({@link BlobSizeMismatch}), rejects with just that and
   * leaves nothing.
   */
  put(
    key: string,
    source: Readable | AsyncIterable<Buffer>,
    size: number,
    signal?: AbortSignal,
  ): Promise<void>;
  /**
   * Opens a blob. The caller owns the stream: reads it to its end, or destroys it.
   * @throws BlobMissing
   */
  get(key: string, signal?: AbortSignal): Promise<Readable>;
  /** Null where nothing lies under the key. */
  stat(key: string, signal?: AbortSignal): Promise<BlobStat | null>;
  /** Removes a blob; one that is absent is fine. */
  delete(key: string, signal?: AbortSignal): Promise<void>;
  /** The blobs whose key begins with prefix, in the order of their keys; those stored or removed meanwhile may appear or not. */
  list(prefix: string, signal?: AbortSignal): AsyncIterable<BlobEntry>;
  /** Removes what puts left behind whose process died. @returns how many */
  sweepIncoming(signal?: AbortSignal): Promise<number>;
  /** Resolves when the store can be used: for readiness. */
  check(signal?: AbortSignal): Promise<void>;
  /** Releases connections; the store is not used after that. */
  close(): Promise<void>;
}

/**
 * The key that the first release gave a file: by its content alone, within one user. Still read, and never written to again.
 * @example blobKey(userId, sha256) // '<user>/<digest>'
 */
export const blobKey = (userId: string, sha256: string): string => `${userId}/${sha256}`;

/**
 * A key for one storing of a file. It is never given twice, so that a request to remove what an earlier storing left cannot, however
 * late it arrives, hit what a later one stored. No blob is shared between users.
 * @example await blobs.put(newBlobKey(userId, sha256), createReadStream(path), size);
 */
export const newBlobKey = (userId: string, sha256: string): string =>
  `${blobKey(userId, sha256)}-${randomUUID().replaceAll('-', '')}`;

const KEY = new RegExp(`^${UUID}/[0-9a-f]{64}(-[0-9a-f]{32})?$`);

/** @example isBlobKey('../secret') // false */
export const isBlobKey = (key: string): boolean => KEY.test(key);

/**
 * The parts of a key, which are safe in a path; `name` is all that follows the user.
 * @throws TypeError where it is no key
 * @example const { userId, name } = parseBlobKey(key);
 */
export function parseBlobKey(key: string): {
  readonly userId: string;
  readonly sha256: string;
  readonly name: string;
} {
  if (!isBlobKey(key)) throw new TypeError('A blob key is <uuid>/<sha256>[-<storing>], in lower case.');
  return { userId: key.slice(0, 36), sha256: key.slice(37, 101), name: key.slice(37) };
}
