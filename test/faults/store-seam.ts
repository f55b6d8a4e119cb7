/** What can happen between a service and its blob store: refusals, lost answers, calls that land late, answers that are wrong. */
import { Readable } from 'node:stream';
import {
  type BlobEntry,
  BlobMissing,
  type BlobStore,
  storageFull,
  storageUnavailable,
} from '../../src/portability/blobs.js';
import type { FaultKind } from './catalogue.js';
import type { Clock } from './clock-seam.js';
import { die } from './die.js';
import type { Injector } from './injector.js';

type StoreCall = 'put' | 'get' | 'stat' | 'delete' | 'list' | 'sweepIncoming';

export interface WatchedStore {
  readonly store: BlobStore;
  /** Keys whose bytes the store did not keep as it was given them. */
  readonly damaged: Set<string>;
}

/** @param real what the calls really go to */
export function watchStore(real: BlobStore, injector: Injector, clock: Clock): WatchedStore {
  const damaged = new Set<string>();

  /** What is the same for all calls; undefined where the call itself says what the fault is. */
  async function happen<Result>(
    kind: FaultKind,
    work: () => Promise<Result>,
    signal: AbortSignal | undefined,
    seed: number,
  ): Promise<Result> {
    switch (kind) {
      case 'error':
      case 'down':
        await injector.meanwhile();
        throw seed % 2 === 0
          ? storageFull(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }))
          : storageUnavailable(new Error('503 Service Unavailable'));
      case 'lost-before':
        await injector.meanwhile();
        throw lost();
      case 'lost-after':
        await work();
        await injector.meanwhile();
        throw lost();
      case 'late':
      case 'later':
        return givenUp(work, signal);
      case 'ahead':
      case 'back':
        clock.jump(kind === 'ahead' ? 1 : -1);
        return work();
      case 'killed':
        return die();
      default:
        await injector.meanwhile();
        return work();
    }
  }

  /** Whoever waits hears nothing before they give up; what was sent lands later all the same. */
  function givenUp<Result>(work: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    return new Promise((_resolve, reject) => {
      injector.hold(async () => {
        await work().catch(() => undefined);
        reject(lost());
      });
      signal?.addEventListener('abort', () => reject(lost()), { once: true });
      void injector.meanwhile();
    });
  }

  const meet = (call: StoreCall): FaultKind | undefined => injector.meet('store', call, `store.${call}`);
  let count = 0;

  const store: BlobStore = {
    async put(key, source, size, signal) {
      const kind = meet('put');
      if (kind === undefined || kind === 'killed') return kind ? die() : real.put(key, source, size, signal);
      // The network has taken it: what lands later does not ask the source any more.
      const bytes = await collect(source);
      const keep = (kept: Buffer): Promise<void> => real.put(key, Readable.from(pieces(kept)), kept.length);
      if (kind === 'lies' || kind === 'short' || kind === 'flipped') {
        damaged.add(key);
        await injector.meanwhile();
        if (kind !== 'lies') await keep(spoilt(bytes, kind));
        return undefined;
      }
      return happen(kind, () => keep(bytes), signal, count++);
    },
    async get(key, signal) {
      const kind = meet('get');
      if (kind === undefined) return real.get(key, signal);
      if (kind === 'short' || kind === 'flipped') {
        const bytes = await collect(await real.get(key, signal));
        return Readable.from(pieces(spoilt(bytes, kind)), { objectMode: false });
      }
      if (kind === 'lost-after') {
        const bytes = await collect(await real.get(key, signal));
        await injector.meanwhile();
        return Readable.from(breaking(bytes), { objectMode: false });
      }
      return happen(kind, () => real.get(key, signal), signal, count++);
    },
    async stat(key, signal) {
      const kind = meet('stat');
      if (kind === undefined) return real.stat(key, signal);
      if (kind === 'lies') return (await real.stat(key, signal)) === null ? { size: 1 } : null;
      return happen(kind, () => real.stat(key, signal), signal, count++);
    },
    async delete(key, signal) {
      const kind = meet('delete');
      if (kind === undefined) return real.delete(key, signal);
      if (kind === 'lies') return injector.meanwhile();
      return happen(kind, () => real.delete(key), signal, count++);
    },
    async *list(prefix, signal) {
      const kind = meet('list');
      if (kind === 'lies') return;
      if (kind === 'lost-after') {
        yield* firstOf(real.list(prefix, signal));
        throw lost();
      }
      if (kind !== undefined) await happen(kind, () => Promise.resolve(), signal, count++);
      yield* real.list(prefix, signal);
    },
    async sweepIncoming(signal) {
      const kind = meet('sweepIncoming');
      if (kind === undefined) return real.sweepIncoming(signal);
      return happen(kind, () => real.sweepIncoming(signal), signal, count++);
    },
    check: (signal) => real.check(signal),
    close: () => real.close(),
  };
  return { store, damaged };
}

const lost = (): Error =>
  storageUnavailable(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }));

function spoilt(bytes: Buffer, kind: 'short' | 'flipped'): Buffer {
  if (kind === 'short') return bytes.subarray(0, Math.floor(bytes.length / 2));
  const copy = Buffer.from(bytes);
  const middle = Math.floor(copy.length / 2);
  if (copy.length > 0) copy[middle] = (copy[middle] ?? 0) ^ 1;
  return copy;
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  if (bytes.length > 0) yield bytes;
}

async function* breaking(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes.subarray(0, Math.floor(bytes.length / 2));
  throw lost();
}

async function* firstOf(entries: AsyncIterable<BlobEntry>): AsyncGenerator<BlobEntry> {
  for await (const entry of entries) {
    yield entry;
    return;
  }
}

export async function collect(source: Readable | AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The bytes under a key; null where there is nothing. */
export const bytesAt = (store: BlobStore, key: string): Promise<Buffer | null> =>
  store.get(key).then(collect, (error: unknown) => {
    if (error instanceof BlobMissing) return null;
    throw error;
  });
