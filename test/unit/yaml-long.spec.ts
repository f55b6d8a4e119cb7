/** An entry that is cut is what it is in one piece: the same nodes at the same places, and wrong in the same words and order. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Node, YamlIssue } from '../../src/portability/archive/yaml/read.js';
import { canonicalDocument, mutations } from '../support/yaml-arbitraries.js';
import { read, type Reading } from '../support/yaml-reading.js';

const WHOLE = { pieceBytes: 1, longEntry: Infinity };
/** What is long, what is a piece, and what is read at once. */
const SIZES = [
  [1, 1, 7],
  [20, 30, 7],
  [100, 1, 7],
  [1, 1, 65_536],
  [1, 30, 65_536],
  [20, 1, 65_536],
  [100, 30, 65_536],
] as const;

/** With its places, all of it read from the source. */
function inFull(node: Node): unknown {
  // A key that is not there has no place of its own.
  if (node.type === 'scalar' && node.tag === 'null' && node.value === '') return 'nothing';
  const place = `${node.type} ${node.line}:${node.column}`;
  if (node.type === 'scalar') return [place, node.style, node.tag, node.value];
  if (node.type === 'seq') return [place, ...node.items.map(inFull)];
  return [place, ...Array.from(node.entries, ({ key, value }) => [inFull(key), inFull(value)])];
}

const isAtTop = ({ code, column }: YamlIssue): boolean => code === 'duplicate-key' && column === 1;
const inWords = ({ line, column, code, detail }: YamlIssue): string => `${line}:${column} ${code} ${detail}`;

/** When an entry is told that stands twice at the top depends on the pieces. */
const told = ({ entries, issues }: Reading): unknown => ({
  entries: entries.map(({ key, value }) => JSON.stringify([inFull(key), inFull(value)])),
  issues: issues.filter((issue) => !isAtTop(issue)).map(inWords),
  duplicates: issues.filter(isAtTop).map(inWords).sort(),
});

/** How many mappings were not in memory. */
function cutIn(node: Node): number {
  if (node.type === 'scalar') return 0;
  const inner = node.type === 'seq' ? node.items : Array.from(node.entries, ({ value }) => value);
  const own = node.type === 'map' && !Array.isArray(node.entries) ? 1 : 0;
  return inner.reduce((sum, each) => sum + cutIn(each), own);
}

/** Reads in pieces of several sizes, and as a whole; returns how many mappings were cut. */
function readsAlike(text: string): number {
  const whole = read(text, WHOLE);
  let cuts = 0;
  for (const [longEntry, pieceBytes, chunkBytes] of SIZES) {
    const reading = read(text, { pieceBytes, longEntry }, chunkBytes);
    // In one piece, what is wrong in a second document may hide that it is one.
    if (reading.issues.at(-1)?.code === 'multiple-documents') expect(whole.issues).not.toEqual([]);
    // Behind a long entry, what is wrong with an anchor, a tag or an absent key at the margin is no longer wrong with that entry.
    else if (/^[&!:]/m.test(text) && whole.issues.length > 0) expect(reading.issues).not.toEqual([]);
    // A syntax error is sought in as much text as follows in the same buffer.
    else if (chunkBytes < 100 && whole.issues.length > 0) expect(reading.issues).not.toEqual([]);
    else expect(told(reading)).toEqual(told(whole));
    cuts += reading.entries.reduce((sum, { value }) => sum + cutIn(value), 0);
  }
  return cuts;
}

const rows = (count: number, row: (index: number) => string): string => Array.from({ length: count }, (_, index) => row(index)).join(''); // prettier-ignore

/** A row with two nests of rows, which have rows in turn, as an archive holds them. */
const NESTED = `# top
a:
  name: A
  ones:
${rows(5, (n) => `    o${n}:\n      text: |-\n        one\n\n          two ${n}\n      list:\n        - x: 1\n          y: 2\n        - z\n`)}
  twos:
    t0:
      deep:
${rows(4, (n) => `        d${n}: {k: [1, ${n}]} # note\n`)}
    t1: {}
  last: "x"
b:
  name: B
