/** Counts what comes out of a file against what went in, layer by layer, before any parser sees it. */
import type { ImportLimits } from '../limits.js';
import { tooLarge } from './refusals.js';

/** The ratio is judged only after this much came out: a small file of blanks is no bomb. */
export const RATIO_GRACE_BYTES = 16 * 1024 * 1024;

export interface ExpansionMeter {
  /** @param bytes of the file that were used up so far */
  consumed(bytes: number): void;
  /**
   * A layer of packing, each judged against the bytes of the file itself: what two layers make of them together counts.
   * @returns a function that is told of each piece that comes out, in bytes; it throws `archive-too-large`
   */
  layer(): (bytes: number) => void;
}

/** @param onRead told how many bytes of the file were used up so far */
export function createExpansionMeter(
  limits: ImportLimits,
  onRead: (bytes: number) => void = () => undefined,
): ExpansionMeter {
  let used = 0;
  return {
    consumed(bytes) {
      used = bytes;
      onRead(bytes);
    },
    layer() {
      let total = 0;
      return (bytes) => {
        total += bytes;
        if (total > limits.decompressedBytes) {
          throw tooLarge('decompressedBytes', limits.decompressedBytes, total);
        }
        const ratio = total / Math.max(1, used);
        if (total > RATIO_GRACE_BYTES && ratio > limits.ratio) {
          throw tooLarge('ratio', limits.ratio, Math.ceil(ratio));
        }
      };
    },
  };
}
