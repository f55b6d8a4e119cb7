/** Takes the layers of gzip off a tar. */
import type { ImportLimits } from '../limits.js';
import { byteReader, type ByteReader } from './byte-reader.js';
import type { ContainedFile } from './contained-file.js';
import { DETECTION_BYTES, detectType, type DetectedType } from './detect.js';
import type { ExpansionMeter } from './expansion.js';
import { gunzipped } from './gzip/gunzip.js';
import { unsupportedType } from './refusals.js';
import { readTar } from './tar/unpack-tar.js';
import { isZero } from './zeros.js';

export interface TarballOptions {
  readonly limits: ImportLimits;
  readonly meter: ExpansionMeter;
  /** Of gzip; where there are more, the archive is refused. */
  readonly mostLayers: number;
  /** Told of the bytes that the outermost layer takes, where its source does not count them itself. */
  readonly onTaken?: (bytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The regular files of a tar that is gzipped so many times at most, none included. The source stays the caller's to close.
 * @param type what its first bytes say
 */
export async function* readTarball(
  source: ByteReader,
  type: DetectedType,
  { limits, meter, mostLayers, onTaken, signal }: TarballOptions,
): AsyncGenerator<ContainedFile, void, undefined> {
  const layers: AsyncGenerator<Buffer, void, undefined>[] = [];
  let reader = source;
  let found = type;
  try {
    while (found === 'gzip' && layers.length < mostLayers) {
      const count = meter.layer();
      const taken = layers.length === 0 ? onTaken : undefined;
      const layer = gunzipped(reader, (bytes, compressed) => {
        taken?.(compressed);
        count(bytes);
      });
      layers.unshift(layer);
      reader = byteReader(layer);
      const head = await reader.peek(DETECTION_BYTES);
      // A tar without an entry is nothing but its end.
      found = head.length === DETECTION_BYTES && isZero(head) ? 'tar' : detectType(head);
    }
    if (found !== 'tar') throw unsupportedType(found, layers.length > 0 ? 'gzip' : undefined);
    yield* readTar(reader, limits, signal);
  } finally {
    for (const layer of layers) await layer.return();
  }
}
