/** docs/limits.md: every limit of an archive, and how it shows on either side. */
import { format, resolveConfig } from 'prettier';
import { limitVariable } from '../src/config.js';
import {
  ARCHIVE_LIMITS,
  type ArchiveLimit,
  DEFAULT_LIMITS,
  FIXED_LIMITS,
  type LimitRule,
  PROBLEMS,
} from '../src/portability/index.js';
import { cell } from './markdown.js';

const UNITS = [
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
] as const;

/** Bytes in the largest unit that they are whole in. */
function figure(name: string, value: number): string {
  const unit = /bytes/i.test(name) ? UNITS.find(([, size]) => value % size === 0) : undefined;
  return unit ? `${value / unit[1]} ${unit[0]}` : value.toLocaleString('en');
}

const ON_EXPORT = {
  refused: 'refused before its first byte',
  never: 'never: it is made so',
  'broken off': 'broken off, visibly',
} as const;

const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

const refusal = ({ problem, name }: LimitRule): string =>
  `${PROBLEMS[problem].status} \`${problem}\`${name === '' ? '' : `, \`${name}\``}`;

const settable = Object.entries(ARCHIVE_LIMITS).map(([key, rule]: [string, LimitRule]) =>
  line([
    `\`${limitVariable(key as ArchiveLimit)}\``,
    figure(key, DEFAULT_LIMITS[key as ArchiveLimit]),
    rule.of,
    refusal(rule),
    ON_EXPORT[rule.onExport],
  ]),
);

const fixed = FIXED_LIMITS.map((rule) =>
  line([
    figure(rule.of, rule.value),
    rule.of,
    refusal(rule),
    ON_EXPORT[rule.onExport],
    rule.isChecked ? 'CHECK' : '',
  ]),
);

const TEXT = `# The limits of an archive

What the tables hold, an export can carry; what an export carries, an import takes, with the same settings. So each limit has two sides. An import that is over one is refused
with a problem that names it; an export that would be is refused before its first byte, with the rows that are the reason or the largest ones (\`rows\`), wherever that
can be known. Generated: \`npm run docs\`.

## Those that can be set

| setting | default | of | an import | an export |
| --- | --- | --- | --- | --- |
${settable.join('\n')}

- How long the YAML of an account may become is measured before the export begins, by one statement, from the lengths of its texts: six bytes for each, as if all were escapes, and the
  keys of every row. Where that is within the limits, as it is for up to some 40 MB of texts, the export begins at once. Where it is not, the area files are written first, and are as long as they are.
- How small the archive packs shows only as it is packed. Where it is, unpacked, no larger than \`${limitVariable('uploadBytes')}\`, it never breaks off. Photos and films do not shrink: who has more of them
  than that raises the limit.

## Those that cannot

| limit | of | an import | an export | the table |
| --- | --- | --- | --- | --- |
${fixed.join('\n')}

- A row that is older than a CHECK stays as it is: the migration that brings the CHECK does not fail on it, and no other may break it. An export of it is refused, and names it; once it is put right, exports go on.
- An entry of an area file, such as a person with all meetings, may be as long as the file. Of more than 1 MiB it is cut before the entries within it, at whatever indentation; only what
  cannot be cut is in memory as a whole.
- A file has errors by the thousand: the first 1,000 are named, and of errors of syntax the rest of the file is not read.

Limits of what goes on at once, and of times, are in \`.env.example\` and [sizing.md](sizing.md).
`;

export async function writeLimits(path: string): Promise<string> {
  return format(TEXT, { ...(await resolveConfig(path)), filepath: path });
}
