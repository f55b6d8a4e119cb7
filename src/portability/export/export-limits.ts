/** Keeps exports within the limits of imports: what can be exported here can be imported here. */
import { PortabilityError } from '../errors.js';
import type { ImportLimits } from '../limits.js';

const BLOCK = 512;
/** Two blocks of zeros end a tar (POSIX.1-2017, pax). */
export const TAR_END_BYTES = 2 * BLOCK;

/** What a file takes in a tar: its header, and its bytes in whole blocks. Names beyond 100 bytes, which take a further header, are none of ours. */
export const bytesInTar = (size: number): number => BLOCK + Math.ceil(size / BLOCK) * BLOCK;

/** Far enough below what an import takes, as that judges by what it has read so far. */
export const packedRatio = ({ ratio }: ImportLimits): number => ratio / 2;

/** What a file takes in the list of checksums. */
export const checksumBytes = (path: string): number => `${'0'.repeat(64)}  ${path}\n`.length;

/** A row that is the reason, or the largest of those that are. */
export interface NamedRow {
  /** The name of its kind. */
  readonly kind: string;
  readonly id: string;
  /** Of its texts, or of its file. */
  readonly bytes: number;
}

/** So many are named. */
export const MOST_NAMED = 10;

/** Limits as problems name them. */
export type LimitName =
  | 'rows'
  | 'entries'
  | 'entryBytes'
  | 'yamlBytes'
  | 'decompressedBytes'
  | 'stringBytes'
  | 'depth'
  | 'dimensions';

/** @throws PortabilityError `archive-too-large` */
export function check(limit: LimitName, maximum: number, actual: number, rows?: readonly NamedRow[]): void {
  if (actual > maximum) throw tooLarge({ limit, maximum, actual }, rows);
}

export function tooLarge(
  broken: { readonly limit: LimitName; readonly maximum: number; readonly actual: number },
  rows: readonly NamedRow[] = [],
): PortabilityError {
  const [first] = rows;
  const largest =
    first === undefined
      ? ''
      : ` What is largest is ${first.kind} ${first.id}, with ${first.bytes} bytes${rows.length > 1 ? '; “rows” names more' : ''}.`;
  return new PortabilityError(
    'archive-too-large',
    `You have more than an archive may hold here, so it could not be imported again.${largest} Whoever runs this instance can raise the limit.`,
    { ...broken, ...(rows.length > 0 ? { rows } : {}) },
  );
}

/** What is counted as it is written; a download that goes too far breaks off, and never ends as if it were whole. */
export interface ExportGauge {
  /** Passes an area's text on, as long as it is not too much. */
  area(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer>;
  /** Counts an entry. */
  entry(size: number): void;
  /** What the tar may still take, bytes. */
  left(): number;
}

/** @throws PortabilityError `archive-too-large`, from its methods */
export function createSizeMeter(limits: ImportLimits): ExportGauge {
  let yamlBytes = 0;
  let all = TAR_END_BYTES;
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
    left: () => limits.decompressedBytes - all,
  };
}
