/** Documents made to harm: each is refused, or read, in bounded time and memory, and says why. */
import { describe, expect, it } from '@jest/globals';
import { PortabilityError } from '../../src/portability/errors.js';
import { KeySet } from '../../src/portability/archive/yaml/key-set.js';
import { readDocument, type ReadOptions } from '../../src/portability/archive/yaml/read.js';
import { codes, plain, read } from '../support/yaml-reading.js';

const MiB = 1_048_576;

/** What reading is refused with as a whole. */
function refusal(text: string, options: Partial<ReadOptions> = {}): Record<string, unknown> {
  try {
    read(text, options);
  } catch (error) {
    if (error instanceof PortabilityError) return { slug: error.slug, ...error.extensions };
    throw error;
  }
  return { slug: 'none' };
}

/** Counts the processor's time: others may be using the machine. The least of three counts: V8 collects in between what specs before have left. */
const within = (milliseconds: number, run: () => void): void => {
  let least = Infinity;
  for (let round = 0; round < 3 && least >= milliseconds; round++) {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1_000);
  }
  expect(least).toBeLessThan(milliseconds);
};

describe('a hostile document', () => {
  it('of a billion laughs ends at the limit of aliases, in one entry or in many', () => {
    const level = (name: string, below: string): string =>
      `${name}: &${name} [${`*${below},`.repeat(9)} x]\n`;
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    const bomb = `z: &z [x]\n${names.map((name, index) => level(name, names[index - 1] ?? 'z')).join('')}`;
    const nested = `all:\n${bomb.replace(/^/gm, '  ').trimEnd()}\n`;
    for (const text of [bomb, nested, `{${bomb.trimEnd().replaceAll('\n', ',\n ')}}`]) {
      within(1_000, () => expect(codes(text)).toEqual([expect.stringMatching(/^alias /)]));
    }
  });

  it('that makes much of few aliases ends at the limit of nodes', () => {
    const text = `a: &a [${'x,'.repeat(50_000)}]\n${Array.from({ length: 900 }, (_, index) => `k${index}: *a\n`).join('')}`;
    within(2_000, () =>
      expect(refusal(text)).toMatchObject({ slug: 'archive-too-large', limit: 'nodes', maximum: 1_000_000 }),
    );
  });

  it('that keeps more behind anchors than fits ends at the limit of nodes', () => {
    const entry = (index: number): string =>
      `k${index}: &a${index} [${'x,'.repeat(4_000)}]\nf${index}: ${'x'.repeat(100_000)}\n`;
    const text = Array.from({ length: 40 }, (_, index) => entry(index)).join('');
    expect(refusal(text, { nodes: 100_000 })).toMatchObject({ slug: 'archive-too-large', limit: 'nodes' });
    expect(codes(text.replaceAll(/&a\d+/g, '&a'), { nodes: 100_000 })).toEqual([]);
  });

  it.each([
    ['a cycle through itself', 'a: &a\n  b: *a\n'],
    ['a cycle in a sequence', '&a [*a]\n'],
    ['a cycle over two anchors', 'a: &a [&b [*a]]\n'],
  ])('with %s is refused', (_, text) => {
    expect(codes(text)[0]).toMatch(/^alias /);
  });

  it.each([
    ['in flow', (depth: number) => `a: ${'['.repeat(depth)}${']'.repeat(depth)}\n`],
    [
      'in blocks',
      (depth: number) =>
        `a:\n${Array.from({ length: depth }, (_, level) => `${' '.repeat(level + 1)}b:\n`).join('')}`,
    ],
    ['on one line', (depth: number) => `a:\n  ${'- '.repeat(depth)}x\n`],
    ['as explicit keys', (depth: number) => `a:\n  ${'? '.repeat(depth)}x\n`],
    ['never closed', (depth: number) => `a: ${'{a: '.repeat(depth)}`],
  ])('that is nested deep %s is refused', (_, make) => {
    within(1_000, () => expect(codes(make(3_000))[0]).toMatch(/^depth /));
    expect(codes(make(80))[0]).toMatch(/^depth /);
    expect(codes(make(62)).filter((code) => code.startsWith('depth'))).toEqual([]);
  });

  it('may be as deep as the limit says, aliases included, on both paths', () => {
    const blocks = (levels: number): string =>
      Array.from({ length: levels }, (_, level) => `${' '.repeat(level * 2)}b:\n`).join('');
    expect(codes(`${blocks(64)}${' '.repeat(128)}x: 1\n`, { depth: 65 })).toEqual([]);
    expect(codes(`${blocks(64)}${' '.repeat(128)}x: 1\n`)).toEqual([`depth 65:129`]);
    expect(codes('a: &a [[1]]\nb: [[*a]]\n', { depth: 5 })).toEqual([]);
    expect(codes('a: &a [[1]]\nb: [[*a]]\n', { depth: 4 })).toEqual(['depth 2:6']);
  });

  it('of one line of 10 MB is read', () => {
    const long = 'x'.repeat(10_000_000);
    const [entry] = read(`a: ${long}\n`, { stringBytes: 16 * MiB }).entries;
    expect(entry?.value.type === 'scalar' && entry.value.value === long).toBe(true);
    expect(codes(`a: ${long}\n`)).toEqual(['string 1:4']);
    expect(codes(`a: [${'1, '.repeat(400_000)}1]\n`)).toEqual([]);
  });

  it('that cannot be cut is read up to a length, and refused beyond it', () => {
    const flow = (count: number): string =>
      `{${Array.from({ length: count }, (_, index) => `k${index}: 1,\n`).join('')} z: 2}\n`;
    expect(read(flow(50_000)).entries).toHaveLength(50_001);
    expect(refusal(flow(50_000), { wholeDocumentBytes: 400_000 })).toEqual({
      slug: 'yaml-too-complex',
      limit: 'wholeDocumentBytes',
      maximum: 400_000,
    });
    expect(refusal(`a: "${'x\n '.repeat(200_000)}"\n`, { wholeDocumentBytes: 400_000 }).slug).toBe(
      'yaml-too-complex',
    );
    expect(refusal('x'.repeat(600_000), { wholeDocumentBytes: 400_000 }).slug).toBe('yaml-too-complex');
    const large = Buffer.alloc(500, 'a: 1');
    expect(() => readDocument(large, { report: () => undefined, wholeDocumentBytes: 400 })).toThrow(
      PortabilityError,
    );
  });

  it('of many tiny values in brackets is refused before it fills the memory', () => {
    within(5_000, () =>
      expect(refusal(`{a: [${'1,'.repeat(4_000_000)}]}`)).toMatchObject({ limit: 'nodes' }),
    );
  });

  it('with a million errors names the first thousand', () => {
    const text = 'a: "\\q"\n'.repeat(1_000_000);
    within(10_000, () => expect(codes(text)).toHaveLength(1_000));
  });

  it('is no longer read when the report throws', () => {
    class Enough extends Error {}
    const report = (): never => {
      throw new Enough();
    };
    expect(() => read('a: "\\q"\nb: 1\n', { report })).toThrow(Enough);
  });

  it('with keys named like the prototype is data', () => {
    const { entries, issues } = read('__proto__: {a: 1}\nconstructor:\n  __proto__: x\n');
    expect(issues).toEqual([]);
    expect(entries.map(({ key }) => key.value)).toEqual(['__proto__', 'constructor']);
    expect(plain(entries[0]?.value as never)).toEqual({ a: 'int 1' });
  });

  it('with duplicate keys far apart is found out', () => {
    const id = '6f0c4d2e-8a51-4c3b-9d7e-2f1a0b3c4d5e';
    const filler = Array.from(
      { length: 3_000 },
      (_, index) =>
        `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000: ${'x'.repeat(300)}\n`,
    );
    const { entries, issues } = read(`${id}: 1\n${filler.join('')}${id}: 2\n`);
    expect(entries).toHaveLength(3_001);
    expect(issues).toMatchObject([{ code: 'duplicate-key', line: 3_002, column: 1 }]);
  });
});

describe('the set of keys', () => {
  it('knows UUIDs and other texts exactly', () => {
    const keys = new KeySet();
    const uuid = (index: number): string =>
      `${(index * 7919).toString(16).padStart(8, '0')}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
    const nil = '00000000-0000-0000-0000-000000000000';
    const all = [
      ...Array.from({ length: 20_000 }, (_, index) => uuid(index)),
      nil,
      nil.replace('0', 'A'),
      '',
      'x',
      '__proto__',
    ];
    expect(all.filter((key) => !keys.add(key))).toEqual([]);
    expect(all.filter((key) => keys.add(key))).toEqual([]);
  });
});
