/** Watches a fresh service from outside while it exports, previews and imports: its memory, and how soon it answers. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Account } from './account.js';
import { createClient } from './client.js';
import { quantile } from './clock.js';
import { watchMemory } from './peak-memory.js';
import type { Service } from './service.js';

export interface Watched {
  /** Bytes, the most over what it held before. */
  readonly memory: number;
  /** The same, before. */
  readonly idleMemory: number;
  /** Milliseconds, the 99th percentile: nothing else to do, and at work. */
  readonly idle: number;
  readonly atWork: number;
}

/** Milliseconds. */
const IDLE = 1_000;

export async function watchWork(service: Service, account: Account, archive: string): Promise<Watched> {
  const client = createClient(service.url, account.token);
  try {
    await account.fill();
    await client.roundTrip();
    const idle = await pollWhile(service, () => sleep(IDLE));
    const memory = await watchMemory(service);
    const atWork = await pollWhile(service, async () => {
      await client.export();
      await client.preview(archive);
      await account.empty();
      await client.import(archive, 'replace');
    });
    return { memory: (await memory.peak()) - memory.idle, idleMemory: memory.idle, idle, atWork };
  } finally {
    client.close();
  }
}

/** The 99th percentile of the answers' milliseconds. In a thread: what this process does is not to be counted. */
async function pollWhile({ url }: Service, work: () => Promise<unknown>): Promise<number> {
  const worker = new Worker(new URL('./poll-health.js', import.meta.url), { workerData: { url } });
  const failed = once(worker, 'error').then(([error]) => {
    throw error;
  });
  try {
    await Promise.race([work(), failed]);
    worker.postMessage('stop');
    const [times] = (await Promise.race([once(worker, 'message'), failed])) as [readonly number[]];
    return quantile(times, 0.99);
  } finally {
    await worker.terminate();
  }
}
