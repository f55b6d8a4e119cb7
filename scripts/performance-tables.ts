/** The tables in docs/performance.md and docs/sizing.md, from reports that the benchmark wrote; the text around them is written by hand. */
import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import type { Report } from '../bench/report.js';
import { printDisk, printSizing } from '../bench/sizing.js';
import { printTable, type Row } from '../bench/table.js';

/** Between the two stands the table of the report that the first one names. */
const PLACE = /(<!-- (bench|sizing|disk): (\S+) -->\n)[\s\S]*?(?=<!-- \/\2 -->)/g;

const TABLES: Readonly<Record<string, (rows: readonly Row[]) => string>> = {
  /** All that was measured, beside its floor. */
  bench: printTable,
  /** What an account of some size costs. */
  sizing: printSizing,
  /** What it takes on disk. */
  disk: printDisk,
};

/**
 * @param document what stands there now
 * @returns it with the tables as they should be, formatted as everything here
 * @throws Error where no place for a table is marked, or a report is missing
 */
export async function writePerformanceTables(document: string, path: string): Promise<string> {
  const places = [...document.matchAll(PLACE)];
  if (places.length === 0) throw new Error(`${path} has no place for a table`);
  const texts = new Map<string, string>();
  for (const [, begin = '', table = '', file = ''] of places)
    texts.set(
      begin,
      describe(JSON.parse(await readFile(file, 'utf8')) as Report, TABLES[table] ?? printTable),
    );
  const whole = document.replace(PLACE, (_all, begin: string) => `${begin}\n${texts.get(begin)}\n\n`);
  return format(whole, { ...(await resolveConfig(path)), filepath: path });
}

function describe({ command, machine, rows }: Report, print: (rows: readonly Row[]) => string): string {
  const { cores, model, memory, platform, node, load } = machine;
  const gibibytes = Math.round(memory / 1024 ** 3);
  return [
    `\`${command}\`, on ${cores} cores (${model}, ${platform}) with ${gibibytes} GiB and Node ${node}; load before it began: ${load.toFixed(1)}.`,
    '',
    print(rows),
  ].join('\n');
}
