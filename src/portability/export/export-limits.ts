/** Keeps exports within the limits of imports: what can be exported here can be imported here. */
import type { KindGraph } from '../archive/graph.js';
import type { Manifest } from '../archive/manifest.js';
import { PortabilityError } from '../errors.js';
import type { ImportLimits } from '../limits.js';

const BLOCK = 512;
/** Two blocks of zeros end a tar (POSIX.1-2017, pax). */
const END_BYTES = 2 * BLOCK;

/** What a file takes in a tar: its header, and its bytes in whole blocks. */
const bytesInTar = (size: number): number => BLOCK + Math.ceil(size / BLOCK) * BLOCK;

/** Names beyond 100 bytes, which take a further header, are none of ours. */
const ownFiles = (graph: KindGraph): number =>
  // The manifest, its schema, the README, the checksums, and each area with its schema.
  4 + 2 * graph.areas.length;

/**
 * What is known before the first byte: rows, entries and media.
 * @param largest bytes of the largest media file
 * @throws PortabilityError `archive-too-large`
 */
export function assertImportable(
  graph: KindGraph,
  { counts, media }: Manifest,
  largest: number,
  limits: ImportLimits,
): void {
  const rows = Object.values(counts).reduce((all, count) => all + count, 0);
  check('rows', limits.rows, rows);
  check('entries', limits.entries, ownFiles(graph) + media.files);
  check('entryBytes', limits.mediaBytes, largest);
  check('decompressedBytes', limits.decompressedBytes, media.bytes);
}

/** What shows only as it is written; a download that goes too far breaks off, and never ends as if it were whole. */
export interface ExportGauge {
  /** Passes an area's text on, as long as it is not too much. */
  area(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer>;
  /** Counts an entry. */
  entry(size: number): void;
}

/** @throws PortabilityError `archive-too-large`, from its methods */
export function createSizeMeter(limits: ImportLimits): ExportGauge {
  let yamlBytes = 0;
  let all = END_BYTES;
  return {
    async *area(chunks) {
      let bytes = 0;
      for await (const chunk of chunks) {
        bytes += chunk.length;
        yamlBytes += chunk.length;
        check('yamlBytes', limits.areaBytes, bytes);
        check('yamlBytes', limits.yamlBytes, yamlBytes);
        yield chunk;
      }
    },
    entry(size) {
      all += bytesInTar(size);
      check('decompressedBytes', limits.decompressedBytes, all);
    },
  };
}

function check(limit: string, maximum: number, actual: number): void {
  if (actual <= maximum) return;
  throw new PortabilityError(
    'archive-too-large',
    'You have more than an archive may hold here, so it could not be imported again. Whoever runs this instance can raise the limit.',
    { limit, maximum, actual },
  );
}
