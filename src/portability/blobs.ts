/** `./blobs`: where the bytes of files lie. The store in S3 loads the AWS SDK when it is first used. */
export {
  BlobMissing,
  BlobSizeMismatch,
  storageFull,
  storageUnavailable,
} from './storage/blobs/blob-errors.js';
export {
  blobKey,
  isBlobKey,
  newBlobKey,
  parseBlobKey,
  type BlobEntry,
  type BlobStat,
  type BlobStore,
} from './storage/blobs/blob-store.js';
export { boundedBlobs } from './storage/blobs/bounded-blobs.js';
export { createBlobStore, type BlobStoreOptions } from './storage/blobs/create-blob-store.js';
export { createFsBlobStore } from './storage/blobs/fs-blob-store.js';
export { unlessAborted } from './storage/blobs/giving-up.js';
export { createS3BlobStore } from './storage/blobs/lazy-s3.js';
export type { S3Options } from './storage/blobs/s3-options.js';
