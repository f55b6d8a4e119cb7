/** `npm run bench -- [--size S,L] [--figure export,preview] [--rounds 3]`: measures the built service beside floors, and prints one table. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../src/database/embedded-postgres.js';
import { FIGURES } from './figures.js';
import { growthOf } from './growth.js';
import { runSize } from './run-size.js';
import { isSizeName, scaled, SIZES } from './sizes.js';
import { printTable, type Row } from './table.js';

const names = FIGURES.map(({ name }) => name);

function usage(): never {
  console.error(
    `Usage: npm run bench -- [--size SIZE,…] [--figure NAME,…] [--rounds N]\n  sizes: ${Object.keys(SIZES).join(', ')}\n  figures: ${names.join(', ')}`,
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
const wanted = values.figure?.split(',') ?? names;
const rounds = Number(values.rounds);
const [first] = sizes;
const factor = first === undefined || values.rows === undefined ? 1 : Number(values.rows) / SIZES[first].rows;
if (
  sizes.length !== values.size.split(',').length ||
  !wanted.every((name) => names.includes(name)) ||
  !(factor > 0) ||
  !(rounds > 0)
) {
  usage();
}

const say = (line: string): void => console.error(line);
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());

async function run(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'carol-bench-'));
  try {
    const postgres = await startEmbeddedPostgres({ dataDir: folder, log: say });
    try {
      const figures = FIGURES.filter(({ name }) => wanted.includes(name));
      const rows: Row[] = [];
      for (const name of sizes) {
        const size = scaled(SIZES[name], factor);
        rows.push(
          ...(await runSize({
            serverUrl: postgres.url,
            folder,
            name,
            size,
            figures,
            rounds,
            say,
            stop: stopping.signal,
          })),
        );
      }
      return [...rows, ...growthOf(rows)];
    } finally {
      await postgres.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

run().then(
  (rows) => console.log(printTable(rows)),
  (error: unknown) => {
    console.error(stopping.signal.aborted ? 'stopped' : error);
    process.exitCode = 1;
  },
);
