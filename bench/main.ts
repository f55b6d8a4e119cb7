/** `npm run bench -- [--size S,L] [--figure export,preview] [--rounds 3] [--store s3] [--json FILE]`: measures the built service beside floors, and prints one table. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../src/database/embedded-postgres.js';
import { HAS_CPU_TIMES } from './cpu.js';
import { FIGURES } from './figures.js';
import { growthOf } from './growth.js';
import { createReport, describeMachine } from './report.js';
import { runSize } from './run-size.js';
import { isSizeName, scaled, SIZES, type Size } from './sizes.js';
import { STORES, type StoreName } from './store.js';
import { printTable, type Row } from './table.js';

const names = FIGURES.map(({ name }) => name);

function usage(): never {
  console.error(
    `Usage: npm run bench -- [--size SIZE,…] [--figure NAME,…] [--rounds N] [--store STORE] [--json FILE]\n` +
      `  sizes: ${Object.keys(SIZES).join(', ')}\n  figures: ${names.join(', ')}\n  stores: ${STORES.join(', ')}`,
  );
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        size: { type: 'string', default: 'S' },
        figure: { type: 'string' },
        rounds: { type: 'string', default: '3' },
        store: { type: 'string', default: 'fs' },
        json: { type: 'string' },
        // For the test of this very program: so many rows at the first size, and the others in proportion.
        rows: { type: 'string' },
      },
    }).values;
  } catch {
    return usage();
  }
}

const values = readArguments();
const sizes = values.size.split(',').filter(isSizeName);
const wanted = values.figure?.split(',');
const rounds = Number(values.rounds);
const [first] = sizes;
const factor = first === undefined || values.rows === undefined ? 1 : Number(values.rows) / SIZES[first].rows;
const isStore = (name: string): name is StoreName => STORES.some((store) => store === name);
const { store } = values;
if (
  sizes.length !== values.size.split(',').length ||
  wanted?.every((name) => names.includes(name)) === false ||
  !isStore(store) ||
  !(factor > 0) ||
  !(rounds > 0)
) {
  usage();
}

const say = (line: string): void => console.error(line);
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());

/** What is named is measured, and without a name what does not take too long for what it says. */
const isWanted = (name: string, size: Size): boolean =>
  wanted?.includes(name) ?? !size.leavesOut?.includes(name);

async function run(store: StoreName): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'carol-bench-'));
  try {
    if (!HAS_CPU_TIMES) say('CPU seconds are left out: only Linux says what a process has taken');
    const postgres = await startEmbeddedPostgres({ dataDir: folder, log: say });
    try {
      const rows: Row[] = [];
      for (const [index, name] of sizes.entries()) {
        const size = scaled(SIZES[name], factor);
        const figures = FIGURES.filter(
          (figure) => isWanted(figure.name, size) && (index === 0 || !figure.isOfProcess),
        );
        const shared = { serverUrl: postgres.url, folder, rounds, store, say, stop: stopping.signal };
        rows.push(...(await runSize({ ...shared, name, size, figures })));
      }
      return [...rows, ...growthOf(rows)];
    } finally {
      await postgres.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function main(store: StoreName): Promise<void> {
  const machine = describeMachine();
  const rows = await run(store);
  console.log(printTable(rows));
  if (values.json === undefined) return;
  const report = createReport(process.argv.slice(2), machine, rows);
  await writeFile(resolve(values.json), `${JSON.stringify(report, undefined, 2)}\n`);
}

main(store).catch((error: unknown) => {
  console.error(stopping.signal.aborted ? 'stopped' : error);
  process.exitCode = 1;
});
