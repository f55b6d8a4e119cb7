/** Who gets a permit, in which order, and who is refused at once because the wait would be too long. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PortabilityError } from '../../src/portability/errors.js';
import type { Operation } from '../../src/portability/metrics.js';
import {
  createConcurrencyLimiter,
  type ConcurrencyLimiter,
  type Permit,
} from '../../src/portability/http/admission/concurrency-limiter.js';

const SECOND = 1_000;
const never = new AbortController().signal;

let clock: number;
let limiter: ConcurrencyLimiter;
/** Who holds a permit, in the order in which they got it. */
let served: string[];
let permits: Map<string, Permit>;
/** Who came and was not waited for. */
let waiting: Promise<unknown>[];

beforeEach(() => {
  clock = 0;
  served = [];
  permits = new Map();
  waiting = [];
  limiter = createConcurrencyLimiter({
    imports: 4,
    exports: 2,
    uploads: 4,
    maxWaitMs: 45 * SECOND,
    now: () => clock,
  });
});
afterEach(async () => {
  // Who is left in the queue would be refused in the middle of another test, by a real timer.
  limiter.close();
  await Promise.allSettled(waiting);
});

/** @param name `person` or `person/transfer` */
async function acquire(name: string, operation: Operation = 'preview', signal = never): Promise<Permit> {
  const permit = await limiter.acquire(operation, name.split('/')[0] ?? '', signal);
  served.push(name);
  permits.set(name, permit);
  return permit;
}

/** Comes for a permit, and waits for it on its own. */
function come(name: string, operation?: Operation): void {
  const permit = acquire(name, operation);
  permit.catch(() => undefined);
  waiting.push(permit);
}

const release = async (name: string): Promise<void> => {
  permits.get(name)?.release();
  await settled();
};
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function toProblem(work: Promise<unknown>): Promise<PortabilityError> {
  return work.then(
    () => {
      throw new Error('It was not refused');
    },
    (error: unknown) => error as PortabilityError,
  );
}

const fill = async (): Promise<void> => {
  for (const name of ['a', 'b', 'c', 'd']) await acquire(name);
};

describe('permits', () => {
  it('are given at once as long as there are any, and in turn after that', async () => {
    await fill();
    for (const name of ['e', 'f', 'g']) come(name);
    await settled();
    expect(served).toEqual(['a', 'b', 'c', 'd']);
    await release('b');
    await release('a');
    expect(served.slice(4)).toEqual(['e', 'f']);
    await release('f');
    expect(served.slice(4)).toEqual(['e', 'f', 'g']);
  });

  it('go round the people: who has two transfers in the queue does not get ahead of who has one', async () => {
    await fill();
    for (const name of ['greedy/1', 'greedy/2', 'modest/1', 'late/1']) come(name);
    await settled();
    for (const name of ['a', 'b', 'c', 'd']) await release(name);
    expect(served.slice(4)).toEqual(['greedy/1', 'modest/1', 'late/1', 'greedy/2']);
  });

  it('are held by one person for half of the pool at most, who waits counting too', async () => {
    await acquire('a/1');
    await acquire('a/2');
    expect(await toProblem(acquire('a/3'))).toMatchObject({ slug: 'too-many-requests' });
    await release('a/1');
    await acquire('a/3');
    await acquire('b');
    await acquire('c');
    come('d/1');
    come('d/2');
    expect(await toProblem(acquire('d/3'))).toMatchObject({ slug: 'too-many-requests' });
  });

  it('are one per person for an import', async () => {
    await acquire('a/1', 'import');
    expect(await toProblem(acquire('a/2', 'import'))).toMatchObject({ slug: 'import-in-progress' });
    await acquire('a/3', 'preview');
    await release('a/1');
    await release('a/3');
    await acquire('a/4', 'import');
  });

  it('of exports are others than those of imports', async () => {
    await fill();
    await acquire('e', 'export');
    await acquire('f', 'export');
    come('g', 'export');
    await settled();
    expect(served).not.toContain('g');
    await release('a');
    expect(served).not.toContain('g');
    await release('e');
    expect(served).toContain('g');
  });

  it('are not given to who has left the queue, and are not lost with them', async () => {
    await fill();
    const leaving = new AbortController();
    const left = toProblem(acquire('e', 'preview', leaving.signal));
    come('f');
    leaving.abort(new Error('left'));
    expect(await left).toMatchObject({ message: 'left' });
    await release('a');
    expect(served.slice(4)).toEqual(['f']);
  });

  it('released twice are released once', async () => {
    await fill();
    await release('a');
    await release('a');
    await acquire('e');
    come('f');
    await settled();
    expect(served).not.toContain('f');
  });

  it('are refused once it is closed, also to who waits; who holds one goes on until it is aborted', async () => {
    await fill();
    const refused = toProblem(acquire('e'));
    limiter.close();
    expect(await refused).toMatchObject({ slug: 'server-busy' });
    expect(await toProblem(acquire('f'))).toMatchObject({ slug: 'server-busy' });
    expect(permits.get('a')?.signal.aborted).toBe(false);
    expect(limiter.running()).toEqual(['4 previews']);
    let isIdle = false;
    void limiter.idle().then(() => (isIdle = true));
    limiter.abort();
    expect(permits.get('a')?.signal.reason).toMatchObject({ slug: 'server-busy' });
    for (const name of ['a', 'b', 'c']) await release(name);
    expect(isIdle).toBe(false);
    await release('d');
    expect(isIdle).toBe(true);
    expect(limiter.running()).toEqual([]);
  });
});

describe('the wait', () => {
  /** Lets one person after the other hold a permit for so long. */
  async function measure(seconds: number): Promise<void> {
    for (let round = 0; round < 30; round++) {
      await acquire('before');
      clock += seconds * SECOND;
      await release('before');
    }
    served = [];
  }

  it('is bounded by what was measured: who would wait longer is refused at once, with the place and the time', async () => {
    await measure(20);
    await fill();
    // 20 seconds each and four at once: the ninth waits for 45 seconds.
    for (let place = 1; place <= 9; place++) come(`waiting${place}`);
    await settled();
    const refusal = await toProblem(acquire('late'));
    expect(refusal).toMatchObject({ slug: 'server-busy' });
    expect(refusal.message).toMatch(/number 10 in the queue.*50 seconds/);
    expect(refusal.options.retrySeconds).toBe(50);
  });

  it('is as long as it is for who is in the queue already', async () => {
    await measure(20);
    await fill();
    come('patient');
    clock += 100 * SECOND;
    await settled();
    await release('a');
    expect(served).toContain('patient');
  });

  it('takes into account that what runs now takes longer than what ran before', async () => {
    await measure(1);
    await fill();
    come('early');
    clock += 300 * SECOND;
    const refusal = await toProblem(acquire('late'));
    expect(refusal.options.retrySeconds).toBe(150);
  });

  it('forgets what was slow', async () => {
    await measure(300);
    await fill();
    expect(await toProblem(acquire('late'))).toMatchObject({ slug: 'server-busy' });
    for (const name of ['a', 'b', 'c', 'd']) await release(name);
    await measure(1);
    await fill();
    come('late');
    await settled();
    await release('a');
    expect(served).toContain('late');
  });
});
