/** What an export writes from PostgreSQL's bytes is what a writer makes of the same texts, byte for byte. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { areaText, type RowCursor } from '../../src/portability/archive/area-text.js';
import { RowEncoder } from '../../src/portability/archive/encode.js';
import { schemaComment } from '../../src/portability/archive/format.js';
import { packTexts, type PackedRow } from '../../src/portability/archive/packed-row.js';
import { byteStyle } from '../../src/portability/archive/yaml/byte-style.js';
import { YamlBytes } from '../../src/portability/archive/yaml/byte-writer.js';
import { scalarStyle } from '../../src/portability/archive/yaml/scalar-style.js';
import { YamlWriter } from '../../src/portability/archive/yaml/write.js';
import type { Area, Kind } from '../../src/portability/kinds.js';
import { areaRows, areaTextOf, LIBRARY, type DocumentRow } from '../support/area-documents.js';
import { writeTexts, type RowTexts } from '../support/encode-texts.js';
import { anyText } from '../support/yaml-arbitraries.js';
import { SUSPICIOUS } from './suspicious-texts.js';

const AREA = LIBRARY.areas[0] as Area;
const SHELVES = AREA.root;
const ID = '6f0c4d2e-8a51-4c3b-9d7e-2f1a0b3c4d5e';

/** The texts within others, so that what stands beside them must not matter. */
function between(text: string): readonly [Buffer, number, number] {
  const bytes = Buffer.from(`\n: '${text}' #\t`);
  return [bytes, 4, bytes.length - 4];
}

function expectSame(text: string): void {
  expect([text, byteStyle(...between(text))]).toEqual([text, scalarStyle(text)]);
  const bytes = new YamlBytes();
  bytes.scalar(...between(text), 4);
  const writer = new YamlWriter();
  writer.scalar(1, 'k', text);
  expect(`  k: ${bytes.take().toString()}`).toBe(writer.take());
}

/** Texts of well-formed characters, which are all that PostgreSQL has. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

/** At each end of what has to be escaped, and of what UTF-8 writes with so many bytes. */
const EDGES = [
  ...['\u001f', '\u0020', '\u007e', '\u007f', '\u0080', '\u009f', '\u00a0', '\u00a1', '\u00bf', '\u00c0', '\u07ff', '\u0800'],
  ...['\u2027', '\u2028', '\u2029', '\u202a', '\u20a8', '\u2fff', '\ud7ff', '\ue000', '\uf000', '\ufefe', '\ufeff', '\uff00'],
  ...['\ufffd', '\ufffe', '\uffff', '\u{10000}', '\u{1f600}', '\u{10ffff}'],
]; // prettier-ignore

const WORDS = [
  'y',
  'N',
  'yes',
  'No',
  'ON',
  'off',
  'true',
  'FALSE',
  'Null',
  'nulls',
  'Yes ',
  '\u212aon',
  'İ',
  ID,
  `${ID}0`,
  '0-0',
  '1e5',
  '12:30',
  '1 2',
];

