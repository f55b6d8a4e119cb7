/** The figures of imports: into an account that has nothing, and into one that has just that. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effects } from '../src/portability/index.js';
import type { ImportMode } from '../src/portability/kinds.js';
import { compare } from './clock.js';
import { copyIn } from './copy.js';
import type { Figure } from './figure.js';
import { copyAndHash } from './files-floor.js';

export const importFigure = (mode: ImportMode): Figure => ({
  name: `import-${mode}`,
  title: `import into an empty account, ${mode}`,
  unit: 'ms',
  grows: true,
  aim: { times: 2 },
  async measure(stage) {
    const { account, client, folder, filesOnly, archive } = stage;
    const file = await archive();
    const copies = join(folder, 'copies');
    const floor = async (): Promise<void> => {
      if (!filesOnly) await copyIn(account.client, account.rowFiles);
      await copyAndHash(account.files, copies);
    };
    const measured = async (): Promise<void> => {
      const { effects } = await client.import(file, mode);
      expectEach(effects, 'create', account.rows);
    };
    return compare(stage, floor, measured, async () => {
      await account.empty();
      await rm(copies, { recursive: true, force: true });
      await mkdir(copies);
    });
  },
});

export const unchangedFigure = (mode: ImportMode): Figure => ({
  name: `unchanged-${mode}`,
  title: `import of one’s own unchanged export, ${mode}`,
  unit: 'ms',
  grows: true,
  aim: { times: 1.2 },
  async measure(stage) {
    const { account, client, archive } = stage;
    const file = await archive();
    await account.fill();
    const before = await account.versions();
    const times = await compare(
      stage,
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

/** Of an import that does something else the time says nothing. */
function expectEach(
  effects: Readonly<Record<string, Effects>>,
  effect: keyof Effects,
  expected: number,
): void {
  const found = Object.values(effects).reduce((all, each) => all + each[effect], 0);
  if (found !== expected) throw new Error(`${effect} is ${found} rows, not ${expected}`);
}
