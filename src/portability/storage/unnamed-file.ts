/** A file for bytes that wait: written at its end, read from its beginning, and gone with the process that has it. */
import { open, rm } from 'node:fs/promises';

export interface UnnamedFile {
  /** Bytes that were appended and not read yet. */
  readonly unread: number;
  /** Calls must not overlap. @returns how many of the bytes were taken: fewer where the disk takes no more */
  append(chunk: Buffer): Promise<number>;
  /** The next bytes, `most` of them at most; calls must not overlap. Beside `append` it may run. */
  read(most: number): Promise<Buffer>;
  /** Waits for what is being written or read. Gives the space back. */
  close(): Promise<void>;
}

/** @param path that nothing has yet; the file loses its name at once */
export async function openUnnamedFile(path: string): Promise<UnnamedFile> {
  const handle = await open(path, 'wx+', 0o600);
  await rm(path, { force: true });
  let written = 0;
  let taken = 0;
  return {
    get unread() {
      return written - taken;
    },
    async append(chunk) {
      let from = 0;
      while (from < chunk.length) {
        const wrote = await handle
          .write(chunk, from, chunk.length - from, written)
          .catch(() => ({ bytesWritten: 0 }));
        if (wrote.bytesWritten === 0) break;
        from += wrote.bytesWritten;
        written += wrote.bytesWritten;
      }
      return from;
    },
    async read(most) {
      const buffer = Buffer.allocUnsafe(Math.min(most, written - taken));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, taken);
      taken += bytesRead;
      return buffer.subarray(0, bytesRead);
    },
    close: () => handle.close(),
  };
}
