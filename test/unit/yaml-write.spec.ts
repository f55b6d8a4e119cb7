/** What the writer writes is read back unchanged by js-yaml (YAML 1.2) and by PyYAML (YAML 1.1). */
import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CORE_SCHEMA, load, realMapTag } from 'js-yaml';
import { YamlWriter } from '../../src/portability/archive/yaml/write.js';
import { anyText, jsonDocument } from '../support/yaml-arbitraries.js';
import { SUSPICIOUS } from './suspicious-texts.js';

const written = (write: (writer: YamlWriter) => void): string => {
  const writer = new YamlWriter();
  write(writer);
  return writer.take();
};
const loaded = (text: string): unknown => load(text, { schema: CORE_SCHEMA.withTags(realMapTag) });
const pythonHasYaml = spawnSync('python3', ['-c', 'import yaml'], { stdio: 'ignore' }).status === 0;

/** Asks PyYAML for the values of the key `v` of many documents at once. */
const readByPython = (documents: readonly string[]): unknown[] =>
  JSON.parse(
    execFileSync(
      'python3',
      ['-c', 'import sys,json,yaml\nprint(json.dumps([yaml.safe_load(d) for d in json.load(sys.stdin)]))'],
      { input: JSON.stringify(documents), encoding: 'utf8', maxBuffer: 1 << 28 },
    ),
  ) as unknown[];

/** Whether a text comes back as a value, as an item of a list and as a key. */
function expectKept(text: string): void {
  const document = written((writer) => {
    writer.scalar(0, 'v', text);
    writer.list(0, 'l', [text, text]);
    writer.mapKey(0, 'm');
    writer.scalar(1, text, text);
    writer.scalar(0, `${text}#`, text);
  });
  expect(loaded(document)).toEqual(
    new Map<string, unknown>([
      ['v', text],
      ['l', [text, text]],
      ['m', new Map([[text, text]])],
      [`${text}#`, text],
    ]),
  );
}

/** A JSON document in so many lists. */
const inLists = (json: string, levels: number): string => `${'['.repeat(levels)}${json}${']'.repeat(levels)}`;

