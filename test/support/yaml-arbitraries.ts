/** Texts and JSON documents that are hard on a YAML writer or reader. */
import fc from 'fast-check';

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
