/** Follows a tar to its end, and keeps nothing of it but the name of the last entry. */

const BLOCK = 512;
const NAME_BYTES = 100;
const SIZE_AT = 124;
const SIZE_BYTES = 12;

/** As in `SHA256SUMS`: the last entry of every archive. */
export const LAST_ENTRY = 'SHA256SUMS';

export interface TarEnd {
  /** The next bytes, in any pieces. */
  add(bytes: Uint8Array): void;
  /** Whether the last entry has come, and after it the two blocks of zeros that end a tar. */
  isReached(): boolean;
}

export function followTar(): TarEnd {
  const header = new Uint8Array(BLOCK);
  let filled = 0;
  /** Bytes of the current entry that are still to come, with what fills its last block. */
  let toSkip = 0;
  let last = '';
  let zeroBlocks = 0;

  const takeHeader = (): void => {
    if (header.every((byte) => byte === 0)) {
      zeroBlocks++;
      return;
    }
    zeroBlocks = 0;
    last = textOf(header.subarray(0, NAME_BYTES));
    const size = Number.parseInt(textOf(header.subarray(SIZE_AT, SIZE_AT + SIZE_BYTES)), 8);
    toSkip = Math.ceil((Number.isNaN(size) ? 0 : size) / BLOCK) * BLOCK;
  };

  return {
    add(bytes) {
      for (let at = 0; at < bytes.length;) {
        const skipped = Math.min(toSkip, bytes.length - at);
        toSkip -= skipped;
        at += skipped;
        const taken = bytes.subarray(at, at + BLOCK - filled);
        header.set(taken, filled);
        filled += taken.length;
        at += taken.length;
        if (filled < BLOCK) continue;
        filled = 0;
        takeHeader();
      }
    },
    isReached: () => last === LAST_ENTRY && zeroBlocks >= 2 && filled === 0,
  };
}

/** A field of a header: ASCII, up to a NUL or the end. */
function textOf(field: Uint8Array): string {
  const end = field.indexOf(0);
  return String.fromCharCode(...field.subarray(0, end < 0 ? field.length : end)).trim();
}