describe('the YAML writer', () => {
  it.each(SUSPICIOUS)('keeps %j as a value, as an item and as a key', (text) => expectKept(text));

  it.each([
    ['plain', 'x'.repeat(5_000)],
    ['quoted', `${'x'.repeat(1_200)}: `],
    ['of many lines', 'x\n'.repeat(2_000)],
  ])('keeps a long text, %s, as a value, as an item and as a key', (_, text) => expectKept(text));

  it('keeps every text, key and JSON document for js-yaml', () => {
    fc.assert(
      fc.property(anyText(), anyText(), fc.array(anyText()), jsonDocument(), (key, value, items, json) => {
        const document = written((writer) => {
          writer.comment(value);
          writer.mapKey(0, key);
          writer.scalar(1, key, value);
          writer.list(1, `${key}1`, items);
          writer.json(1, `${key}2`, json.text);
          writer.json(1, `${key}3`, inLists(json.text, 9));
        });
        const expected = new Map<string, unknown>([[key, value]])
          .set(`${key}1`, items)
          .set(`${key}2`, json.value)
          .set(`${key}3`, [[[[[[[[[json.value]]]]]]]]]);
        expect(loaded(document)).toEqual(new Map([[key, expected]]));
      }),
      { numRuns: 200 },
    );
  });

  (pythonHasYaml ? it : it.skip)('keeps every text and key for PyYAML (needs python3 with yaml)', () => {
    const texts = [...SUSPICIOUS, ...fc.sample(anyText(), 1500)];
    const documents = texts.map((text) =>
      written((writer) => {
        writer.scalar(0, text, text);
        writer.list(0, 'list of texts', [text, 'end']);
        writer.json(0, 'json document', JSON.stringify({ [text]: [[text], { [text]: text }] }));
        writer.json(0, 'deep document', inLists(JSON.stringify({ [text]: [[text], { [text]: text }] }), 9));
      }),
    );
    expect(readByPython(documents)).toEqual(
      texts.map((text) => ({
        [text]: text,
        'list of texts': [text, 'end'],
        'json document': { [text]: [[text], { [text]: text }] },
        'deep document': [[[[[[[[[{ [text]: [[text], { [text]: text }] }]]]]]]]]],
      })),
    );
  });

  it('writes what a person expects to see', () => {
    const document = written((writer) => {
      writer.comment('yaml-language-server: $schema=schema/people.schema.json');
      writer.mapKey(0, '6f0c0000-1e10-4000-8000-000000000000');
      writer.scalar(1, 'name', 'Ada Lovelace');
      writer.scalar(1, 'born', '1815-12-10');
      writer.scalar(1, 'on', 'no');
      writer.scalar(1, 'nothing', null);
      writer.scalar(1, 'starred', true);
      writer.number(1, 'score', '12.50');
      writer.scalar(1, 'bio', '# First\n\n- programmer\n');
      writer.scalar(1, 'quote', '  indented\nno end');
      writer.list(1, 'tags', ['a', 'b: c']);
      writer.list(1, 'none', []);
      writer.json(1, 'extra', '{"a":[{"b":1.0,"c":[]},[1,2]],"d":{}, "e":"x"}');
      writer.json(1, 'empty', '{}');
    });
    expect(document).toBe(`# yaml-language-server: $schema=schema/people.schema.json
6f0c0000-1e10-4000-8000-000000000000:
  name: Ada Lovelace
  born: '1815-12-10'
  'on': 'no'
  nothing: null
  starred: true
  score: 12.50
  bio: |
    # First

    - programmer
  quote: "  indented\\nno end"
  tags:
    - a
    - 'b: c'
  none: []
  extra:
    a:
      - b: 1.0
        c: []
      - - 1
        - 2
    d: {}
    e: x
  empty: {}
`);
  });

  it.each<readonly [string, string, string]>([
    ['that is small and flat in block style', '{"a": [1, {"b": "c"}]}', 'k:\n  a:\n    - 1\n    - b: c\n'],
    ['of 8 levels in block style', inLists('1', 8), `k:\n  ${'- '.repeat(8)}1\n`],
    ['of 9 levels in flow style', inLists('1', 9), `k: ${inLists('1', 9)}\n`],
    ['whose texts look like levels in block style', `{"a": "${'['.repeat(20)}\\"${'{'.repeat(20)}"}`, `k:\n  a: '${'['.repeat(20)}"${'{'.repeat(20)}'\n`],
    ['of 8,192 characters in block style', `{"a": "${'x'.repeat(8_183)}"}`, `k:\n  a: ${'x'.repeat(8_183)}\n`],
    ['of one more in flow style', `{"a": "${'x'.repeat(8_184)}"}`, `k: {"a": "${'x'.repeat(8_184)}"}\n`],
    ['with all there is, in flow style', inLists('{"a": null, "": -1.50, "<<": "\\t\\u0007é\u0085", "b": [], "c": {}, "d": true}', 8),
      `k: ${inLists('{"a": null, "": -1.50, !!str \'<<\': "\\t\\u0007é\\u0085", "b": [], "c": {}, "d": true}', 8)}\n`],
    ['with a key that is longer than a line may be searched', inLists(`{"${'x'.repeat(1_000)}": 1, "y": 2}`, 8), `k: ${inLists(`{? "${'x'.repeat(1_000)}" : 1,\n  "y": 2}`, 8)}\n`],
    ['on lines of a hundred characters and more', inLists(`"${'x'.repeat(90)}", {"y": "z", "z": 1}, 2`, 9), `k: ${'['.repeat(9)}"${'x'.repeat(90)}",\n  {"y": "z", "z": 1}, 2${']'.repeat(9)}\n`],
  ])('writes JSON %s', (_, json, expected) => {
    expect(written((writer) => writer.json(0, 'k', json))).toBe(expected);
    expect(JSON.stringify(load(expected))).toBe(JSON.stringify({ k: JSON.parse(json) as unknown }));
  }); // prettier-ignore

  it.each<readonly [string, string]>([
    ['many levels', `{"a": ${inLists(Array(20_000).fill('[1, 2]').join(', '), 50)}}`],
    ['many items', `{"a": [${Array(300_000).fill('1').join(', ')}]}`],
    ['many keys', `{${Array.from({ length: 60_000 }, (_, n) => `"${n}": {}`).join(', ')}}`],
    ['quotes', `{"a": "${'\\"'.repeat(300_000)}"}`],
    ['line breaks', `{"a": "${'\\n'.repeat(300_000)}"}`],
  ])('writes JSON of %s in not much more than its own length', (_, json) => {
    expect(written((writer) => writer.json(1, 'k', json)).length).toBeLessThan(1.1 * json.length);
  });

  it('drains what it wrote', () => {
    const writer = new YamlWriter();
    writer.emptyDocument();
    expect(writer.length).toBe(3);
    expect([writer.take(), writer.take()]).toEqual(['{}\n', '']);
  });

  it('does not crash on a lone surrogate, and writes it as an escape', () => {
    expect(written((writer) => writer.scalar(0, 'a', 'x\ud800'))).toBe('a: "x\\ud800"\n');
  });

  it.each(['NaN', '1.', '0x1', '', '01', '1 '])('refuses %j as a number', (token) => {
    expect(() => new YamlWriter().number(0, 'a', token)).toThrow(TypeError);
  });

  it.each(['{', '[1,]', '{"a" 1}', '1 2', '"a', 'nul', "{'a':1}"])('refuses %j as JSON', (json) => {
    expect(() => new YamlWriter().json(0, 'a', json)).toThrow(SyntaxError);
  });

  it('refuses JSON that is nested too deep instead of exhausting the stack', () => {
    expect(() => new YamlWriter().json(0, 'a', '['.repeat(100_000))).toThrow(RangeError);
  });
});
