/** What is measured, against which floor, and what is aimed at: docs/performance.md says why. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Account } from './account.js';
import { download } from './client.js';
import { compare, medianOf, timed, type Times } from './clock.js';
import { copyIntoPlain, copyOut } from './copy.js';
import type { Figure } from './figure.js';
import { gunzip } from './files-floor.js';
import { importFigure, unchangedFigure } from './import-figures.js';

const EIGHT = 8;
const ROUND_TRIPS = 25;

/** In the order in which they are measured: first what leaves the account as it is. */
export const FIGURES: readonly Figure[] = [
  {
    name: 'export',
    title: 'export',
    unit: 'ms',
    grows: true,
    aim: { times: 1.5 },
    measure: (stage) =>
      withFileServer(stage.account, async (send) => {
        const { account, client, filesOnly } = stage;
        await account.fill();
        const floor = async (): Promise<void> => {
          if (!filesOnly) await copyOut(account.client, account.rowFiles.kinds);
          if (account.files.length > 0) await send();
        };
        return compare(stage, floor, () => client.export());
      }),
  },
  {
    name: 'first-byte',
    title: 'export, first byte',
    unit: 'ms',
    aim: { times: 10 },
    async measure(stage) {
      const { account, client } = stage;
      await account.fill();
      return compare(
        stage,
        () => medianOf(ROUND_TRIPS, () => client.roundTrip()),
        async () => (await client.export()).firstByte,
      );
    },
  },
  {
    name: 'eight-exports',
    title: 'eight exports at once',
    unit: 'ms',
    aim: { times: 0.7 },
    async measure({ account, client }) {
      await account.fill();
      const eight = Array.from({ length: EIGHT });
      const inTurn = async (): Promise<void> => {
        for (const _ of eight) await client.export();
      };
      return {
        floor: await timed(inTurn),
        measured: await timed(() => Promise.all(eight.map(() => client.export()))),
      };
    },
  },
  {
    name: 'preview',
    title: 'preview',
    unit: 'ms',
    grows: true,
    aim: { times: 2 },
    async measure(stage) {
      const { account, client, archive } = stage;
      const file = await archive();
      await account.fill();
      const floor = async (): Promise<void> => {
        await gunzip(file);
        await copyIntoPlain(account.client, account.rowFiles);
      };
      return compare(stage, floor, () => client.preview(file));
    },
  },
  unchangedFigure('replace'),
  unchangedFigure('merge'),
  {
    name: 'memory',
    title: 'peak memory over idle',
    unit: 'MiB',
    aim: { units: 128 },
    async measure({ watched }) {
      const { memory, idleMemory } = await watched();
      return { floor: idleMemory, measured: memory };
    },
  },
  {
    name: 'health',
    title: '/health/live at work, p99',
    unit: 'ms',
    aim: { units: 50 },
    async measure({ watched }) {
      const { idle, atWork } = await watched();
      return { floor: idle, measured: atWork };
    },
  },
  importFigure('replace'),
  importFigure('merge'),
  importFigure('copies'),
];

/** Lends a function that downloads all blobs of the account, sent by a thread that does nothing else. */
async function withFileServer(
  { blobs }: Account,
  work: (send: () => Promise<unknown>) => Promise<Times>,
): Promise<Times> {
  const worker = new Worker(new URL('./serve-files.js', import.meta.url), { workerData: { folder: blobs } });
  try {
    const [port] = (await once(worker, 'message')) as [number];
    return await work(() => download(`http://127.0.0.1:${port}`));
  } finally {
    await worker.terminate();
  }
}
