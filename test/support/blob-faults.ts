/** A real blob store with a place in front of every call where a test may wait, or fail as stores fail. */
import type { BlobStore } from '../../src/portability/blobs.js';

export type BlobCall = 'put' | 'get' | 'stat' | 'delete';

export interface BlobFaults {
  /** Called before each call, with how many there were of it since `reset`; what it throws, the store throws. */
  before: (call: BlobCall, count: number) => unknown;
  /** Called after each. */
  after: (call: BlobCall, count: number) => unknown;
  /** Of each call, since `reset`. */
  readonly counts: Record<BlobCall, number>;
  reset(): void;
  wrap(real: BlobStore): BlobStore;
}

export function createBlobFaults(): BlobFaults {
  const counts: Record<BlobCall, number> = { put: 0, get: 0, stat: 0, delete: 0 };
  const nothing = (): unknown => undefined;
  const faults: BlobFaults = {
    before: nothing,
    after: nothing,
    counts,
    reset() {
      Object.assign(counts, { put: 0, get: 0, stat: 0, delete: 0 });
      faults.before = nothing;
      faults.after = nothing;
    },
    wrap(real) {
      const around = async <Result>(call: BlobCall, work: () => Promise<Result>): Promise<Result> => {
        const count = ++counts[call];
        await faults.before(call, count);
        const result = await work();
        await faults.after(call, count);
        return result;
      };
      return {
        put: (key, source, size, signal) => around('put', () => real.put(key, source, size, signal)),
        get: (key, signal) => around('get', () => real.get(key, signal)),
        stat: (key, signal) => around('stat', () => real.stat(key, signal)),
        delete: (key, signal) => around('delete', () => real.delete(key, signal)),
        list: (prefix, signal) => real.list(prefix, signal),
        sweepIncoming: (signal) => real.sweepIncoming(signal),
        check: (signal) => real.check(signal),
        close: () => real.close(),
      };
    },
  };
  return faults;
}

/** Something to wait for that a test brings about. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** Begins work that stores blobs, and comes back when it stores the first, where it waits. @returns its answer, and what lets it go on */
export async function pausedAtPut<Answer>(
  faults: BlobFaults,
  work: () => Promise<Answer>,
): Promise<{ readonly answer: Promise<Answer>; resume(): void }> {
  const arrived = gate();
  const resume = gate();
  faults.before = (call) => {
    if (call !== 'put') return undefined;
    arrived.open();
    return resume.opened;
  };
  const answer = work();
  await Promise.race([arrived.opened, answer]);
  return { answer, resume: resume.open };
}
