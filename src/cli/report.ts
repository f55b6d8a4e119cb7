/** Words for previews, results and lists of errors. */
import type { ArchiveSummary, Effects, Issue, KindEffects, VerifyReport } from '../portability/files.js';
import type { Kind, KindGraph, Mode } from '../portability/kinds.js';
import { amount, counted } from './amount.js';

/** More than fit on a screen help nobody; `--json` has them all. */
const MOST_LINES = 50;

const ORDER = [
  'create',
  'update',
  'unchanged',
  'delete',
  'keep',
  'skip',
] as const satisfies (keyof Effects)[];

/** `file:line:column: what is wrong, and what to do`, one line each. */
export function issueLines(issues: readonly Partial<Issue>[], count: number = issues.length): string[] {
  const lines = issues
    .slice(0, MOST_LINES)
    .map(({ file, line, column, pointer, code, detail, label, value, ...others }) => {
      const entry = 'entry' in others ? String(others.entry) : undefined;
      const place = [file ?? entry, line, column].filter((part) => part !== undefined).join(':');
      const hint = [pointer === '#' ? undefined : pointer, code].filter(Boolean).join(' ');
      const said = [place, label, detail].filter(Boolean).join(': ');
      const found = value === undefined ? '' : ` It says: ${value}`;
      return `${said}${found}${hint && ` [${hint}]`}`;
    });
  if (count > lines.length) lines.push(`… and ${count - lines.length} more.`);
  return lines;
}

export function archiveLines({ exportedAt, appVersion, counts, media, sha256 }: ArchiveSummary): string[] {
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return [
    `Archive of ${exportedAt}, made by Carol ${appVersion}: ${counted(rows, ['row', 'rows'])}, ` +
      `${counted(media.files, ['file', 'files'])} (${amount(media.bytes)})`,
    `SHA-256 ${sha256}`,
  ];
}

/** What an archive is, and all that is wrong with it. */
export function verifyLines({ archive, ...found }: VerifyReport): string[] {
  const { valid, errors, errorCount, warnings, warningCount } = found;
  return [
    ...archiveLines(archive),
    valid ? 'This archive is whole and can be imported.' : `${counted(errorCount, ['error', 'errors'])}:`,
    ...issueLines(errors, errorCount),
    ...(warningCount > 0 ? [`${counted(warningCount, ['warning', 'warnings'])}:`] : []),
    ...issueLines(warnings, warningCount),
  ];
}

/** A table of the kinds that something happens to, the sum of all, and why anything is skipped. */
export function effectLines(graph: KindGraph, effects: KindEffects, mode: Mode): string[] {
  const cells = graph.kinds
    .map((kind) => ({ kind, effect: effects[kind.name] }))
    .filter((row): row is { kind: Kind; effect: Effects } => Object.values(row.effect ?? {}).some(Boolean))
    .map(({ kind, effect }) => [kind.noun[1], ...ORDER.map((key) => String(effect[key] || '·'))]);
  const sums = ORDER.map((key) => Object.values(effects).reduce((sum, effect) => sum + effect[key], 0));
  const table = [['', ...ORDER], ...cells, ['in all', ...sums.map(String)]];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = table.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[column] ?? 0) + 2),
      )
      .join('')
      .trimEnd(),
  );
  return [...lines, ...skipReasons(graph, effects, mode)];
}

function skipReasons(graph: KindGraph, effects: KindEffects, { identity, rows }: Mode): string[] {
  const skips = (kind: Kind): boolean => (effects[kind.name]?.skip ?? 0) > 0;
  const skipped = graph.kinds.filter(skips);
  if (skipped.length === 0) return [];
  if ('different' in rows && rows.different === 'skip')
    return ['Skipped: what you have otherwise stays as it is.'];
  const only = identity === 'fresh' ? skipped.filter(({ singleton }) => singleton) : [];
  const isOther = skipped.some((kind) => !graph.lineage(kind).some((above) => only.includes(above)));
  return [
    ...only.map(({ noun: [one] }) => `Skipped: there can be only one ${one}, and there is one already.`),
    ...(isOther
      ? [
          'Skipped: it was left out, or cannot be without something that you do not have; “--items” says which.',
        ]
      : []),
  ];
}

/** What is deleted, named: `3 people, 1 note`; undefined where nothing is. */
export function deletions(graph: KindGraph, effects: KindEffects): string | undefined {
  const parts = graph.kinds
    .map((kind) => [kind, effects[kind.name]?.delete ?? 0] as const)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => counted(count, kind.noun));
  return parts.length === 0 ? undefined : parts.join(', ');
}
