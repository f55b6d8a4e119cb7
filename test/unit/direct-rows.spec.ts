/** Rows that are read from bytes are those that nodes make: the same lines, errors and places, or the entry is left to them. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createDecoder } from '../../src/portability/archive/decode.js';
import { CopyLines } from '../../src/portability/archive/direct/copy-lines.js';
import { createEntryScanner } from '../../src/portability/archive/direct/entry-scanner.js';
import { RowReader } from '../../src/portability/archive/direct/row-reader.js';
import { planRows } from '../../src/portability/archive/direct/row-plan.js';
import type { Kind } from '../../src/portability/archive/define-kind.js';
import { copyLine } from '../../src/portability/archive/staged-row.js';
import { writeKey } from '../../src/portability/archive/yaml/write-scalar.js';
import { readEntries } from '../../src/portability/archive/yaml/read.js';
import type { Area } from '../../src/portability/kinds.js';
import { areaDocument, LIBRARY, respelt, SPELLINGS } from '../support/area-documents.js';
import { mutations } from '../support/yaml-arbitraries.js';

const AREA = LIBRARY.areas[0] as Area;
const EXPORTED_AT = '2026-01-01T00:00:00Z';

interface Options {
  readonly isDirect: boolean;
  readonly depth?: number;
  readonly stringBytes?: number;
  /** How the file comes. */
  readonly chunkBytes?: number;
}

interface Read {
  /** The lines of COPY by kind. */
  readonly lines: Readonly<Record<string, string>>;
  readonly found: readonly unknown[];
  /** Entries that were left to nodes. */
  readonly left: number;
}

