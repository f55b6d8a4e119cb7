/** What the reader makes of documents that people and editors write, and where it says that things are. */
import { describe, expect, it } from '@jest/globals';
import { readDocument } from '../../src/portability/archive/yaml/read.js';
import { codes, plain, read } from '../support/yaml-reading.js';

/** The same data as an editor might save it. */
const CANONICAL = `a:
  name: Ada
  tags:
    - x
    - y
  bio: |
    # one

    two
b:
  name: 'no'
  n: 1.50
c: {}
`;
const VALUES = [
  ['a', { name: 'Ada', tags: ['x', 'y'], bio: '# one\n\ntwo\n' }],
  ['b', { name: 'no', n: 'float 1.50' }],
  ['c', {}],
];

describe('the YAML reader', () => {
  it.each<[string, string]>([
    ['as exported', CANONICAL],
    ['with CRLF', CANONICAL.replaceAll('\n', '\r\n')],
    ['with a lone CR for each break', CANONICAL.replaceAll('\n', '\r')],
    ['with a byte order mark', `\ufeff${CANONICAL}`],
    ['with comments', `# top\n\n${CANONICAL.replace('Ada', 'Ada # who')}# end\n`],
    ['with document markers', `%YAML 1.2\n---\n${CANONICAL}...\n# end\n`],
    ['with a start marker', `# c\n--- # d\n${CANONICAL}`],
    [
      'in flow style',
      `{a: {name: Ada, tags: [x, y], bio: "# one\\n\\ntwo\\n"},\n b: {name: "no", n: 1.50}, c: {}}`,
    ],
    [
      'as JSON with tabs',
      JSON.stringify(
        { a: { name: 'Ada', tags: ['x', 'y'], bio: '# one\n\ntwo\n' }, b: { name: 'no', n: 0 }, c: {} },
        null,
        '\t',
      )
        .replace('"n": 0', '"n": 1.50')
        .replace(/\n(?=.)/g, '\n '),
    ],
    ['indented as a whole', CANONICAL.replace(/^(?=.)/gm, '   ')],
    ['with items at the margin', CANONICAL.replaceAll('    - ', '  - ')],
    [
      'with explicit keys and tags',
      CANONICAL.replace('a:', '? a\n:')
        .replace("'no'", '!!str no')
        .replace('1.50', '!!float 1.50')
        .replace('{}', '!!map {}'),
    ],
    [
      'with other quoting',
      CANONICAL.replace('Ada', '"\\u0041da"')
        .replace("'no'", '"no"')
        .replace('a:', '"a":')
        .replace('- x', "- 'x'"),
    ],
    ['with anchors', CANONICAL.replace('Ada', '&n Ada').replace('- x', '- &x x').replace('{}', '&e {}')],
    ['without a break at the end', CANONICAL.trimEnd()],
  ])('reads a mapping %s', (_, text) => {
    for (const chunk of [1, 7, 1 << 20]) {
      const { entries, issues } = read(text, {}, chunk);
      expect(issues).toEqual([]);
      expect(entries.map(({ key, value }) => [key.value, plain(value)])).toEqual(VALUES);
    }
  });

  it('says where each node begins, in lines and UTF-16 columns from 1', () => {
    const { entries } = read(
      `# c\na:\n  'k': "😀"\n  😀: {x: 1}\n  l:\n    - |2 # not | here\n        t\n  e:\n  f: !!str &g\n`,
    );
    const [a] = entries;
    expect(a).toMatchObject({ key: { line: 2, column: 1 }, value: { line: 3, column: 3 } });
    expect(a?.value.type === 'map' && a.value.entries).toMatchObject([
      { key: { line: 3, column: 3 }, value: { line: 3, column: 8 } },
      {
        key: { line: 4, column: 3 },
        value: { line: 4, column: 7, entries: [{ key: { line: 4, column: 8 } }] },
      },
      {
        key: { line: 5, column: 3 },
        value: { line: 6, column: 5, items: [{ line: 6, column: 7, value: '  t\n' }] },
      },
      { key: { line: 8, column: 3 }, value: { line: 8, column: 3, tag: 'null' } },
      { key: { line: 9, column: 3 }, value: { line: 9, column: 6, tag: 'str', value: '' } },
    ]);
  });

  it('keeps the digits of numbers and resolves plain words as the core schema does', () => {
    const words = [
      '9007199254740993',
      '1e400',
      '0x1F',
      '0o17',
      '-0.0',
      '.inf',
      'True',
      '~',
      'yes',
      '2019-05-31',
      '12:30',
      '1_000',
      '<<',
    ];
    const { entries } = read(words.map((word, index) => `k${index}: ${word}\n`).join(''));
    expect(entries.map(({ value }) => plain(value))).toEqual([
      ...[
        'int 9007199254740993',
        'float 1e400',
        'int 0x1F',
        'int 0o17',
        'float -0.0',
        'float .inf',
        'bool True',
        'null ~',
      ],
      ...['yes', '2019-05-31', '12:30', '1_000', '<<'],
    ]);
  });

  it.each<[string, string, string, [number, number]]>([
    ['a tab as indentation', 'a:\n\tb: 1\n', 'syntax', [2, 1]],
    ['a key twice', 'a: 1\nb: 2\n"a": 3\n', 'duplicate-key', [3, 1]],
    ['a key twice below', 'a:\n  b: 1\n  c: {x: 1, x: 2}\n', 'duplicate-key', [3, 13]],
    ['a custom tag', 'a: !secret x\n', 'tag', [1, 4]],
    ['a binary', 'a: !!binary aGk=\n', 'tag', [1, 4]],
    ['a timestamp', 'a: !!timestamp 2019-05-31\n', 'tag', [1, 4]],
    ['a set', 'a: !!set {x}\n', 'tag', [1, 4]],
    ['an integer that is none', 'a: !!int x\n', 'tag', [1, 4]],
    ['a second document', 'a: 1\n---\nb: 2\n', 'multiple-documents', [2, 1]],
    ['something after the end', 'a: 1\n...\nb: 2\n', 'multiple-documents', [2, 1]],
    ['nothing', '', 'empty', [1, 1]],
    ['comments alone', '# a\n\n  # b\n', 'empty', [1, 1]],
    ['null', '---\n~\n', 'empty', [1, 1]],
    ['a sequence', '- a\n- b\n', 'root', [1, 1]],
    ['a text', 'hello\nworld\n', 'root', [1, 1]],
    ['an unknown alias', 'a: *b\n', 'syntax', [1, 4]],
    ['a cycle', 'a: &x [1, *x]\n', 'alias', [1, 11]],
    ['a mapping as key', '? {a: 1}\n: 2\n', 'syntax', [1, 3]],
    ['NUL as an escape', 'a: "\\0"\n', 'string', [1, 4]],
    ['NUL', 'a: \0\n', 'syntax', [1, 4]],
    ['a lone surrogate', 'a: "\\ud800"\n', 'string', [1, 4]],
    ['a character beyond Unicode', 'a: "\\U00110000"\n', 'string', [1, 4]],
    ['a control character', 'a: x\u0007\n', 'syntax', [1, 5]],
    ['an unclosed quote', "a: 'x\nb: 1\n", 'syntax', [2, 1]],
  ])('refuses %s, and says where', (_, text, code, [line, column]) => {
    expect(read(text).issues[0]).toMatchObject({ code, line, column });
  });

  it('names all broken entries and still hands out the others', () => {
    const entry = (index: number): string =>
      index % 100 === 50 ? `k${index}: "x\n` : `k${index}: ${'v'.repeat(1000)}\n`;
    const text = Array.from({ length: 1000 }, (_, index) => entry(index)).join('');
    const { entries, issues } = read(text);
    expect(issues.map(({ line }) => line)).toEqual(
      [51, 151, 251, 351, 451, 551, 651, 751, 851, 951].map((line) => line + 1),
    );
    expect(entries).toHaveLength(990);
  });

  it('says where a file stops being UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from('a: \ufffd1\nb: \ufffdé'),
      Buffer.from([0xe9]),
      Buffer.from('\nc: 1\n'),
    ]);
    expect(codes([bytes])).toEqual(['not-utf8 2:6']);
  });

  it('lets an alias stand for what an earlier entry anchors, however far away', () => {
    const filler = Array.from({ length: 2000 }, (_, index) => `f${index}: ${'x'.repeat(500)}\n`).join('');
    const { entries, issues } = read(`a: &a {b: &b text}\n${filler}c: *a\nd: *b\n`);
    expect(issues).toEqual([]);
    expect(entries.slice(-2).map(({ value }) => plain(value))).toEqual([{ b: 'text' }, 'text']);
  });

  it('never repeats a value of the document in an issue', () => {
    const secret = 'tOpSeCrEt';
    for (const text of [
      `a: !${secret} x`,
      `a: *${secret}`,
      `${secret}: 1\n${secret}: 2`,
      `a: !<${secret}\u0001> x`,
      `a: "${secret}\\q"`,
      `%TAG !${secret} x\n---\na: 1`,
    ]) {
      const { issues } = read(text);
      expect(issues.length).toBeGreaterThan(0);
      expect(JSON.stringify(issues)).not.toContain(secret);
    }
  });

  it('reads a small document at once, whatever its root is', () => {
    const report = (): never => {
      throw new Error('no issue is expected');
    };
    expect(readDocument('- a\n', { report })).toMatchObject({ type: 'seq', items: [{ value: 'a' }] });
    expect(readDocument(Buffer.from('\ufeffa: 1\r\n'), { report })).toMatchObject({
      type: 'map',
      line: 1,
      column: 1,
    });
    const issues: string[] = [];
    expect(readDocument('# nothing\n', { report: ({ code }) => issues.push(code) })).toBeNull();
    expect(issues).toEqual(['empty']);
  });
});
