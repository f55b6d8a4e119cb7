/** The figures of imports: into an account that has nothing, and into one that has just that. */
import type { Effects } from '../src/portability/index.js';
import type { ImportMode } from '../src/portability/kinds.js';
import { createClient } from './client.js';
import { compare } from './clock.js';
import { createCpuMeter, postmasterOf } from './cpu.js';
import type { Figure } from './figure.js';
import { SIZES, type Size } from './sizes.js';

export const importFigure = (mode: ImportMode): Figure => ({
  name: `import-${mode}`,
  title: `import into an empty account, ${mode}`,
  unit: 'ms',
  grows: true,
  aim: (size) => ({ times: (SIZES[size] as Size).isOfFiles ? 1.5 : 2 }),
  async measure(stage) {
    const { account, client, floors, archive } = stage;
    const file = await archive();
    const measured = async (): Promise<void> => {
      const { effects } = await client.import(file, mode);
      expectEach(effects, 'create', account.rows);
    };
    return compare(
      stage,
      () => floors.import(file),
      measured,
      () => account.empty(),
    );
  },
});

export const unchangedFigure = (mode: ImportMode): Figure => ({
  name: `unchanged-${mode}`,
  title: `import of one’s own unchanged export, ${mode}`,
  unit: 'ms',
  grows: true,
  aim: () => ({ times: 1.2 }),
  async measure(stage) {
    const { account, client, archive, meters } = stage;
    const file = await archive();
    await account.fill();
    const before = await account.versions();
    const times = await compare(
      // The service does both.
      { ...stage, meters: meters && { floor: meters.measured, measured: meters.measured } },
      () => client.preview(file),
      async () => {
        const { effects } = await client.import(file, mode);
        expectEach(effects, 'unchanged', account.rows);
      },
    );
    const same = (await account.versions()) === before;
    return { ...times, ...(same ? {} : { broken: 'row versions were written' }) };
  },
});

/** Every row an item, beside the preview without them. */
export const itemsFigure: Figure = {
  name: 'items',
  title: 'preview row by row, copies, beside the preview',
  unit: 'ms',
  grows: true,
  aim: () => ({ times: 1.3 }),
  async measure(stage) {
    const { account, client, archive, meters } = stage;
    const file = await archive();
    await account.fill();
    return compare(
      // The service does both.
      { ...stage, meters: meters && { floor: meters.measured, measured: meters.measured } },
      () => client.preview(file),
      async () => {
        const lines = await client.items(file, 'copies');
        if (lines !== account.rows + 2) throw new Error(`${lines} lines, not one for each row`);
      },
    );
  },
};

/** What it costs to keep what was there: beside the same import by a service that keeps nothing, and one export. */
export const safetyCopyFigure: Figure = {
  name: 'safety-copy',
  title: 'import over a changed account, with a safety copy',
  unit: 'ms',
  aim: () => ({ times: 1 }),
  async measure(stage) {
    const { account, client, archive, meters } = stage;
    const file = await archive();
    const without = await stage.start({ UNDO_DAYS: '0' });
    const other = createClient(without.url, account.token);
    const floor = createCpuMeter(without.process.pid ?? 0, await postmasterOf(account.client));
    const withoutCopy = async (): Promise<void> => {
      await other.import(file, 'replace');
      await other.export();
    };
    try {
      // What is compiled only after it has worked for a while was so in the other service before.
      await account.fillAndChange();
      await withoutCopy();
      return await compare(
        { ...stage, meters: floor && meters && { floor, measured: meters.measured } },
        withoutCopy,
        async () => {
          const { undo } = await client.import(file, 'replace');
          if (undo === undefined) throw new Error('Nothing was kept');
        },
        () => account.fillAndChange(),
      );
    } finally {
      other.close();
      await without.close();
      await account.empty();
    }
  },
};

/** Of an import that does something else the time says nothing. */
function expectEach(
  effects: Readonly<Record<string, Effects>>,
  effect: keyof Effects,
  expected: number,
): void {
  const found = Object.values(effects).reduce((all, each) => all + each[effect], 0);
  if (found !== expected) throw new Error(`${effect} is ${found} rows, not ${expected}`);
}
