/** The laws of blob stores, for a store of a host's own: one call in a spec of the host. */
import type { BlobStore } from '../blobs.js';
import { abortLaws } from './blob-abort-laws.js';
import { sourceLaws } from './blob-source-laws.js';
import { storingLaws } from './blob-storing-laws.js';
import type { TestFrame } from './test-frame.js';

export interface BlobLawsOptions {
  /**
   * Default true. False for a service that shows what is still being written, or keeps a part of it: then a put that is given up in
   * mid-stream may leave a part.
   */
  readonly isAtomic?: boolean;
  /** Milliseconds that a law may take; default three minutes: some move a hundred megabytes. */
  readonly timeout?: number;
}

/**
 * Declares as tests what {@link BlobStore} promises.
 * @param store asked when a law runs. Whoever calls opens it, in a hook before, and closes it; nothing else writes to it meanwhile, and
 * what the laws write stays in it
 * @example
 * describeBlobStore({ describe, it }, () => createFsBlobStore(directory));
 */
export function describeBlobStore(
  { describe, it }: TestFrame,
  store: () => BlobStore,
  { isAtomic = true, timeout = 180_000 }: BlobLawsOptions = {},
): void {
  describe('blob store', () => {
    const law = (name: string, holds: (store: BlobStore) => Promise<void>): void =>
      void it(name, () => holds(store()), timeout);
    storingLaws(law);
    sourceLaws(law);
    abortLaws(law, isAtomic);
  });
}
