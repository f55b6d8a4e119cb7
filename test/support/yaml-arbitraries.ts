/** Texts and JSON documents that are hard on a YAML writer or reader. */
import fc from 'fast-check';
import { YamlWriter } from '../../src/portability/archive/yaml/write.js';

const PIECES = [
  ...[
    'a',
    'B',
    '1',
    '0',
    'é',
    '日',
    '😀',
    ' ',
    '  ',
    '\n',
    '\n\n',
    '\t',
    '\r',
    '\r\n',
    ':',
    ': ',
    '#',
    ' #',
    '- ',
    '-',
  ],
  ...[
    '? ',
    '"',
    "'",
    '\\',
    '|',
    '>',
    '{',
    '}',
    '[',
    ']',
    ',',
    '&',
    '*',
    '!',
    '%',
    '@',
    '`',
    '=',
    '<<',
    '~',
    '.',
    '+',
  ],
  ...[
    'yes',
    'null',
    '---',
    '...',
    '2019-05-31',
    '12:30',
    '\u0000',
    '\u0007',
    '\u007f',
    '\u0085',
    '\u00a0',
    '\u2028',
  ],
  ...['\u2029', '\ufeff', '\ufffe', '\ud7ff', '\ue000', '$', '(', '/', '_', 'x: y', 'a b c'],
];

/** Well-formed text of all of Unicode, thick with breaks and indicators. */
export const anyText = (): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((parts) => parts.join('')),
    },
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.string({ unit: 'grapheme-ascii' }),
  );

export interface JsonDocument {
  readonly text: string;
  /** Mappings as Map, numbers as JavaScript has them. */
  readonly value: unknown;
}

const NUMBERS = [
  '0',
  '-0',
  '1.0',
  '1.50',
  '-12',
  '9007199254740993',
  '1e5',
  '1E-7',
  '123456789012345678901234567890',
  '0.1',
];

/** A JSON object whose numbers are odd, with the value that a reader without types would make of it. */
export const jsonDocument = (): fc.Arbitrary<JsonDocument> => {
  const { document } = fc.letrec<{
    document: JsonDocument;
    leaf: JsonDocument;
    list: JsonDocument;
    object: JsonDocument;
  }>((tie) => ({
    document: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      tie('leaf'),
      tie('list'),
      tie('object'),
    ),
    leaf: fc.oneof(
      anyText().map((text) => ({ text: JSON.stringify(text), value: text })),
      fc.constantFrom(...NUMBERS).map((text) => ({ text, value: Number(text) })),
      fc.constantFrom(true, false, null).map((value) => ({ text: String(value), value })),
    ),
    list: fc.array(tie('document'), { maxLength: 4 }).map((items) => ({
      text: `[${items.map((item) => item.text).join(',')}]`,
      value: items.map((item) => item.value),
    })),
    object: fc
      .uniqueArray(fc.tuple(anyText(), tie('document')), { maxLength: 4, selector: ([key]) => key })
      .map((members) => ({
        text: `{ ${members.map(([key, item]) => `${JSON.stringify(key)} : ${item.text}`).join(' ,\n')} }`,
        value: new Map(members.map(([key, item]) => [key, item.value])),
      })),
  }));
  return document;
};

/** A document as an area file holds it; not `usual` when a key is too long for one line or a text holds NUL, which no reader takes. */
export const canonicalDocument = (): fc.Arbitrary<{ readonly text: string; readonly usual: boolean }> => {
  const field = fc.oneof(
    anyText().map((value) => (writer: YamlWriter, key: string) => writer.scalar(1, key, value)),
    fc
      .constantFrom(true, false, null)
      .map((value) => (writer: YamlWriter, key: string) => writer.scalar(1, key, value)),
    fc
      .constantFrom(...NUMBERS)
      .map((token) => (writer: YamlWriter, key: string) => writer.number(1, key, token)),
    fc
      .array(anyText(), { maxLength: 4 })
      .map((items) => (writer: YamlWriter, key: string) => writer.list(1, key, items)),
    fc.tuple(jsonDocument(), fc.constantFrom(0, 9)).map(
      ([{ text }, levels]) =>
        (writer: YamlWriter, key: string) =>
          writer.json(1, key, `${'['.repeat(levels)}${text}${']'.repeat(levels)}`),
    ),
  );
  const key = fc.oneof(
    { weight: 50, arbitrary: anyText() },
    { weight: 1, arbitrary: fc.constant('x'.repeat(1_001)) },
  );
  // A key of the top that is tagged is no UUID, and no document is cut there.
  const row = fc.tuple(
    key.filter((name) => name !== '<<'),
    fc.uniqueArray(fc.tuple(key, field), { minLength: 1, maxLength: 4, selector: ([name]) => name }),
  );
  return fc.tuple(fc.array(row, { minLength: 1, maxLength: 4 }), fc.boolean()).map(([rows, commented]) => {
    const writer = new YamlWriter();
    if (commented) writer.comment('yaml-language-server: $schema=x');
    for (const [name, fields] of rows) {
      writer.mapKey(0, name);
      for (const [member, write] of fields) write(writer, member);
    }
    const text = writer.take();
    const keys = rows.flatMap(([name, fields]) => [name, ...fields.map(([member]) => member)]);
    return { text, usual: !text.includes('\\u0000') && keys.every((name) => name.length <= 1_000) };
  });
};

const SNIPPETS = [
  '\n',
  ' ',
  '  ',
  '- ',
  ': ',
  ':',
  '#',
  ' #',
  "'",
  '"',
  '|',
  '\t',
  '\r',
  'x',
  '{}',
  '\\',
  '---\n',
  '\n\n',
  '1',
  '&a ',
  '*a',
  '!',
  '\ufeff',
];

/** Some small damages to a text: a snippet put in, a stretch taken out, a line doubled, moved or indented. */
export const mutations = (): fc.Arbitrary<(text: string) => string> => {
  const at = fc.nat({ max: 10_000 });
  const one = fc.oneof(
    fc.tuple(at, fc.constantFrom(...SNIPPETS)).map(([offset, snippet]) => (text: string) => {
      const place = offset % (text.length + 1);
      return text.slice(0, place) + snippet + text.slice(place);
    }),
    fc.tuple(at, fc.integer({ min: 1, max: 3 })).map(([offset, count]) => (text: string) => {
      const place = offset % (text.length + 1);
      return text.slice(0, place) + text.slice(place + count);
    }),
    fc
      .tuple(at, fc.constantFrom('double', 'drop', 'indent', 'outdent'))
      .map(([offset, what]) => (text: string) => {
        const lines = text.split('\n');
        const index = offset % lines.length;
        const line = lines[index] as string;
        const changed = {
          double: [line, line],
          drop: [],
          indent: [`  ${line}`],
          outdent: [line.replace(/^ {1,2}/, '')],
        }[what] as string[];
        lines.splice(index, 1, ...changed);
        return lines.join('\n');
      }),
  );
  return fc
    .array(one, { minLength: 1, maxLength: 2 })
    .map(
      (all) => (text: string) =>
        Buffer.from(all.reduce((current, mutate) => mutate(current), text)).toString(),
    );
};
