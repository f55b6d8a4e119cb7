/** Keeps a slow reader from holding up what it reads from: what it has not taken in time waits on disk. */
import { Readable } from 'node:stream';
import { openUnnamedFile, type UnnamedFile } from '../storage/unnamed-file.js';

export interface SpillOptions {
  /** Milliseconds that the source waits for the reader, all waits together; from then on it is read at its own pace. */
  readonly patienceMs: number;
  /** A path that nothing has yet, in a folder that may be written. */
  readonly newFile: () => string;
}

const READ_BYTES = 256 * 1024;

/**
 * The bytes of the source. There is a file only where the reader was slow, as large as what was left then, and it goes with the stream.
 * Where the disk takes no more, the source waits for the reader again, however long.
 * An error of the source destroys the stream at once, also where earlier bytes are still to be read; the stream's end destroys the source.
 * @example await pipeline(spill(archive, { patienceMs: 60_000, newFile: workspace.newFile }), socket);
 */
export const spill = (source: Readable, options: SpillOptions): Readable => new Spill(source, options);

class Spill extends Readable {
  private readonly chunks: AsyncIterator<Buffer, undefined>;
  private patienceMs: number;
  private timer: NodeJS.Timeout | undefined;
  private waitsSince = 0;
  /** Bytes go by way of the file. */
  private isSpilling = false;
  private file: UnnamedFile | undefined;
  /** What the disk took no more. */
  private rest: Buffer | undefined;
  private isFull = false;
  private hasEnded = false;
  private isWanted = false;
  private isReading = false;

  constructor(
    private readonly source: Readable,
    private readonly options: SpillOptions,
  ) {
    super({ highWaterMark: READ_BYTES });
    this.chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
    this.patienceMs = options.patienceMs;
    // It may fail while nothing is asked of it.
    source.on('error', (error) => this.destroy(error));
  }

  override _read(): void {
    this.stopWaiting();
    this.isWanted = true;
    this.run(this.isSpilling ? this.serve() : this.pass());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.timer);
    this.source.destroy();
    (this.file?.close() ?? Promise.resolve()).then(() => done(error), done);
  }

  private run(work: Promise<void>): void {
    work.catch((error: Error) => this.destroy(error));
  }

  /** Straight from the source to the reader. */
  private async pass(): Promise<void> {
    const { done, value } = await this.chunks.next();
    if (!this.give(done ? null : value) && !done) this.startWaiting();
  }

  private give(chunk: Buffer | null): boolean {
    this.isWanted = false;
    return !this.destroyed && this.push(chunk);
  }

  private startWaiting(): void {
    this.waitsSince = performance.now();
    if (this.patienceMs === Infinity) return;
    this.timer = setTimeout(() => this.run(this.fill()), Math.max(0, this.patienceMs)).unref();
  }

  private stopWaiting(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.patienceMs -= performance.now() - this.waitsSince;
  }

  /** From the source to the file, to the end of the source or of the disk's room. */
  private async fill(): Promise<void> {
    this.isSpilling = true;
    const file = await openUnnamedFile(this.options.newFile()).catch(() => undefined);
    if (this.destroyed) return file?.close();
    this.file = file;
    while (file !== undefined && this.rest === undefined && !this.hasEnded) {
      const { done, value } = await this.chunks.next();
      const taken = done ? 0 : await file.append(value);
      if (done) this.hasEnded = true;
      else if (taken < value.length) this.rest = value.subarray(taken);
      this.run(this.serve());
    }
    this.isFull = !this.hasEnded;
    return this.serve();
  }

  /** From the file to the reader, and back to the straight way where the disk took no more. */
  private async serve(): Promise<void> {
    if (!this.isWanted || this.isReading) return;
    if (this.file !== undefined && this.file.unread > 0) {
      this.isReading = true;
      const bytes = await this.file.read(READ_BYTES);
      this.isReading = false;
      this.give(bytes);
    } else if (this.hasEnded) {
      this.give(null);
    } else if (this.isFull) {
      this.isSpilling = false;
      this.patienceMs = Infinity;
      if (this.rest === undefined) return this.pass();
      this.give(this.rest);
    }
  }
}
