/** What is measured, against which floor, and what is aimed at: docs/performance.md says why. */
import { compare, medianOf } from './clock.js';
import { diskFigure } from './disk-figure.js';
import type { Figure } from './figure.js';
import { importFigure, itemsFigure, safetyCopyFigure, unchangedFigure } from './import-figures.js';
import { besideFigure, smallImportFigure } from './load-figures.js';
import { startFigure } from './start-figure.js';
import { viewerFigure } from './viewer-figure.js';

const EIGHT = Array.from({ length: 8 });
const ROUND_TRIPS = 25;

/** In the order in which they are measured: first what leaves the account as it is. */
export const FIGURES: readonly Figure[] = [
  startFigure,
  {
    name: 'export',
    title: 'export',
    unit: 'ms',
    grows: true,
    aim: () => ({ times: 1.5 }),
    async measure(stage) {
      const { account, client, floors } = stage;
      await account.fill();
      return compare(
        stage,
        () => floors.export(),
        () => client.export(),
      );
    },
  },
  viewerFigure,
  {
    name: 'first-byte',
    title: 'export, first byte',
    unit: 'ms',
    // Of few rows the floor is a round trip; of many, that they must be counted before the manifest can be written.
    aim: (size) => ({ times: isOfFew(size) ? 10 : 1.5 }),
    async measure(stage) {
      const { account, client, floors, rounds, size } = stage;
      await account.fill();
      return compare(
        { rounds },
        () => medianOf(ROUND_TRIPS, isOfFew(size) ? () => client.roundTrip() : () => floors.counts()),
        async () => (await client.export()).firstByte,
      );
    },
  },
  {
    name: 'eight-exports',
    title: 'eight exports at once',
    unit: 'ms',
    aim: () => ({ times: 1.5 }),
    async measure(stage) {
      const { account, client, floors } = stage;
      await account.fill();
      return compare(
        stage,
        () => Promise.all(EIGHT.map(() => floors.export())),
        () => Promise.all(EIGHT.map(() => client.export())),
      );
    },
  },
  {
    name: 'preview',
    title: 'preview',
    unit: 'ms',
    grows: true,
    aim: () => ({ times: 2 }),
    async measure(stage) {
      const { account, client, floors, archive } = stage;
      const file = await archive();
      await account.fill();
      return compare(
        stage,
        () => floors.preview(),
        () => client.preview(file),
      );
    },
  },
  itemsFigure,
  unchangedFigure('replace'),
  unchangedFigure('merge'),
  {
    name: 'memory',
    title: 'peak memory over idle',
    unit: 'MiB',
    aim: () => ({ units: 128 }),
    async measure({ watched }) {
      const { memory, idleMemory } = await watched();
      return { floor: idleMemory, measured: memory };
    },
  },
  {
    name: 'health',
    title: '/health/live at work, p99',
    unit: 'ms',
    aim: () => ({ units: 50 }),
    async measure({ watched }) {
      const { idle, atWork } = await watched();
      return { floor: idle, measured: atWork };
    },
  },
  importFigure('replace'),
  importFigure('merge'),
  importFigure('copies'),
  safetyCopyFigure,
  diskFigure,
  smallImportFigure,
  besideFigure,
];

const isOfFew = (size: string): boolean => size === 'S' || size === 'M';
