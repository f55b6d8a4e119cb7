/** Where the bytes of uploaded files lie: what every blob store promises. */
import type { Readable } from 'node:stream';
import { UUID } from '../../archive/uuid.js';

/** A blob as a listing shows it. `size` in bytes. */
export interface BlobEntry {
  readonly key: string;
  readonly size: number;
  readonly modifiedAt: Date;
}

/**
 * Blobs under keys of the form {@link blobKey}; any other key is a TypeError.
 * Where the store itself fails, every method throws PortabilityError: `storage-full` or `storage-unavailable`.
 */
export interface BlobStore {
  /**
   * Stores exactly `size` bytes under key, atomically and durably: readers see all or nothing, and what was there before until then.
   * Consumes and closes source. Where source throws, or ends with another size ({@link BlobSizeMismatch}), rejects with just that and
   * leaves nothing.
   */
  put(key: string, source: Readable | AsyncIterable<Buffer>, size: number): Promise<void>;
  /**
   * Opens a blob. The caller owns the stream: reads it to its end, or destroys it.
   * @throws BlobMissing
   */
  get(key: string): Promise<Readable>;
  has(key: string): Promise<boolean>;
  /** Removes a blob; one that is absent is fine. */
  delete(key: string): Promise<void>;
  /** The blobs whose key begins with prefix, in the order of their keys; those stored or removed meanwhile may appear or not. */
  list(prefix: string): AsyncIterable<BlobEntry>;
  /** Removes what puts left behind whose process died. @returns how many */
  sweepIncoming(): Promise<number>;
  /** Resolves when the store can be used: for readiness. */
  check(): Promise<void>;
  /** Releases connections; the store is not used after that. */
  close(): Promise<void>;
}

/** The key of a file within one user: no blob is shared between users. */
export const blobKey = (userId: string, sha256: string): string => `${userId}/${sha256}`;

const KEY = new RegExp(`^${UUID}/[0-9a-f]{64}$`);

export const isBlobKey = (key: string): boolean => KEY.test(key);

/**
 * The two parts of a key, which are safe in a path.
 * @throws TypeError where it is no key
 */
export function parseBlobKey(key: string): { readonly userId: string; readonly sha256: string } {
  if (!isBlobKey(key)) throw new TypeError('A blob key is <uuid>/<sha256>, in lower case.');
  return { userId: key.slice(0, 36), sha256: key.slice(37) };
}
