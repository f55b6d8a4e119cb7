/** Unpacks an archive while it arrives in a browser, to be sure of its end and of every byte before it. */
import { END_BYTES, isArchiveEnd } from './archive-end';
import { followTar } from './tar-end';

export interface ArchiveCheck {
  /** The next bytes as they came; resolves when more can be taken. */
  add(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Whether all of the archive has come. Nothing is added any more. */
  isWhole(): Promise<boolean>;
}

/** Browsers without DecompressionStream (before 2023) look at the last bytes alone. */
export const checkArchive = (): ArchiveCheck =>
  typeof DecompressionStream === 'undefined' ? checkTail() : checkAll();

function checkAll(): ArchiveCheck {
  // It fails where the gzip ends early, or its CRC-32 or length are others (RFC 1952).
  const unpacking = new DecompressionStream('gzip');
  const writer = unpacking.writable.getWriter();
  const ended = followToEnd(unpacking.readable);
  return {
    async add(bytes) {
      try {
        await writer.ready;
        // Not waited for: it may be taken only when what it unpacks to has been read.
        writer.write(bytes).catch(() => undefined);
      } catch {
        // What is no archive is found out at its end.
      }
    },
    async isWhole() {
      await writer.close().catch(() => undefined);
      return ended;
    },
  };
}

async function followToEnd(unpacked: ReadableStream<Uint8Array>): Promise<boolean> {
  const tar = followTar();
  const reader = unpacked.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return tar.isReached();
      tar.add(value);
    }
  } catch {
    return false;
  }
}

function checkTail(): ArchiveCheck {
  let tail = new Uint8Array(0);
  return {
    async add(bytes) {
      const joined = new Uint8Array(tail.length + Math.min(bytes.length, END_BYTES));
      joined.set(tail);
      joined.set(bytes.subarray(-END_BYTES), tail.length);
      tail = joined.slice(-END_BYTES);
    },
    isWhole: async () => isArchiveEnd(tail),
  };
}
