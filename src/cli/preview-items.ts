/** A preview row by row, for people to read: like a difference of two files, in colours where the terminal has them. */
import type { PreviewItem, PreviewLine, PreviewReport } from '../portability/files.js';
import type { KindGraph } from '../portability/kinds.js';
import { counted } from './amount.js';
import { shown, type Color, type Terminal } from './terminal.js';

const SIGNS = {
  create: ['+', 'green'],
  update: ['~', 'yellow'],
  delete: ['-', 'red'],
  skip: ['·', 'grey'],
} as const satisfies Record<PreviewItem['effect'], readonly [sign: string, color: Color]>;

const REASONS = {
  differs: 'you have it otherwise, and that stays',
  'only-one': 'there can be only one, and there is one already',
  'left-out': 'left out',
  'parent-left-out': 'left out with what it belongs to',
  'reference-outside': 'it cannot be without something that you do not have',
} as const satisfies Record<NonNullable<PreviewItem['reason']>, string>;

/**
 * Puts the lines of a preview into words.
 * @param reportLines what is said before the items
 */
export function createItemPrinter(
  graph: KindGraph,
  { paint }: Pick<Terminal, 'paint'>,
  reportLines: (report: PreviewReport) => readonly string[],
): (lines: readonly PreviewLine[]) => readonly string[] {
  let mode = '';
  const linesOf = (item: PreviewItem): readonly string[] => {
    const heading = item.mode === mode ? [] : ['', `What ${item.mode} would do:`, ''];
    ({ mode } = item);
    return [...heading, ...itemLines(graph, paint, item)];
  };
  return (lines) =>
    lines.flatMap((line) => {
      if ('effect' in line) return linesOf(line);
      if ('end' in line) {
        const stays = line.items === 1 ? 'it is' : 'they are';
        return ['', `${counted(line.items, ['row', 'rows'])} would not stay as ${stays}.`];
      }
      return reportLines(line).map(shown);
    });
}

/** A row and what changes in it. */
export function itemLines(
  graph: KindGraph,
  paint: Terminal['paint'],
  item: Omit<PreviewItem, 'mode'>,
): readonly string[] {
  const [sign, color] = SIGNS[item.effect];
  const { location, reason, changes = [] } = item;
  const place = location ? `  ${location.file}:${location.line}` : '';
  const [noun] = graph.kind(item.kind).noun;
  const why = reason ? ` (${REASONS[reason]})` : '';
  return [
    `${paint(color, shown(`${sign} ${noun}  ${item.unnamed ? '(without a name)' : item.label}`))}${paint('grey', shown(`${why}${place}`))}`,
    ...changes.map(({ field, pointer = '', from, to, labels }) => {
      const [before, after] = [nameOf(labels?.from) ?? valueOf(from), nameOf(labels?.to) ?? valueOf(to)];
      const values = `${paint('red', before)} → ${paint('green', after)}`;
      return `    ${shown(`${field}${pointer}`)}: ${values}`;
    }),
  ];
}

/** What the row is called that a reference leads to. */
const nameOf = (label: string | null | undefined): string | undefined =>
  label === null || label === undefined ? undefined : shown(label);

/** As JSON has it, so that a text is told from a number; nothing as a dash. */
const valueOf = (value: unknown): string =>
  value === null || value === undefined ? '–' : shown(JSON.stringify(value));