describe('a text as bytes', () => {
  it.each([...SUSPICIOUS, ...WORDS])('%j is written as a text is', (text) => expectSame(wellFormed(text)));

  it('is written as a text is, whichever character stands where', () => {
    for (const edge of [...EDGES, ':', '#', ' ', '\t', '\n', '\r', '\u0000', "'", '"'])
      for (const around of ['', 'a', '1', ' ', '\n', 'é', '\u00a0'])
        for (const text of [
          edge + around,
          around + edge,
          `x${edge}${around}`,
          `x\n${around}${edge}`,
          `x\n${edge}\n${around}\n`,
        ])
          expectSame(text);
  });

  it('is written as a text is, whatever it is', () => {
    fc.assert(
      fc.property(anyText(), (text) => expectSame(wellFormed(text))),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['plain', 'x'.repeat(100_000)],
    ['quoted', `${"it's ".repeat(30_000)}: `],
    ['a block', 'line\n\n\n'.repeat(30_000)],
    ['of many bytes each', '東京\n'.repeat(30_000)],
    ['escaped', '\u0007\u2028é'.repeat(30_000)],
  ])('is written as a text is where it is long: %s', (_, text) => expectSame(text));

  it('leaves what was taken as it is', () => {
    const bytes = new YamlBytes();
    bytes.text('first');
    const first = bytes.take();
    bytes.text('other');
    expect([first.toString(), bytes.length, bytes.take().toString(), bytes.take().length]).toEqual([
      'first',
      5,
      'other',
      0,
    ]);
  });
});

const byTexts = (kind: Kind, texts: RowTexts): string => {
  const writer = new YamlWriter();
  writeTexts(writer, 2, kind, texts);
  return writer.take();
};
const byBytes = (kind: Kind, texts: RowTexts): string => {
  const encoder = new RowEncoder();
  encoder.row(2, kind, packTexts(texts), true);
  return encoder.take().toString();
};

/** A row that has nothing but one field. */
const rowWith = (key: string, text: string): RowTexts => [
  ID,
  null,
  ...SHELVES.fields.flatMap((field) => {
    if (field.type === 'media') return [field.key === key ? text : null, 'a.JPG', 'image/jpeg'];
    return [field.key === key ? text : null];
  }),
];

const ODD_VALUES: Readonly<Record<string, readonly string[]>> = {
  isLent: ['t', 'f', 'true', ''],
  height: ['0', '-0', '-5', '2147483647', '1e5', '-'],
  price: ['0.00', '-0.50', '999.99', '1.', '.5', '01', '00', '-01.5', '1.5.1', 'NaN', 'Infinity', '', '1 '],
  seenAt: [
    ...['2026-05-31 12:00:00+00', '2026-05-31 12:00:00.000001+00', '0044-03-15 12:00:00+00 BC', '10000-01-01 00:00:00+00', 'infinity'],
    ...['-infinity', '2026-05-31 12:00:00+02', '2026-05-31 12:00:00+00:00', '2026-05-31 12:00:00+05:30', '2026-05-31T12:00:00+00', '+00', ''],
  ],
  tags: [
    ...['[]', '[""]', '["",""]', '["a"]', '["a","",": "]', '["it\'s","2019","yes"]', '["a\\"b"]', '["\\\\"]', '["a\\nb"]', '["é","東京"]'],
    ...['["\u2028"]', '["a" , "b"]', '["[","],"]', '[[]]', '[["a"]]', '["a",["b"]]', '["a"', '"a"', '', '[', '[1]'],
  ],
  extra: ['{}', '{"a": 1}', '[]', '{"a": "x\\ny"}', '{', '1', '{"a": 1.50}'],
  above: [ID, ID.toUpperCase(), '7'],
  picture: [ID],
}; // prettier-ignore

/** What is written, or what kind of error there is. */
function outcome(write: () => string): string {
  try {
    return write();
  } catch (error) {
    return (error as Error).name;
  }
}

describe('a row as bytes', () => {
  it.each(
    Object.entries(ODD_VALUES).flatMap(([key, values]) => values.map((value) => [key, value] as const)),
  )('has %s of %j written as texts are', (key, value) => {
    const texts = rowWith(key, value);
    expect(outcome(() => byBytes(SHELVES, texts))).toBe(outcome(() => byTexts(SHELVES, texts)));
  });

  it.each(['', 'a: b', '<<', 'no', 'x'.repeat(2_000)])(
    'has a key %j of no UUID written as texts are',
    (id) => {
      const texts = [id, ...rowWith('label', 'x').slice(1)];
      expect(byBytes(SHELVES, texts)).toBe(byTexts(SHELVES, texts));
    },
  );

  it('is written as texts are, with all below it', async () => {
    await fc.assert(
      fc.asyncProperty(areaRows(), async (rows) => {
        const chunks: Buffer[] = [];
        const cursors = new Map(LIBRARY.kinds.map((kind) => [kind, cursorOver(rowsOf(rows, kind))]));
        for await (const chunk of areaText(LIBRARY, AREA, { cursors, hasOrigin: () => true }))
          chunks.push(chunk);
        expect(Buffer.concat(chunks).toString()).toBe(areaTextOf(rows, schemaComment(AREA.name)));
      }),
      { numRuns: 100 },
    );
  });
});

/** Those of a kind in archive order, each with its parent. */
function rowsOf(
  rows: readonly DocumentRow[],
  wanted: Kind,
  kind: Kind = SHELVES,
  parent?: string,
): readonly RowTexts[] {
  return rows.flatMap((row) => [
    ...(kind === wanted ? [parent === undefined ? row.texts : row.texts.with(1, parent)] : []),
    ...row.children.flatMap(([child, below]) => rowsOf(below, wanted, child, row.id)),
  ]);
}

function cursorOver(rows: readonly RowTexts[]): RowCursor {
  let at = 0;
  const peek = (): PackedRow | undefined => {
    const row = rows[at];
    return row && packTexts(row);
  };
  return { peek: () => (at % 2 === 0 ? peek() : Promise.resolve(peek())), advance: () => void at++ };
}
