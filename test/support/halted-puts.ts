/** A blob store, between a service and the real one, whose puts wait in their middle when told to, and whose blobs are as old as wanted. */
import type { Readable } from 'node:stream';
import type { BlobStore } from '../../src/portability/blobs.js';
import { gate } from './blob-faults.js';

export interface Halt {
  /** A put waits. */
  readonly reached: Promise<void>;
  /** Lets it go on. */
  resume(): void;
}

export interface HaltedPuts {
  wrap(real: BlobStore): BlobStore;
  /** The next put whose source comes so far waits there. @param bytes of its source that it has been given */
  haltAfter(bytes: number): Halt;
  /** Lets all go on that wait, and none wait. */
  resume(): void;
}

export function createHaltedPuts(): HaltedPuts {
  let resumeLast = (): void => undefined;
  let halted: { readonly bytes: number; readonly wait: () => Promise<void> } | undefined;
  async function* halting(source: Readable | AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let given = 0;
    for await (const chunk of source as AsyncIterable<Buffer>) {
      yield chunk;
      given += chunk.length;
      if (halted === undefined || given < halted.bytes) continue;
      const { wait } = halted;
      halted = undefined;
      await wait();
    }
  }
  return {
    wrap: (real) => ({
      ...real,
      put: (key, source, size, signal) => real.put(key, halting(source), size, signal),
    }),
    haltAfter(bytes) {
      const [reached, resumed] = [gate(), gate()];
      halted = {
        bytes,
        wait: () => {
          reached.open();
          return resumed.opened;
        },
      };
      resumeLast = resumed.open;
      return { reached: reached.opened, resume: resumed.open };
    },
    resume() {
      halted = undefined;
      resumeLast();
    },
  };
}

/** The store, as if all that it holds had been there longer by what `age` says, in milliseconds. */
export const agedStore = (real: BlobStore, age: () => number): BlobStore => ({
  ...real,
  async *list(prefix, signal) {
    for await (const entry of real.list(prefix, signal))
      yield { ...entry, modifiedAt: new Date(entry.modifiedAt.getTime() - age()) };
  },
});
