/** Area files as an export writes them, of kinds made up to have every type of field. */
import fc from 'fast-check';
import { YamlWriter } from '../../src/portability/archive/yaml/write.js';
import {
  binary,
  boolean,
  bytes,
  choice,
  createFormat,
  createGraph,
  date,
  decimal,
  defineKind,
  digest,
  float,
  integer,
  interval,
  json,
  type Kind,
  type KindField,
  type KindGraph,
  list,
  markdown,
  media,
  numeric,
  optional,
  partialDate,
  position,
  reference,
  text,
  textList,
  time,
  timestamp,
  uuid as uuidValue,
} from '../../src/portability/kinds.js';
import { fieldArbitrary, type FieldValue } from '../../src/portability/testing/field-arbitraries.js';
import { uuid } from '../../src/portability/testing/graph-arbitrary.js';
import { writeTexts, type RowTexts } from './encode-texts.js';

const AREA = { area: 'library', description: '', noun: ['thing', 'things'], order: [] } as const;

const shelves = defineKind({
  ...AREA,
  name: 'shelves',
  table: 'shelf',
  fields: {
    label: text('', { default: 'back\\slash\tand tab' }),
    note: optional(markdown('')),
    on: choice('', ['open', 'true', 'yes', "it's", '7', 'two words', 'é']),
    isLent: boolean('', { default: false }),
    height: optional(integer('', { min: -5 })),
    room: optional(bytes('')),
    price: optional(decimal('', 5, 2)),
    builtOn: optional(date('')),
    known: optional(partialDate('')),
    seenAt: optional(timestamp('')),
    tags: textList(''),
    extra: json(''),
    sum: optional(digest('')),
    above: optional(reference('', 'shelves')),
    picture: optional(media('')),
    sort: optional(choice('', ['shelf', 'book'])),
    subject: optional(reference('', { by: 'sort', kinds: { shelf: 'shelves', book: 'books' } })),
    last: text(''),
  },
});
const VALUES = {
  at: optional(time('')),
  lasting: optional(interval('')),
  known: optional(uuidValue('')),
  bytes: optional(binary('')),
  size: optional(float('')),
  weight: optional(float('', { single: true })),
  worth: optional(numeric('')),
  pages: list('', integer('')),
  others: optional(list('', float(''))),
  truths: list('', boolean('')),
  instants: list('', timestamp('')),
};
const books = defineKind({
  ...AREA,
  name: 'books',
  table: 'book',
  parent: { kind: 'shelves', column: 'shelf_id', key: 'books' },
  fields: {
    title: text(''),
    place: position(),
    sequel: optional(reference('', 'books')),
    extra: json(''),
    ...VALUES,
  },
});
const marks = defineKind({
  ...AREA,
  name: 'marks',
  table: 'mark',
  parent: { kind: 'books', column: 'book_id', key: 'marks' },
  fields: { page: integer(''), text: optional(markdown('')) },
});
const labels = defineKind({
  ...AREA,
  name: 'labels',
  table: 'label',
  parent: { kind: 'shelves', column: 'shelf_id', key: 'null' },
  fields: { text: text('') },
});

export const LIBRARY: KindGraph = createGraph(
  [shelves, books, marks, labels],
  createFormat({ name: 'Library', slug: 'library' }),
);

export interface DocumentRow {
  readonly id: string;
  readonly texts: RowTexts;
  readonly children: readonly (readonly [Kind, readonly DocumentRow[]])[];
}

/** As PostgreSQL prints it. */
function textsOf(field: KindField, value: FieldValue): readonly (string | null)[] {
  if (field.type === 'media')
    return value === null ? [null, null, null] : [String(value), 'a.JPG', 'image/jpeg'];
  if (value === null) return [null];
  if (field.type === 'boolean') return [value === true ? 't' : 'f'];
  if (field.type === 'timestamp') return [String(value).replace('T', ' ').replace('Z', '+00')];
  if (field.type === 'list') {
    const items = value as readonly (string | null)[];
    const texts = items.map((item) => item && textsOf({ ...field, ...field.item } as KindField, item)[0]);
    return [JSON.stringify(field.item.type === 'boolean' ? items : texts)];
  }
  return [field.type === 'textList' ? JSON.stringify(value) : String(value)];
}

function valueOf(field: KindField): fc.Arbitrary<FieldValue> {
  if (field.type === 'reference' || field.type === 'media') return uuid;
  if (field.type === 'digest') return fc.stringMatching(/^[0-9a-f]{64}$/);
  return fieldArbitrary(field);
}

const rowOf = (kind: Kind): fc.Arbitrary<DocumentRow> =>
  fc
    .record({
      id: uuid,
      origin: fc.option(uuid, { freq: 1, nil: null }),
      hasOrigin: fc.boolean(),
      texts: fc
        .tuple(
          ...kind.fields.map((field) =>
            (field.nullable ? fc.option(valueOf(field), { freq: 3 }) : valueOf(field)).map((value) =>
              textsOf(field, value),
            ),
          ),
        )
        .map((texts) => texts.flat()),
      children: fc.tuple(
        ...LIBRARY.childrenOf(kind).map((child) =>
          // Of some there are more than are compared all with all.
          fc
            .array(rowOf(child), child === labels ? { maxLength: 14, size: 'max' } : { maxLength: 2 })
            .map((rows) => [child, rows] as const),
        ),
      ),
    })
    .map(({ id, origin, hasOrigin, texts, children }) => ({
      id,
      texts: [id, ...(kind.parent ? [id] : []), hasOrigin ? origin : null, ...paired(kind, texts)],
      children,
    }));

