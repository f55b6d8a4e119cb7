/** The table that is printed: one row per figure and size, in Markdown. */
import type { Figure, Outcome } from './figure.js';

export interface Row extends Outcome {
  readonly figure: Figure;
  readonly size: string;
}

const COLUMNS = ['figure', 'size', 'floor', 'measured', 'ratio', 'aim', 'met'];

export function printTable(rows: readonly Row[]): string {
  const lines = [COLUMNS, ...rows.map(cells)];
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const printed = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  const [head = [], ...body] = printed;
  const rule = widths.map((width) => '-'.repeat(width));
  return [head, rule, ...body].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

function cells({ figure, size, floor, measured, broken }: Row): string[] {
  const { title, unit, aim } = figure;
  const met = broken === undefined && isMet(figure, floor, measured);
  return [
    title,
    size,
    quantity(floor, unit),
    quantity(measured, unit),
    unit === 'ms' ? `${(measured / floor).toFixed(2)} ×` : '',
    'times' in aim ? `≤ ${aim.times} ×` : `≤ ${aim.units} ${unit}`,
    met ? 'yes' : `no${broken === undefined ? '' : `: ${broken}`}`,
  ];
}

function isMet({ aim, unit }: Figure, floor: number, measured: number): boolean {
  return 'times' in aim
    ? measured <= aim.times * floor
    : measured <= aim.units * (unit === 'MiB' ? 1024 ** 2 : 1);
}

function quantity(value: number, unit: Figure['unit']): string {
  const shown = unit === 'MiB' ? value / 1024 ** 2 : value;
  return `${shown.toFixed(shown < 100 ? 1 : 0)} ${unit}`;
}
