/** Collects bytes in memory, out of bytes and texts, without one long text in between. */
import { Buffer } from 'node:buffer';

const FIRST_BYTES = 16 * 1024;
/** A buffer that grew beyond that for a long text is not made so large again. */
const USUAL_BYTES = 512 * 1024;
const NONE = Buffer.alloc(0);
/** Below this a loop is faster than a call of what copies bytes. */
const FEW_BYTES = 48;

/** Whoever writes drains it with `take` before the bytes become many. Texts become UTF-8. */
export class ByteWriter {
  /** What was written, and room behind it, which `reserve` makes. */
  protected written = NONE;
  protected used = 0;
  /** Of the next buffer, which is made when something is written. */
  #size = FIRST_BYTES;

  /** Bytes that `take` would return. */
  get length(): number {
    return this.used;
  }

  /** What was written since the last call, in memory of its own. */
  take(): Buffer {
    const taken = this.written.subarray(0, this.used);
    this.#size = Math.max(FIRST_BYTES, Math.min(this.written.length, USUAL_BYTES));
    this.written = NONE;
    this.used = 0;
    return taken;
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array, start = 0, end = bytes.length): void {
    this.reserve(end - start);
    this.copy(bytes, start, end);
  }

  /**
   * A text as it is. Many short ones are faster one by one than joined: a single letter beyond Latin-1 makes V8 keep and encode all that it is
   * joined with at two bytes a letter, which takes three times as long.
   */
  text(text: string): void {
    this.reserve(3 * text.length);
    this.used += this.written.write(text, this.used);
  }

  byte(byte: number): void {
    this.reserve(1);
    this.written[this.used++] = byte;
  }

  /** Where there is room for them. */
  protected copy(bytes: Uint8Array, start: number, end: number): void {
    if (end - start > FEW_BYTES) {
      this.written.set(bytes.subarray(start, end), this.used);
      this.used += end - start;
      return;
    }
    const { written } = this;
    let { used } = this;
    for (let at = start; at < end; at++) written[used++] = bytes[at] as number;
    this.used = used;
  }

  protected reserve(count: number): void {
    const needed = this.used + count;
    if (needed <= this.written.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.written.length, this.#size));
    larger.set(this.written.subarray(0, this.used));
    this.written = larger;
  }
}