/** With the fields both there or both absent of which one says what the other refers to. */
function paired(kind: Kind, texts: readonly (string | null)[]): readonly (string | null)[] {
  if (kind !== shelves) return texts;
  const at = texts.length - 5;
  return texts[at] === null || texts[at + 1] === null ? texts.with(at, null).with(at + 1, null) : texts;
}

function write(writer: YamlWriter, kind: Kind, row: DocumentRow, depth: number): void {
  writeTexts(writer, depth, kind, row.texts);
  for (const [child, rows] of row.children) {
    if (rows.length > 0) writer.mapKey(depth + 1, child.parent?.key ?? '');
    for (const each of rows) write(writer, child, each, depth + 2);
  }
}

/** The root rows of an area file. */
export const areaRows = (): fc.Arbitrary<readonly DocumentRow[]> =>
  fc.array(rowOf(shelves), { minLength: 1, maxLength: 2 });

/** The text of an area file with those rows. @param comment that it begins with */
export function areaTextOf(rows: readonly DocumentRow[], comment?: string): string {
  const writer = new YamlWriter();
  if (comment !== undefined) writer.comment(comment);
  for (const row of rows) write(writer, shelves, row, 0);
  return writer.take();
}

/** The text of an area file. */
export const areaDocument = (): fc.Arbitrary<string> =>
  fc
    .tuple(areaRows(), fc.constantFrom('yaml-language-server: $schema=x', undefined))
    .map(([rows, comment]) => areaTextOf(rows, comment));

/** Values as somebody writes them by hand, or nearly: some that an export does not write, and some that are wrong. */
export const SPELLINGS: readonly string[] = [
  ...["''", '""', "'a'", '"a\\nb"', '"\\ud800"', '"\\x41"', 'a: b', 'a #b', 'a ', '- a', '~', 'null', '0x10', '007', '-0', '-5', '+5'],
  ...['-5.50', '1e2', '1.0', '.5', 'true', 'True', "'true'", '2019', "'2019'", '2019-05', "'2019-02-29'", "'--02-29'", "'--02-30'"],
  ...["'2020-02-29'", "'1900-02-29'", "'2019-04-31'", "'2019-13-01'", "'2019-02-29T12:00:00Z'", "'9999-12-31T23:59:59.999999Z'"],
  ...["'2019-05-31T12:00:00Z'", "'2019-05-31t12:00:00+01:00'", "'2019-05-31T24:00:00Z'", "'2019-05-31T12:00:00.1234567Z'"],
  ...["'2019-05-31T12:60:00Z'", "'2019-05-31T12:00:60Z'", "'2019-05-31 12:00:00Z'", "'2019-05-31T12:00:00,5Z'", '2019-05-31T12:00:00Z'],
  ...["'2019-05-31T12:00:00.Z'", "'0000-05-31T12:00:00Z'", '6F0C4D2E-8A51-4C3B-9D7E-2F1A0B3C4D5E', '6f0c4d2e-8a51-4c3b-9d7e-2f1a0b3c4d5e'],
  ...['2147483647', '2147483648', '-2147483648', '-2147483649', '9007199254740991', '9007199254740992', '999.99', '1000', '1.001'],
  ...['{}', '[]', '[a]', '{"a": 1}', '|\n      x', '|-\n     x\n\n', '|+\n    x\n\n', '>\n    x', '\n    a: 1', '\n    - a', '\n  - a', '&a x', '*a', '!!str 1'],
  ...['|\n\n    x', '|2\n    x', '|\n    x\n  # a', '|\n    x\n\n     y\\\n    \tz', '|\n    x\n   \n', '|\n    x\n     \n', '\n    x', '|\n'],
  ...['x\u0085', "'x\u2028'", '\ufeffx', 'x\u007f', 'x\ty', "'x\ty'", 'x\u0080', '"x\u009f"', "'\ufffe'", 'x\\y', '"\u0001"', "'\u0001'"],
  ...['media/6f0c4d2e-8a51-4c3b-9d7e-2f1a0b3c4d5e.jpg', 'open', "'7'", '7', 'yes', "'it''s'", "it's", 'two words', 'é', 'shelf', '"open', "'open"],
]; // prettier-ignore

/** The document with another value behind a key, which are numbered. */
export function respelt(document: string, key: number, spelling: string): string {
  const lines = document.split('\n');
  const keyed = lines.flatMap((line, index) => (/^ *[a-zA-Z']+: /.test(line) ? [index] : []));
  const chosen = keyed[key % keyed.length];
  if (chosen === undefined) return document;
  const line = (lines[chosen] as string).replace(
    /^( *[a-zA-Z']+:) .*/s,
    (_, start) => `${start} ${spelling}`,
  );
  return lines.with(chosen, line).join('\n');
}
