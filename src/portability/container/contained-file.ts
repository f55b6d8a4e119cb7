/** What every container gives: its regular files, one after the other. */

export interface ContainedFile {
  /** As the archive spells it, decoded and found safe; not yet classified. */
  readonly path: string;
  /** Bytes that `body` gives. */
  readonly size: number;
  /** Readable until the next file is asked for; what is left over is skipped. */
  readonly body: AsyncIterable<Buffer>;
}
