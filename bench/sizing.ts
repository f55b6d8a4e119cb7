/** What an account of each size costs, on disk and while it is worked on: the absolute figures of a report, for whoever chooses a machine. */
import { quantity, seconds, type Row } from './table.js';

/** The columns of processor time: what they are called, and of which figure they are. */
const CPU = [
  ['CPU of an export', 'export'],
  ['CPU of a preview', 'preview'],
  ['CPU of an import', 'import-replace'],
] as const;

/** @returns a table in Markdown, a line for each size: memory and processor time */
export function printSizing(rows: readonly Row[]): string {
  const sizes = [...new Set(rows.map(({ size }) => size))];
  const lines = sizes.map((size) => {
    const figure = (name: string): Row | undefined =>
      rows.find((row) => row.name === name && row.size === size);
    const memory = figure('memory');
    const cpu = CPU.map(([, name]) => {
      const measured = figure(name)?.cpu?.measured;
      return measured ? seconds(measured) : '–';
    });
    const held = memory && [memory.floor, memory.floor + memory.measured];
    return [size, ...(held ?? [NaN, NaN]).map((bytes) => quantity(bytes, 'MiB')), ...cpu];
  });
  const head = ['size', 'memory, idle', 'memory, at most', ...CPU.map(([title]) => title)];
  return table(head, lines);
}

/** @returns a table in Markdown, a line for each size whose disk was measured */
export function printDisk(rows: readonly Row[]): string {
  const lines = rows.flatMap(({ size, disk }) => {
    if (!disk) return [];
    const { rows: count, database, store, archive, safetyCopy, peaks } = disk;
    const each = [database, store, archive, safetyCopy].map((bytes) => quantity(bytes, 'MiB'));
    const whileItRuns = [peaks.export, peaks.preview, peaks.import].map(
      (peak) => `${quantity(peak.files, 'MiB')} + ${quantity(peak.database, 'MiB')}`,
    );
    return [[size, count.toLocaleString('en'), ...each, ...whileItRuns]];
  });
  const kept = ['rows', 'database', 'files', 'archive', 'safety copy'];
  return table(['size', ...kept, 'an export, at most', 'a preview, at most', 'an import, at most'], lines);
}

const table = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
