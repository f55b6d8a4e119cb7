/** Many puts overlap, no more than sixteen; where one fails no more begin, and none is under way afterwards. */
import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { putOverlapping, type SourceOfBlob } from '../../src/portability/storage/blobs/put-overlapping.js';

/** A store in which puts become durable when the test says so, and that fails to take what it is told. */
function slowStore(
  failing: (key: string) => 'at once' | 'when read' | 'later' | undefined = () => undefined,
) {
  const waiting = new Map<string, () => void>();
  const store = {
    underWay: 0,
    most: 0,
    stored: [] as string[],
    calledBack: [] as string[],
    settle: (key: string): void => waiting.get(key)?.(),
    settleAll: (): void => waiting.forEach((settle) => settle()),
    async put(key: string, chunks: AsyncIterable<Buffer>, size: number, signal?: AbortSignal): Promise<void> {
      store.underWay++;
      store.most = Math.max(store.most, store.underWay);
      try {
        if (failing(key) === 'at once') throw new Error(`${key} is refused`);
        let read = 0;
        for await (const chunk of chunks) read += chunk.length;
        expect(read).toBe(size);
        if (failing(key) === 'when read') throw new Error(`${key} is refused`);
        await new Promise<void>((resolve, reject) => {
          waiting.set(key, resolve);
          signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
          if (signal?.aborted) reject(signal.reason as Error);
        });
        if (failing(key) === 'later') throw new Error(`${key} is refused`);
        store.stored.push(key);
      } catch (error) {
        if (signal?.aborted) store.calledBack.push(key);
        throw error;
      } finally {
        store.underWay--;
      }
    },
  };
  return store;
}

async function* sourcesOf(keys: readonly string[], given: string[] = []): AsyncGenerator<SourceOfBlob> {
  for (const key of keys) {
    given.push(key);
    yield { key, size: 2, chunks: bytes() };
  }
}

async function* bytes(): AsyncGenerator<Buffer> {
  yield Buffer.from('a');
  yield Buffer.from('b');
}

const KEYS = Array.from({ length: 40 }, (_, index) => `k${index}`);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Puts that overlap', () => {
  it('go on while the next sources are read, up to sixteen', async () => {
    const store = slowStore();
    const given: string[] = [];
    const done = putOverlapping(store, sourcesOf(KEYS, given));
    while (store.underWay < 16) await turn();
    await turn();
    expect(given).toHaveLength(16);
    store.settle('k3');
    while (given.length < 17) await turn();
    expect(store.stored).toEqual(['k3']);
    const pump = setInterval(store.settleAll, 1);
    await done.finally(() => clearInterval(pump));
    expect([...store.stored].sort()).toEqual([...KEYS].sort());
    expect(store.most).toBe(16);
  });

  it.each(['at once', 'when read'] as const)(
    'come to their end where one fails %s, and no more begin',
    async (when) => {
      const store = slowStore((key) => (key === 'k5' ? when : undefined));
      const given: string[] = [];
      const done = putOverlapping(store, sourcesOf(KEYS, given));
      while (store.underWay < 5 || given.length < 6) await turn();
      await turn();
      const pump = setInterval(store.settleAll, 1);
      await expect(done).rejects.toThrow('k5 is refused');
      clearInterval(pump);
      expect(store).toMatchObject({ underWay: 0, calledBack: [] });
      expect(store.stored).toEqual(expect.arrayContaining(['k0', 'k1', 'k2', 'k3', 'k4']));
      expect(given.length).toBeLessThanOrEqual(7);
    },
  );

  it('break off the source that is being read where another put fails', async () => {
    let read = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (; read < 1_000; read++) {
        await turn();
        yield Buffer.from('a');
      }
    }
    async function* sources(): AsyncGenerator<SourceOfBlob> {
      yield { key: 'k0', size: 2, chunks: bytes() };
      yield { key: 'k1', size: 1_000, chunks: endless() };
    }
    const store = slowStore((key) => (key === 'k0' ? 'later' : undefined));
    const done = putOverlapping(store, sources());
    while (read < 3) await turn();
    store.settle('k0');
    await expect(done).rejects.toThrow('k0 is refused');
    expect(read).toBeLessThan(10);
    expect(store).toMatchObject({ underWay: 0, stored: [] });
  });

  it('come to their end where the sources fail', async () => {
    const store = slowStore();
    async function* broken(): AsyncGenerator<SourceOfBlob> {
      yield* sourcesOf(['k0', 'k1']);
      throw new Error('the archive has changed');
    }
    const pump = setInterval(store.settleAll, 1);
    await expect(putOverlapping(store, broken())).rejects.toThrow('the archive has changed');
    clearInterval(pump);
    expect(store).toMatchObject({ underWay: 0, stored: ['k0', 'k1'] });
  });

  it('are called back with the signal, and throw its reason', async () => {
    const store = slowStore();
    const stop = new AbortController();
    const done = putOverlapping(store, sourcesOf(KEYS), stop.signal);
    while (store.underWay < 3) await turn();
    stop.abort(new Error('given up'));
    await expect(done).rejects.toThrow('given up');
    expect(store).toMatchObject({ underWay: 0, stored: [] });
  });

  it('are none where there is no source', async () => {
    await expect(putOverlapping(slowStore(), sourcesOf([]))).resolves.toBeUndefined();
  });
});
