/** The fast path makes the same nodes as js-yaml, places included, or leaves the text to js-yaml. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Expansion } from '../../src/portability/archive/yaml/anchors.js';
import { FastParser } from '../../src/portability/archive/yaml/fast-parser.js';
import {
  DEFAULT_YAML_LIMITS,
  type Entry,
  type Node,
  type YamlIssue,
  type YamlLimits,
} from '../../src/portability/archive/yaml/nodes.js';
import { Parser } from '../../src/portability/archive/yaml/parser.js';
import { canonicalDocument, mutations } from '../support/yaml-arbitraries.js';
import { plain, read } from '../support/yaml-reading.js';

/** Low enough that some documents go beyond them. */
const TIGHT = { ...DEFAULT_YAML_LIMITS, depth: 6, stringBytes: 60 };

interface Made {
  /** Undefined when the root is not a mapping. */
  readonly entries: readonly Entry[] | undefined;
  readonly nodes: number;
  readonly issues: readonly YamlIssue[];
}

/** What js-yaml's path makes of a text. */
function general(text: string, limits: YamlLimits): Made {
  const issues: YamlIssue[] = [];
  const expansion = new Expansion(limits);
  const [root] = [...new Parser(expansion, (issue) => issues.push(issue)).document(text, 7)];
  return { entries: root?.type === 'map' ? [...root.entries] : undefined, nodes: expansion.nodes, issues };
}

/** Whether the fast path takes a text to its end; what it takes must be what js-yaml's path makes of it. */
function agrees(text: string, limits: YamlLimits = TIGHT): boolean {
  const fast = new FastParser(text, 7, limits);
  const entries: Entry[] = [];
  let nodes = 1;
  for (let entry = fast.next(); entry; entry = fast.next()) {
    entries.push(entry);
    nodes += fast.nodes;
  }
  const taken = text.slice(0, fast.rest);
  const other = general(taken, limits);
  if (entries.length > 0) {
    const keys = new Set<string>();
    expect(entries.filter(({ key }) => !keys.has(key.value) && keys.add(key.value))).toEqual(other.entries);
    expect(nodes).toBe(other.nodes);
    expect(fast.restLine).toBe(7 + taken.split('\n').length - 1);
    expect(other.issues.filter(({ code, column }) => code !== 'duplicate-key' || column !== 1)).toEqual([]);
  }
  return entries.length > 0 && fast.rest === text.length;
}

/** Reading in pieces finds the same entries as js-yaml, or something wrong where js-yaml does. */
function readsAlike(text: string): void {
  const normal = text.replace(/\r\n?/g, '\n').replace(/^\ufeff/, '');
  const other = general(normal, DEFAULT_YAML_LIMITS);
  const { entries, issues } = read(text);
  expect(issues.length > 0).toBe(other.issues.length > 0 || !other.entries);
  if (issues.length > 0) return;
  expect(entries.map(({ key }) => key.value)).toEqual(other.entries?.map(({ key }) => key.value));
  // A key that is not there has no place of its own.
  const lines = (made: readonly Entry[], from: number): number[] =>
    made.filter(({ key }) => key.tag !== 'null').map(({ key }) => key.line - from);
  expect(lines(entries, 1)).toEqual(lines(other.entries ?? [], 7));
  expect(entries.map(({ value }) => plain(value))).toEqual(other.entries?.map(({ value }) => plain(value)));
}

describe('the fast path', () => {
  it('takes everything that the writer writes, and makes what js-yaml makes of it', () => {
    fc.assert(
      fc.property(canonicalDocument(), ({ text, usual }) => {
        expect(agrees(text, DEFAULT_YAML_LIMITS)).toBe(usual);
      }),
      { numRuns: 400 },
    );
  });

  it('agrees with js-yaml on mutations of what the writer writes, or leaves them alone', () => {
    let taken = 0;
    fc.assert(
      fc.property(canonicalDocument(), mutations(), ({ text }, mutate) => {
        const mutated = mutate(text);
        if (agrees(mutated)) taken++;
        readsAlike(mutated);
      }),
      { numRuns: 600 },
    );
    expect(taken).toBeGreaterThan(20);
  });

  it('agrees with js-yaml on lines thrown together', () => {
    const piece = fc.constantFrom(
      ...[
        'a:',
        'b: ',
        '- ',
        '-',
        ' ',
        '  ',
        '    ',
        '\n',
        '\n',
        '\n  ',
        '\n    ',
        'x',
        "'x'",
        '"x"',
        '|',
        '|-',
        '|+',
        '|2',
        '|1-',
      ],
      ...[
        '\n\n',
        '# c',
        ' # c',
        '{}',
        '[]',
        '~',
        'null',
        '1',
        '-1',
        '.5',
        '...',
        '---',
        '\t',
        ':',
        'é',
        '"\\n"',
        "''",
        ': ',
        '? ',
        '{"a": ',
        '["b", ',
        ',\n ',
        '"c": [1]',
        '}',
        ']',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (parts) => {
        agrees(`a${parts.join('')}\n`);
        agrees(`k:\n  a${parts.join('')}\nz: 1\n`);
        readsAlike(`a${parts.join('')}\n`);
      }),
      { numRuns: 600 },
    );
  });

  it.each([
    ['comments and blank lines', '# a\n\nk: 1\n   # b\n\nl:\n# c\n  m: x\n'],
    ['items at the margin', 'k:\n- a\n- b: 1\n  c: 2\n-   d: 1\nl: 1\n'],
    ['other indentation', 'k:\n     a: |\n      x\n     b:\n             - y\n'],
    ['blocks', 'k: |+\n\n  a\n   b\n\n\nl: |1-\n  c\n   \nm: |\n  d\n'],
    [
      'brackets',
      `k: {"a": [1, "b", {}, []], 'c': [[-1.5, true,\n null]]}\nl: [{"d": 1}, {"e": [],\n  "f": 0x1}]\nm:\n  - {"g": 1}\n  - ["h"]\n`,
    ],
    ['types', "k: 1.50\nl: ~\nm: True\nn: '1'\no: {}\np: []\n'on': -0x1\n"],
  ])('takes %s', (_, text) => {
    expect(agrees(text)).toBe(true);
  });

  it('is left for one piece alone when an entry of a long file is not canonical', () => {
    const row = (index: number): string =>
      `k${index}:\n  a: '${'x'.repeat(300)}'\n  b: ${index === 3000 ? '[1, 2]' : '1'}\n`;
    const { entries, issues } = read(Array.from({ length: 6000 }, (_, index) => row(index)).join(''));
    expect(issues).toEqual([]);
    expect(entries.map(({ key }) => `${key.value} ${key.line}`)).toEqual(
      Array.from({ length: 6000 }, (_, index) => `k${index} ${index * 3 + 1}`),
    );
    expect(plain(entries[3000]?.value as Node)).toEqual({ a: 'x'.repeat(300), b: ['int 1', 'int 2'] });
  });
});
