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
  private patienceMs: number;
  private timer: NodeJS.Timeout | undefined;
  private waitsSince = 0;
  /** Bytes go by way of the file. */
  private isSpilling = false;
  private file: UnnamedFile | undefined;
  /** What the disk took no more. */
  private rest: Buffer | undefined;
  private hasEnded = false;
  private isWanted = false;
  private isReading = false;
  private isKeeping = false;

  constructor(
    private readonly source: Readable,
    private readonly options: SpillOptions,
  ) {
    super({ highWaterMark: READ_BYTES });
    this.patienceMs = options.patienceMs;
    // It flows while it is resumed: an iterator would cost a third of the time.
    source
      .on('data', (chunk: Buffer) => (this.isSpilling ? this.run(this.keep(chunk)) : this.pass(chunk)))
      .on('end', () => this.end())
      .on('error', (error) => this.destroy(error))
      .pause();
  }

  override _read(): void {
    this.stopWaiting();
    this.isWanted = true;
    if (this.isSpilling) this.run(this.serve());
    else this.goOn();
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
  private pass(chunk: Buffer): void {
    if (this.give(chunk)) return;
    this.source.pause();
    this.startWaiting();
  }

  /** The source says so while its last chunk may still be on its way to the file. */
  private end(): void {
    this.hasEnded = true;
    this.stopWaiting();
    if (this.isSpilling) this.run(this.serve());
    else this.give(null);
  }

  private goOn(): void {
    if (this.hasEnded) this.give(null);
    else this.source.resume();
  }

  private give(chunk: Buffer | null): boolean {
    this.isWanted = false;
    return !this.destroyed && this.push(chunk);
  }

  private startWaiting(): void {
    this.waitsSince = performance.now();
    if (this.patienceMs === Infinity) return;
    this.timer = setTimeout(() => this.run(this.spill()), Math.max(0, this.patienceMs)).unref();
  }

  private stopWaiting(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.patienceMs -= performance.now() - this.waitsSince;
  }

  /** From here on the source goes on by itself. */
  private async spill(): Promise<void> {
    this.isSpilling = true;
    const file = await openUnnamedFile(this.options.newFile()).catch(() => undefined);
    if (this.destroyed) return file?.close();
    this.file = file;
    if (file === undefined) return this.goBack();
    this.source.resume();
  }

  /** From the source to the file. */
  private async keep(chunk: Buffer): Promise<void> {
    this.source.pause();
    this.isKeeping = true;
    const taken = (await this.file?.append(chunk)) ?? 0;
    this.isKeeping = false;
    if (taken < chunk.length) this.rest = chunk.subarray(taken);
    else this.source.resume();
    return this.serve();
  }

  /** From the file to the reader. */
  private async serve(): Promise<void> {
    if (!this.isWanted || this.isReading) return;
    if (this.file !== undefined && this.file.unread > 0) {
      this.isReading = true;
      const bytes = await this.file.read(READ_BYTES);
      this.isReading = false;
      this.give(bytes);
    } else if (this.rest !== undefined) {
      this.goBack();
    } else if (this.hasEnded && !this.isKeeping) {
      this.give(null);
    }
  }

  /** To the straight way, at the pace of the reader, since the disk takes no more. */
  private goBack(): void {
    this.isSpilling = false;
    this.patienceMs = Infinity;
    const { rest } = this;
    this.rest = undefined;
    if (rest !== undefined) this.pass(rest);
    else if (this.isWanted) this.goOn();
  }
}
