/** Reads anywhere in a file, through a window: the headers of a ZIP are many and short. */
import type { FileHandle } from 'node:fs/promises';
import { RandomAccessReader } from 'yauzl';
import { CHUNK_BYTES } from '../decompress.js';
import { corrupt } from '../refusals.js';

/** Bytes that one look at the file brings. */
const WINDOW_BYTES = 64 * 1024;

type ReadArguments = [
  buffer: Buffer,
  offset: number,
  length: number,
  position: number,
  callback: (error: Error | null, bytesRead?: number) => void,
];

export class FileWindow extends RandomAccessReader {
  private window: Buffer = Buffer.alloc(0);
  private start = 0;

  /** The file stays the caller's. @param size of the file, bytes */
  constructor(
    private readonly file: FileHandle,
    readonly size: number,
    private readonly signal: AbortSignal | undefined,
  ) {
    super();
  }

  /** Exactly so many bytes. Not a copy. @throws PortabilityError `archive-corrupt` where the file ends before */
  async bytes(position: number, length: number): Promise<Buffer> {
    if (position < 0 || position + length > this.size) throw corrupt('The ZIP ends too early.');
    if (position < this.start || position + length > this.start + this.window.length) {
      this.window = await this.load(position, Math.max(length, WINDOW_BYTES));
      this.start = position;
      if (this.window.length < length) throw corrupt('The ZIP ends too early.');
    }
    const from = position - this.start;
    return this.window.subarray(from, from + length);
  }

  /** The bytes of a range, in pieces. @throws PortabilityError `archive-corrupt` where the file ends before */
  async *range(start: number, end: number): AsyncGenerator<Buffer, void, undefined> {
    for (let at = start; at < end;) {
      const held = at >= this.start ? this.start + this.window.length - at : 0;
      const length = Math.min(end - at, held > 0 ? held : CHUNK_BYTES);
      const small = held > 0 || length <= WINDOW_BYTES;
      const piece = small ? await this.bytes(at, length) : await this.load(at, length);
      if (piece.length === 0) throw corrupt('The ZIP ends too early.');
      at += piece.length;
      yield piece;
    }
  }

  /** What yauzl reads through. It is answered in a turn of its own, so that a hundred thousand entries let others in between. */
  override read(...[buffer, offset, length, position, callback]: ReadArguments): void {
    this.bytes(position, length).then(
      (bytes) => {
        bytes.copy(buffer, offset);
        setImmediate(callback, null, length);
      },
      (error: Error) => setImmediate(callback, error),
    );
  }

  private async load(position: number, length: number): Promise<Buffer> {
    this.signal?.throwIfAborted();
    const buffer = Buffer.allocUnsafeSlow(Math.min(length, this.size - position));
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await this.file.read(buffer, filled, buffer.length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }
}
