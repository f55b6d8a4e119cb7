/** Sends files of an archive to the blob store, each under a key of its own. */
import { layoutOf } from '../archive/archive-layout.js';
import { newBlobKey } from '../storage/blobs/blob-store.js';
import { compared } from '../storage/blobs/examine-blob.js';
import { putOverlapping, type SourceOfBlob } from '../storage/blobs/put-overlapping.js';
import { readContainer } from '../container/unpack.js';
import type { ArchiveContents } from './read-archive.js';
import type { ImportScope } from './scope.js';

/** Whose files are stored, and where. */
export type StoringScope = Pick<
  ImportScope,
  'graph' | 'limits' | 'userId' | 'blobs' | 'signal' | 'onProgress'
>;

/** A file of an archive, under the UUID that its path has. */
export interface ArchivedFile {
  readonly id: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** The media files of an archive by their digest: of two rows with the same bytes, the archive may have lost the file of one. */
export const filesByDigest = ({
  mediaFiles,
}: Pick<ArchiveContents, 'mediaFiles'>): ReadonlyMap<string, ArchivedFile> =>
  new Map([...mediaFiles].map(([id, { sha256, size }]) => [sha256, { id, sha256, size }]));

/**
 * Reads the archive once more and stores the wanted files.
 * @param storing told of each key before anything is sent to the store: whoever calls removes the blobs if they come to nothing
 * @throws BlobDamaged where the archive's file has changed since it was read
 */
export async function storeFiles(
  { graph, blobs, limits, userId, signal, onProgress }: StoringScope,
  path: string,
  wanted: readonly ArchivedFile[],
  storing: (file: ArchivedFile, key: string) => void,
): Promise<void> {
  if (wanted.length === 0) return;
  const byId = new Map(wanted.map((file) => [file.id, file]));
  const layout = layoutOf(graph);
  async function* sources(): AsyncGenerator<SourceOfBlob> {
    for await (const entry of readContainer(path, limits, signal, (bytes) =>
      onProgress?.({ step: 'store', bytes }),
    )) {
      const found = layout.classify(entry.path);
      const file = found.kind === 'media' ? byId.get(found.uuid) : undefined;
      if (!file) continue;
      const key = newBlobKey(userId, file.sha256);
      storing(file, key);
      yield { key, size: file.size, chunks: compared(entry.body, { key, ...file }) };
    }
  }
  await putOverlapping(blobs, sources(), signal);
}