function decoded(document: string | Buffer, options: Options): Read {
  const { isDirect, depth = 64, stringBytes = 1_048_576, chunkBytes = 65_536 } = options;
  const bytes = Buffer.from(document);
  const source = {
    *from(offset: number) {
      for (let at = offset; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
  };
  const written = new Map<Kind, CopyLines>();
  const linesOf = (kind: Kind): CopyLines => {
    const lines = written.get(kind) ?? new CopyLines();
    written.set(kind, lines);
    return lines;
  };
  const found: unknown[] = [];
  const add = (issue: unknown): void => void found.push(issue);
  const context = {
    graph: LIBRARY,
    exportedAt: EXPORTED_AT,
    files: new Map(),
    missing: new Set<string>(),
    jsonDepth: 8,
    file: 'library.yaml',
    renamed: () => undefined,
    error: add,
    warning: add,
  };
  let rows = 0;
  const decode = createDecoder(AREA, {
    ...context,
    row: (row) => {
      rows++;
      linesOf(row.kind).addLine(copyLine(row));
    },
  });
  const plan = planRows(AREA.root, { ...context, depth, linesOf });
  const scanner =
    plan &&
    createEntryScanner(
      new RowReader(plan, {
        stringBytes,
        added: (more) => {
          rows += more;
        },
      }),
    );
  const limits = { depth, stringBytes, pieceBytes: Math.min(chunkBytes, 65_536) };
  let left = 0;
  for (const entry of readEntries(source, {
    report: add,
    ...limits,
    scanner: isDirect ? scanner : undefined,
  })) {
    left++;
    decode(entry);
  }
  expect([...written.values()].reduce((sum, lines) => sum + lines.rows, 0)).toBe(rows);
  const lines = [...written]
    .filter(([, { length }]) => length > 0)
    .map(([kind, each]) => [kind.name, Buffer.from(each.take()).toString()]);
  return { lines: Object.fromEntries(lines), found, left };
}

/** Reads both ways, and tells how many entries were left to nodes. */
function agrees(document: string | Buffer, options: Omit<Options, 'isDirect'> = {}): number {
  const { left, ...direct } = decoded(document, { ...options, isDirect: true });
  const { left: _, ...others } = decoded(document, { ...options, isDirect: false });
  expect(direct).toEqual(others);
  return left;
}

const chunks = fc.constantFrom(40, 300, 65_536);

describe('rows from bytes', () => {
  it('are all that an export writes', () => {
    fc.assert(
      fc.property(areaDocument(), chunks, (document, chunkBytes) => {
        expect(agrees(document, { chunkBytes })).toBe(0);
      }),
      { numRuns: 80 },
    );
  });

  it('are those of nodes where a document was damaged', () => {
    let taken = 0;
    fc.assert(
      fc.property(areaDocument(), mutations(), chunks, (document, mutate, chunkBytes) => {
        if (agrees(mutate(document), { chunkBytes }) === 0) taken++;
      }),
      { numRuns: 200 },
    );
    expect(taken).toBeGreaterThan(15);
  });

  const [one, other, third] = ['1', '2', '3'].map((digit) => `${digit}f0c4d2e-8a51-4c3b-9d7e-2f1a0b3c4d5e`);
  const row = (id = one): string => `${id}:\n  'on': open\n  last: x\n`;

  it.each(['origin', ...AREA.root.fields.map(({ key }) => key)])(
    'are those of nodes however %s is spelt',
    (key) => {
      const keys = ['origin', ...AREA.root.fields.map((field) => field.key)];
      const needed = new Set(['on', 'last', key]);
      const lines = keys.filter((each) => needed.has(each)).map((each) => `  ${writeKey(each)}: open\n`);
      const place = keys.filter((each) => needed.has(each)).indexOf(key);
      const document = `${one}:\n${lines.join('')}`;
      let taken = 0;
      for (const spelling of SPELLINGS)
        if (agrees(`${row(other)}${respelt(document, place, spelling)}${row(third)}`) === 0) taken++;
      // What needs another field is there alone.
      expect(taken > 0).toBe(!['sort', 'subject', 'sum'].includes(key));
    },
  );

  it('keep to the limits of levels and of texts', () => {
    fc.assert(
      fc.property(
        areaDocument(),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 36, max: 60 }),
        (document, depth, stringBytes) => void agrees(document, { depth, stringBytes }),
      ),
      { numRuns: 80 },
    );
  });

  it.each([
    ['nothing', '', 0],
    ['a comment', '# nothing here\n', 0],
    ['no mapping', '- a\n', 0],
    ['an empty mapping', '# none\n{}\n', 0],
    ['a row without an end', row().trimEnd(), 1],
    ['a comment behind a row', `${row()}# end\n`, 1],
    ['a comment between rows', `${row()}# more\n${row(other)}`, 1],
    ['the end of a document', `${row()}...\n`, 1],
    ['a second document', `${row()}---\n${row(other)}`, 1],
    ['what is no entry', `${row()}${row(other)}x\n${row(third)}`, 2],
    ['a key twice', `${row()}${row(other)}${row()}`, 0],
    ['a key twice, once as others read it', `${row()}${row(other).replace('x', '[x]')}${row()}`, 1],
    [
      'a key that goes on behind its colon, of an object',
      row().replace('  last', '  extra::\n    a: 1\n  last'),
      1,
    ],
    [
      'a key that goes on behind its colon, of a list',
      row().replace('  last', '  tags::\n    - a\n  last'),
      1,
    ],
    ['other breaks', `${row()}${row(other)}`.replaceAll('\n', '\r\n'), 0],
    ['a byte order mark', `\ufeff${row()}`, 0],
    ['a NUL behind a row', `${row()}${row(other).replace('x', '\0')}`, 0],
    ['keys in another order', `${one}:\n  last: x\n  'on': open\n`, 1],
    ['one of two that need each other', `${one}:\n  'on': open\n  sort: book\n  last: x\n`, 1],
    [
      'nested rows of one key',
      `${row()}  books:\n    ${one}:\n      title: a\n    ${one}:\n      title: b\n`,
      1,
    ],
    ['a long text', row().replace('x', `'${'x'.repeat(1_048_576)}'`), 1],
    ['a text that is too long', row().replace('x', `'${'x'.repeat(1_048_577)}'`), 1],
  ])('are those of nodes in a document with %s', (_, document, left) => {
    expect(agrees(document)).toBe(left);
    expect(agrees(`${row(third)}${document}`)).toBeGreaterThanOrEqual(0);
  });

  it('end where a document is no UTF-8', () => {
    const wrong = Buffer.concat([
      Buffer.from(row() + row(other)),
      Buffer.from([0x61, 0xff]),
      Buffer.from(row(third)),
    ]);
    for (const chunkBytes of [40, 100, 65_536]) agrees(wrong, { chunkBytes });
  });
});
