/** Chooses the blob store that the configuration names. */
import type { BlobStore } from './blob-store.js';
import { createFsBlobStore } from './fs-blob-store.js';
import { createS3BlobStore } from './lazy-s3.js';
import type { S3Options } from './s3-options.js';

export type BlobStoreOptions =
  { readonly kind: 'fs'; readonly directory: string } | ({ readonly kind: 's3' } & S3Options);

/**
 * Opens a store. The caller closes it.
 * @example const blobs = createBlobStore({ kind: 'fs', directory: '/var/lib/bookshelf/blobs' });
 */
export const createBlobStore = (options: BlobStoreOptions): BlobStore =>
  options.kind === 'fs' ? createFsBlobStore(options.directory) : createS3BlobStore(options);
