/** Compares what a blob store holds with what a row says of it: nothing is taken for whole because it exists. */
import { createHash } from 'node:crypto';
import { BlobMissing } from './blob-errors.js';
import type { BlobStore } from './blob-store.js';

/** What a row says of its file. */
export interface ExpectedBlob {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** `damaged`: bytes lie there, and they are not the file's. */
export type BlobState = 'whole' | 'missing' | 'damaged';

/** The bytes that passed are not those that were expected. */
export class BlobDamaged extends Error {
  override readonly name = 'BlobDamaged';

  constructor(readonly key: string) {
    super('A blob is not what its row says: it has other bytes, or another number of them.');
  }
}

/**
 * Passes the bytes on while it compares them.
 * @throws BlobDamaged as soon as there are too many bytes, or at the end; what has passed until then must not be used
 */
export async function* compared(
  chunks: AsyncIterable<Buffer>,
  { key, size, sha256 }: ExpectedBlob,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let passed = 0;
  for await (const chunk of chunks) {
    passed += chunk.length;
    if (passed > size) throw new BlobDamaged(key);
    hash.update(chunk);
    yield chunk;
  }
  if (passed !== size || hash.digest('hex') !== sha256) throw new BlobDamaged(key);
}

/** Looks at the size alone, which costs one request. @throws PortabilityError where the store itself fails */
export async function examineSize(
  blobs: BlobStore,
  { key, size }: ExpectedBlob,
  signal?: AbortSignal,
): Promise<BlobState> {
  const found = await blobs.stat(key, signal);
  if (found === null) return 'missing';
  return found.size === size ? 'whole' : 'damaged';
}

/**
 * Reads the blob to its end.
 * A blob that cannot be read though the store works otherwise is damaged: a sector of a disk that fails, say.
 * @throws PortabilityError where the store itself fails
 */
export async function examineBytes(
  blobs: BlobStore,
  expected: ExpectedBlob,
  signal?: AbortSignal,
): Promise<BlobState> {
  const state = await examineSize(blobs, expected, signal);
  if (state !== 'whole') return state;
  try {
    for await (const chunk of compared(await blobs.get(expected.key, signal), expected)) void chunk;
    return 'whole';
  } catch (error) {
    if (error instanceof BlobMissing) return 'missing';
    if (error instanceof BlobDamaged) return 'damaged';
    signal?.throwIfAborted();
    await blobs.check(signal);
    return 'damaged';
  }
}
