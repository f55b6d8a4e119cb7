/** The figures of several transfers at once: whether somebody small waits for somebody large, and whether anybody starves. */
import { createClient, type Client } from './client.js';
import { quantile, timed } from './clock.js';
import type { Figure, Stage } from './figure.js';

const IMPORTS = 4;
const EXPORTS = 8;

export const smallImportFigure: Figure = {
  name: 'small-import',
  title: 'an import of 100 rows beside a large one',
  unit: 'ms',
  aim: () => ({ times: 3 }),
  async measure(stage) {
    const { account, client, service, archive, smallArchive, rounds } = stage;
    const large = await archive();
    const small = await smallArchive();
    const other = createClient(service.url, (await account.addPerson()).token);
    try {
      await account.empty();
      const importSmall = (): Promise<number> => timed(() => other.import(small, 'copies'));
      const alone: number[] = [];
      // As short as it is, it is measured more often than what is long.
      for (let nth = 1; nth < 2 * rounds; nth++) alone.push(await importSmall());

      await account.empty();
      let isDone = false;
      const working = client.import(large, 'replace').finally(() => (isDone = true));
      const beside: number[] = [];
      do beside.push(await importSmall());
      while (!isDone);
      await working;
      // The last one may have been alone for a part of its time.
      const counted = beside.length > 1 ? beside.slice(0, -1) : beside;
      return {
        floor: quantile(alone, 0.5),
        measured: quantile(counted, 0.5),
        note: `slowest ${(Math.max(...counted) / quantile(alone, 0.5)).toFixed(1)} × of ${counted.length}`,
      };
    } finally {
      other.close();
      await account.empty();
    }
  },
};

/**
 * Nobody starves where the last of all that go on at once ends no later than if each had waited for those before it: the floor is all
 * of them in turn.
 */
export const besideFigure: Figure = {
  name: 'beside',
  title: 'the last of four imports beside eight exports',
  unit: 'ms',
  aim: () => ({ times: 1 }),
  async measure(stage) {
    const { account } = stage;
    const archive = await stage.archive();
    const people = await importers(stage);
    try {
      await account.fill();
      let inTurn = 0;
      for (const work of transfers(stage, people, archive)) inTurn += await timed(work);
      await account.empty();
      await account.fill();
      const ends = await Promise.allSettled(transfers(stage, people, archive).map(timed));
      const times = ends.map((end) => (end.status === 'fulfilled' ? end.value : Infinity));
      const failed = ends.filter(({ status }) => status === 'rejected').length;
      const within = (some: readonly number[]): string =>
        [Math.min(...some), Math.max(...some)].map((time) => (time / inTurn).toFixed(2)).join('–');
      return {
        floor: inTurn,
        measured: Math.max(...times.filter(Number.isFinite)),
        note: `imports after ${within(times.slice(0, IMPORTS))}, exports after ${within(times.slice(IMPORTS))} of it`,
        ...(failed > 0 ? { broken: `${failed} did not end` } : {}),
      };
    } finally {
      for (const client of people) client.close();
      await account.empty();
    }
  },
};

async function importers({ account, service }: Stage): Promise<readonly Client[]> {
  const clients: Client[] = [];
  for (let nth = 0; nth < IMPORTS; nth++)
    clients.push(createClient(service.url, (await account.addPerson()).token));
  return clients;
}

const transfers = (
  { client }: Stage,
  people: readonly Client[],
  archive: string,
): readonly (() => Promise<unknown>)[] => [
  ...people.map((person) => () => person.import(archive, 'copies')),
  ...Array.from({ length: EXPORTS }, () => async () => void (await client.export())),
];
