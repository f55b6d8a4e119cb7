/** The fast path makes the same nodes as js-yaml, places included, or leaves the text to js-yaml. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Expansion } from '../../src/portability/archive/yaml/anchors.js';
import { parseFast } from '../../src/portability/archive/yaml/fast-parser.js';
import {
  DEFAULT_YAML_LIMITS,
  type Node,
  type YamlIssue,
  type YamlLimits,
} from '../../src/portability/archive/yaml/nodes.js';
import { Parser } from '../../src/portability/archive/yaml/parser.js';
import { canonicalDocument, mutations } from '../support/yaml-arbitraries.js';
import { plain, read } from '../support/yaml-reading.js';

/** Low enough that some documents go beyond them. */
const TIGHT = { ...DEFAULT_YAML_LIMITS, depth: 6, stringBytes: 60 };

/** What js-yaml's path makes of a text: the root and the count of nodes, or the issues. */
function general(
  text: string,
  limits: YamlLimits,
): { root: Node | undefined; nodes: number; issues: YamlIssue[] } {
  const issues: YamlIssue[] = [];
  const expansion = new Expansion(limits);
  const [root] = new Parser(expansion, (issue) => issues.push(issue)).document(text, 7);
  return { root, nodes: expansion.nodes, issues };
}

/** Of the duplicates at the top level, which `readEntries` finds, the general path has removed all but the first. */
function withoutDuplicates(root: Node): Node {
  if (root.type !== 'map') return root;
  const seen = new Set<string>();
  const entries = root.entries.filter(({ key }) => !seen.has(key.value) && seen.add(key.value));
  return { ...root, entries };
}

function agrees(text: string, limits: YamlLimits = TIGHT): boolean {
  const fast = parseFast(text, 7, limits);
  if (!fast) return false;
  const other = general(text, limits);
  expect(withoutDuplicates(fast.root)).toEqual(other.root);
  expect(fast.nodes).toBe(other.nodes);
  expect(other.issues.filter(({ code, column }) => code !== 'duplicate-key' || column !== 1)).toEqual([]);
  return true;
}

describe('the fast path', () => {
  it('takes everything that the writer writes, and makes what js-yaml makes of it', () => {
    fc.assert(
      fc.property(canonicalDocument(), ({ text, usual }) => {
        expect(agrees(text, DEFAULT_YAML_LIMITS)).toBe(usual);
      }),
      { numRuns: 1_000 },
    );
  });

  it('agrees with js-yaml on mutations of what the writer writes, or leaves them alone', () => {
    let taken = 0;
    fc.assert(
      fc.property(canonicalDocument(), mutations(), ({ text }, mutate) => {
        if (agrees(mutate(text))) taken++;
      }),
      { numRuns: 6_000 },
    );
    expect(taken).toBeGreaterThan(500);
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
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (parts) => {
        agrees(`a${parts.join('')}\n`);
        agrees(`k:\n  a${parts.join('')}\nz: 1\n`);
      }),
      { numRuns: 20_000 },
    );
  });

  it.each([
    ['comments and blank lines', '# a\n\nk: 1\n   # b\n\nl:\n# c\n  m: x\n'],
    ['items at the margin', 'k:\n- a\n- b: 1\n  c: 2\n-   d: 1\nl: 1\n'],
    ['other indentation', 'k:\n     a: |\n      x\n     b:\n             - y\n'],
    ['blocks', 'k: |+\n\n  a\n   b\n\n\nl: |1-\n  c\n   \nm: |\n  d\n'],
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
