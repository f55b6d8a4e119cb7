/** The table that is printed, and stands in the documents: one row per figure and size, in Markdown. */
import { total, type Cpu } from './cpu.js';
import type { Aim, Figure, Outcome } from './figure.js';

/** What was measured, as plain data. */
export interface Row extends Outcome, Pick<Figure, 'name' | 'title' | 'unit' | 'grows'> {
  /** Of the data; `–` where it says nothing. */
  readonly size: string;
  readonly aim: Aim;
}

const COLUMNS = [
  'figure',
  'size',
  'floor',
  'measured',
  'ratio',
  'aim',
  'met',
  'CPU of the floor',
  'CPU',
  'CPU ratio',
];

export function printTable(rows: readonly Row[]): string {
  const lines = [COLUMNS, ...rows.map(cells)];
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const printed = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  const [head = [], ...body] = printed;
  const rule = widths.map((width) => '-'.repeat(width));
  return [head, rule, ...body].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

function cells(row: Row): string[] {
  const { title, size, floor, measured, unit, aim, cpu } = row;
  return [
    title,
    size,
    quantity(floor, unit),
    quantity(measured, unit),
    unit === 'ms' ? ratio(measured, floor) : '',
    'times' in aim ? `≤ ${aim.times} ×` : `≤ ${aim.units} ${unit}`,
    verdict(row),
    ...(cpu
      ? [seconds(cpu.floor), seconds(cpu.measured), ratio(total(cpu.measured), total(cpu.floor))]
      : ['–', '–', '–']),
  ];
}

function verdict({ broken, note, aim, unit, floor, measured }: Row): string {
  const isWithin =
    'times' in aim ? measured <= aim.times * floor : measured <= aim.units * (unit === 'MiB' ? 1024 ** 2 : 1);
  const said = broken ?? note;
  return `${isWithin && broken === undefined ? 'yes' : 'no'}${said === undefined ? '' : `: ${said}`}`;
}

/** What took less than can be told apart has no ratio. */
const ratio = (measured: number, floor: number): string =>
  floor > 0 ? `${(measured / floor).toFixed(2)} ×` : '–';

export const seconds = ({ process, postgres }: Cpu): string =>
  `${process.toFixed(2)} + ${postgres.toFixed(2)} s`;

export function quantity(value: number, unit: Figure['unit']): string {
  const shown = unit === 'MiB' ? value / 1024 ** 2 : value;
  return `${shown.toFixed(shown < 100 ? 1 : 0)} ${unit}`;
}