`;

describe('a long entry', () => {
  it.each<readonly [string, string]>([
    ['as exported', NESTED],
    ['with CRLF', NESTED.replaceAll('\n', '\r\n')],
    ['with a lone CR for each break', NESTED.replaceAll('\n', '\r')],
    ['with a byte order mark', `\ufeff${NESTED}`],
    ['with a byte order mark and CRLF', `\ufeff${NESTED.replaceAll('\n', '\r\n')}`],
    ['beyond ASCII', NESTED.replaceAll('two', 'zwölf 😀\u2028').replace('# top', '# ö')],
    ['with document markers', `%YAML 1.2\n---\n${NESTED}...\n# end\n`],
    ['with comments everywhere', NESTED.replaceAll(/^( *)(\w+:)$/gm, '$1# before\n$1$2 # behind\n\n# at the margin')],
    ['indented otherwise', NESTED.replaceAll('- x', '-   x').replaceAll(/^ +/gm, (blanks) => blanks.repeat(2))],
    ['indented unevenly', NESTED.replaceAll(/^ {2}(?= {2})/gm, '       ')],
    ['with items at the margin', NESTED.replaceAll(/^ {8}(?=- |  y)/gm, '      ')],
    ['with quoted keys', NESTED.replaceAll(/^( *)(\w+):/gm, '$1"$2":')],
    ['with an anchor and its aliases', NESTED.replace('name: A', 'name: &n A').replaceAll('text: |-\n        one\n\n          two 3', 'text: *n').replace('{}', '*n')],
    ['with an anchor on a nest', NESTED.replace('ones:', 'ones: &o').replace('{}', '*o')],
    ['with an anchor before a key behind a nest', NESTED.replace('  twos:', '  &k twos:').replace('{}', '*k')],
    ['with a tag before a quoted key', `'':\n  !!str '<<':\n    - '? '\naéaa:\n  '': ''\n`],
    ['with a tag before a key behind a nest', NESTED.replace('  twos:', '  !!str twos:')],
    ['with an explicit key', NESTED.replace('    o2:\n', '    ? o2\n    :\n')],
    ['with all of it in brackets', `a: {${rows(30, (n) => `k${n}: {x: 1},\n  `)}}\nb: 1\n`],
    ['with a nest in brackets', NESTED.replace(/twos:[^]*?(?= {2}last)/, `twos: {${rows(9, (n) => `k${n}: 1,\n    `)}}\n`)],
    ['with a text that looks like keys', 'a:\n  b: |\n    c:\n      d: 1\n    e:\n  f:\n    g: "h:\n      i: 1\n\n      j: 2"\n    k: l\n     m\n'],
    ['without a break at the end', NESTED.trimEnd()],
    ['that is the last of many', `${rows(9, (n) => `k${n}: ${n}\n`)}${NESTED}`],
    ['of many that are long', rows(3, (n) => NESTED.replaceAll(/^(?=\w)/gm, `r${n}`))],
  ])('is read %s', (_, text) => {
    const { issues } = read(text, WHOLE);
    expect(issues).toEqual([]);
    readsAlike(text);
  }); // prettier-ignore

  it('is not in memory', () => {
    expect(readsAlike(NESTED)).toBeGreaterThan(10);
    expect(readsAlike(NESTED.replaceAll('\n', '\r\n'))).toBeGreaterThan(10);
  });

  it.each<readonly [string, string]>([
    ['a key twice, far apart', NESTED.replace('t1:', 't0:')],
    ['a key of a row twice', NESTED.replace('last:', 'name:')],
    ['a nest twice', NESTED.replace('twos:', 'ones:')],
    ['keys twice at each level, and something else', NESTED.replace('t1:', 't0:').replace('last:', 'name:').replace('o3:', 'o1:').replace('d2', 'd1').replace('"x"', '!x y')],
    ['a tag', NESTED.replace('1, 2', '!x 1')],
    ['tags, one by one', NESTED.replaceAll('two', '!x').replaceAll('z', '!z q')],
    ['an unclosed quote', NESTED.replace('{k: [1, 2]}', '"k')],
    ['an unclosed quote at the end', NESTED.replace('"x"', '"x')],
    ['an unclosed bracket', NESTED.replace('[1, 2]', '[1')],
    ['a tag, then an unclosed quote', NESTED.replace('1, 1', '!x 1').replace('"x"', '"x')],
    ['an unclosed quote, and an entry behind it', NESTED.replace('z\n', '"z\n')],
    ['indentation between two levels', NESTED.replace('    t1', '   t1')],
    ['indentation between two levels, behind a nest', NESTED.replace('  last', ' last')],
    ['indentation of a key that is too deep', NESTED.replace('    t1', '     t1')],
    ['a tab as indentation', NESTED.replace('  last', '\tlast')],
    ['a tab as indentation within', NESTED.replace('        d2', '\td2')],
    ['an item among keys', NESTED.replace('    t1: {}', '    - t1')],
    ['an item among keys, behind a nest', NESTED.replace('  last: "x"', '  - last')],
    ['a line without a colon', NESTED.replace('last: "x"', 'last')],
    ['a line without a colon within', NESTED.replace('t1: {}', 't1')],
    ['a bracket too many', NESTED.replace('  last: "x"', '  }')],
    ['a second document within', NESTED.replace('  twos:', '---\n  twos:')],
    ['a second document within a nest', NESTED.replace('    t1: {}', '---\nt1: !x {}')],
    ['a second document behind it, and a key twice', NESTED.replace('last', 'name').replace(/^b:/m, '---\nb:')],
    ['an end within', NESTED.replace('  last: "x"\n', '...\n')],
    ['an end within a nest, and more', NESTED.replace('    t1: {}\n', '...\n')],
    ['NUL', NESTED.replace('"x"', '\0')],
    ['NUL as an escape', NESTED.replace('"x"', '"\\0"')],
    ['an alias of nothing', NESTED.replace('"x"', '*x')],
    ['an alias of itself', NESTED.replace('"x"', '&x [*x]')],
    ['a mapping as a key', NESTED.replace('last:', '? {a: 1}\n  :')],
    ['a property alone on its line', NESTED.replace('  last:', '  &x\n  last:')],
  ])('is wrong where it has %s, as it is in one piece', (_, text) => {
    expect(read(text, WHOLE).issues).not.toEqual([]);
    readsAlike(text);
  }); // prettier-ignore

  it('may be as deep as the limit says', () => {
    const deep = (levels: number): string =>
      rows(levels, (n) => `${' '.repeat(n)}k:\n${' '.repeat(n + 1)}x: 1\n`);
    for (const levels of [62, 63, 64, 65, 66, 67, 70]) readsAlike(deep(levels));
  });

  it('is read alike whatever the writer writes', () => {
    let cuts = 0;
    fc.assert(
      fc.property(canonicalDocument(), ({ text }) => {
        cuts += readsAlike(text);
      }),
      { numRuns: 100 },
    );
    expect(cuts).toBeGreaterThan(300);
  });

  it('is read alike, or wrong alike, whatever becomes of what the writer writes', () => {
    fc.assert(
      fc.property(
        fc.oneof(canonicalDocument(), fc.constant({ text: NESTED })),
        mutations(),
        ({ text }, mutate) => {
          // Within a text a byte order mark is a sign like others, but for js-yaml at the beginning of a piece.
          const mutated = mutate(text).replaceAll(/(?<=\n *)\ufeff/g, '');
          try {
            readsAlike(mutated);
          } catch (error) {
            throw new Error(`Of ${JSON.stringify(mutated)}`, { cause: error });
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('may have more nodes, and be longer, than what is in memory at once', () => {
    const limits = { nodes: 10_000, wholeDocumentBytes: 100_000, longEntry: 20_000, pieceBytes: 10_000 };
    const [a, b] = ['a', 'b'].map((name) => `${name}:\n  rows:\n${rows(10_000, (n) => `    r${n}:\n      x: 1\n      y: ${name}\n`)}`); // prettier-ignore
    const { entries, issues } = read(`${a}${b}`, limits);
    expect(issues).toEqual([]);
    const texts = entries.map(({ value }) => JSON.stringify(inFull(value)));
    expect(texts.map((text) => text.match(/"str","[ab]"\]/g)?.length)).toEqual([10_000, 10_000]);
  });

  it.each<readonly [string, string, object]>([
    ['a key twice, far apart', `${rows(9_000, (n) => `    r${n}: 1\n`)}    r7: 1\n`, { code: 'duplicate-key', line: 9_003 }],
    ['a tag', rows(9_000, (n) => `    r${n}: ${n === 8_000 ? '!x 1' : '1'}\n`), { code: 'tag', line: 8_003 }],
  ])('is told %s, however long it is', (_, text, issue) => {
    const sizes = { wholeDocumentBytes: 20_000, longEntry: 2_000, pieceBytes: 1_000 };
    expect(read(`a:\n  rows:\n${text}b: 1\n`, sizes).issues).toMatchObject([issue]);
  }); // prettier-ignore

  it.each<readonly [string, string]>([
    ['with one value', `    text: |\n${'      x\n'.repeat(9_000)}`],
    ['with a list', `    list:\n${'      - x\n'.repeat(9_000)}`],
    ['with a value in brackets', `    map: {${rows(9_000, (n) => `k${n}: 1, `)}}\n`],
    ['with anchors', rows(9_000, (n) => `    r${n}: &a 1\n`)],
    ['whose value has an anchor', `    rows: &a\n${rows(9_000, (n) => `      r${n}: 1\n`)}`],
  ])('%s is refused where that is longer than what is in memory at once', (_, text) => {
    const sizes = { wholeDocumentBytes: 50_000, longEntry: 5_000, pieceBytes: 2_000 };
    expect(() => read(`a:\n  b:\n${text}`, sizes)).toThrow(
      expect.objectContaining({ slug: 'yaml-too-complex', extensions: { limit: 'wholeDocumentBytes', maximum: 50_000 } }),
    );
    expect(read(`a:\n  b:\n${text}`).issues).toEqual([]);
  }); // prettier-ignore
});
