/** The store in S3, which loads the AWS SDK when it is first used: a host that keeps files on disk need not have it. */
import type { BlobStore } from './blob-store.js';
import type { S3Options } from './s3-options.js';

/**
 * Opens a store in a bucket; connects when first used. The caller closes it.
 * @example
 * const blobs = createS3BlobStore({
 *   endpoint: 'https://s3.eu-central-1.amazonaws.com',
 *   region: 'eu-central-1',
 *   bucket: 'bookshelf',
 *   accessKeyId,
 *   secretAccessKey,
 * });
 */
export function createS3BlobStore(options: S3Options): BlobStore {
  let opened: Promise<BlobStore> | undefined;
  const open = (): Promise<BlobStore> =>
    (opened ??= import('./s3-blob-store.js').then((module) => module.createS3BlobStore(options)));
  return {
    put: async (...given) => (await open()).put(...given),
    get: async (...given) => (await open()).get(...given),
    stat: async (...given) => (await open()).stat(...given),
    delete: async (...given) => (await open()).delete(...given),
    async *list(...given) {
      yield* (await open()).list(...given);
    },
    sweepIncoming: async (...given) => (await open()).sweepIncoming(...given),
    check: async (...given) => (await open()).check(...given),
    close: async () => (await opened)?.close(),
  };
}
