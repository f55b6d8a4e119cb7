/** Text that was read and is not cut into pieces yet; it knows where it can be read again. */
import type { TextOrigin } from './byte-source.js';
import { countLines, type Lines } from './lines.js';

interface Part {
  readonly text: string;
  readonly lines: Lines;
  /** How much of the lines was taken before, UTF-16 code units. */
  readonly skip: number;
}

export interface Taken {
  readonly text: string;
  /** The number of its first line. */
  readonly line: number;
  readonly origin: TextOrigin;
}

/** Lengths and offsets are in UTF-16 code units from the beginning of what is pending, which is that of a line. */
export class Pending {
  length = 0;
  /** The number of the first line. */
  line = 1;
  readonly #parts: Part[] = [];
  /** All of it, where it was joined since the last push: an entry is opened level by level in the same text. */
  #joined: string | undefined;

  push(lines: Lines): void {
    this.#joined = undefined;
    this.#parts.push({ text: lines.text, lines, skip: 0 });
    this.length += lines.text.length;
  }

  /** What stands behind the offset. Without joining anything for the beginning of what was pushed last. */
  tail(offset: number): string {
    const last = this.#parts.at(-1);
    if (last && offset >= this.length - last.text.length)
      return last.text.slice(offset - this.length + last.text.length);
    this.#joined ??= this.#parts.map((part) => part.text).join('');
    return this.#joined.slice(offset);
  }

  /** Takes the text up to there. */
  take(length: number): Taken {
    const [first] = this.#parts;
    const origin = first ? originOf(first) : { offset: 0, skip: 0 };
    const taken: string[] = [];
    let missing = length;
    while (missing > 0) {
      const part = this.#parts.shift() as Part;
      taken.push(part.text.slice(0, missing));
      if (part.text.length > missing)
        this.#parts.unshift({ ...part, text: part.text.slice(missing), skip: part.skip + missing });
      missing -= Math.min(missing, part.text.length);
    }
    const text = taken.join('');
    const { line } = this;
    this.line += countLines(text);
    this.length -= length;
    this.#joined = this.#joined?.slice(length);
    return { text, line, origin };
  }

  /** The beginning of what is left, as much as is there without joining anything. */
  get next(): string {
    return this.#parts[0]?.text ?? '';
  }
}

/** Exact where bytes can be counted; else from the beginning of what was decoded together. */
function originOf({ lines, skip }: Part): TextOrigin {
  const { offset, text, hasOtherBreaks } = lines;
  if (skip === 0 || hasOtherBreaks) return { offset, skip };
  return { offset: offset + Buffer.byteLength(text.slice(0, skip)), skip: 0 };
}
