/** Reads values of an archive as their fields want them: where one is longer, or deeper, than its column takes. */
import { describe, expect, it } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { secondDigits } from '../../src/portability/archive/column-type.js';
import { isInstant } from '../../src/portability/archive/direct/byte-shapes.js';
import { createDecoder } from '../../src/portability/archive/decode.js';
import { decodeValue } from '../../src/portability/archive/decode-value.js';
import { documentDepth, jsonDepth } from '../../src/portability/archive/json-depth.js';
import {
  type Area,
  createFormat,
  createGraph,
  defineKind,
  json,
  MAX_JSON_DEPTH,
  storedAs,
  timestamp,
} from '../../src/portability/kinds.js';
import { MAX_TEXT_BYTES } from '../../src/portability/archive/values.js';
import { readDocument, readEntries } from '../../src/portability/archive/yaml/read.js';

const LONG = CAROL_KINDS.flatMap((kind) =>
  kind.fields
    .filter(({ type }) => type === 'text' || type === 'markdown' || type === 'json')
    .map((field) => [`${kind.name}.${field.key}`, field] as const),
);

type Node = NonNullable<ReturnType<typeof readDocument>>;

/** Read once for all fields of a type. */
const nodes = new Map<string, Node>();

/** A text of so many bytes, or an object with it; the object has eight bytes around it. */
function nodeOf(type: string, bytes: number): Node {
  const name = `${type} ${bytes}`;
  const node = nodes.get(name) ?? readNode(type, bytes);
  nodes.set(name, node);
  return node;
}

function readNode(type: string, bytes: number): Node {
  const text = type === 'json' ? `a: "${'x'.repeat(bytes - '{"a": ""}'.length)}"` : `"${'x'.repeat(bytes)}"`;
  const issues: unknown[] = [];
  const node = readDocument(Buffer.from(`v: {${type === 'json' ? text : `t: ${text}`}}`), {
    stringBytes: 2 * MAX_TEXT_BYTES,
    report: (issue) => void issues.push(issue),
  });
  const value = node?.type === 'map' ? [...node.entries][0]?.value : undefined;
  const inner = value?.type === 'map' && type !== 'json' ? [...value.entries][0]?.value : value;
  if (!inner || issues.length > 0) throw new Error(`This is no document: ${JSON.stringify(issues)}`);
  return inner;
}

describe('A value', () => {
  it.each(LONG)('is as long as its column takes, and no byte longer: %s', (_, field) => {
    expect(decodeValue(field, nodeOf(field.type, MAX_TEXT_BYTES))).toHaveProperty('value');
    expect(decodeValue(field, nodeOf(field.type, MAX_TEXT_BYTES + 1))).toMatchObject({ code: 'too-long' });
  });
});

describe('An instant has no more digits of a second than its column keeps', () => {
  const FRACTIONS = ['', '.1', '.123', '.1234', '.123456', '.1234567'];
  it.each([
    ['timestamp with time zone', 6],
    ['timestamp(6) without time zone', 6],
    ['timestamp(3) without time zone', 3],
    ['timestamp(0) with time zone', 0],
  ])('%s', (stored, digits) => {
    const field = { ...storedAs(stored, timestamp('')), key: 'at', column: 'at' };
    for (const fraction of FRACTIONS) {
      const value = `2019-05-31T12:00:00${fraction}Z`;
      const node = { type: 'scalar', tag: 'str', value, style: 'plain', line: 1, column: 1 } as const;
      const isTaken = fraction.length <= (digits === 0 ? 0 : digits + 1);
      expect([fraction, 'value' in decodeValue(field, node)]).toEqual([fraction, isTaken]);
      const bytes = Buffer.from(value);
      expect([fraction, isInstant(bytes, 0, bytes.length, secondDigits(field))]).toEqual([fraction, isTaken]);
    }
  });
});

describe('JSON', () => {
  const shelves = defineKind({ name: 'shelves', table: 'shelf', area: 'library', description: '', noun: ['shelf', 'shelves'], fields: { extra: json('') }, order: [] }); // prettier-ignore
  const parent = { kind: 'shelves', column: 'shelf_id', key: 'books' };
  const books = defineKind({ name: 'books', table: 'book', area: 'library', description: '', noun: ['book', 'books'], parent, fields: { extra: json('') }, order: [] }); // prettier-ignore
  const graph = createGraph([shelves, books], createFormat({ name: 'Bookshelf', slug: 'bookshelf' }));
  const [shelf, book] = ['6f0c4d2e-8a51-4c3b-9d7e-2f1a0b3c4d5e', '7f0c4d2e-8a51-4c3b-9d7e-2f1a0b3c4d5e'];

  /** What is wrong with an area file, by the limit of levels. */
  function issuesOf(text: string, yamlDepth: number): string[] {
    const issues: string[] = [];
    const report = (issue: { readonly line: number; readonly column: number; readonly code: string }) =>
      void issues.push(`${issue.line}:${issue.column} ${issue.code}`);
    const decode = createDecoder(graph.areas[0] as Area, {
      graph,
      exportedAt: '2026-01-01T00:00:00Z',
      files: new Map(),
      missing: new Set(),
      jsonDepth: jsonDepth(yamlDepth),
      file: 'library.yaml',
      renamed: () => undefined,
      error: report,
      warning: report,
      row: () => undefined,
    });
    const source = { from: (offset: number) => [Buffer.from(text).subarray(offset)] };
    for (const entry of readEntries(source, { report, depth: documentDepth(graph, yamlDepth) }))
      decode(entry);
    return issues.sort();
  }

  /** Of a row that nests and of the one above; the JSON of the latter is in brackets on line 2, of the former in lists on line 5. */
  const rowsWith = (depth: number): string =>
    `${shelf}:\n  extra: {"a": ${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}\n  books:\n    ${book}:\n      extra: {"a": ${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}\n`;

  it.each([
    ['the default', 64, MAX_JSON_DEPTH],
    ['a lower limit of levels', 10, 8],
    ['a higher one, which the table does not have', 100, MAX_JSON_DEPTH],
  ])('may be as deep in a row that nests as in one that does not: with %s', (_, yamlDepth, depth) => {
    expect(issuesOf(rowsWith(depth), yamlDepth)).toEqual([]);
    expect(issuesOf(rowsWith(depth + 1), yamlDepth)).toEqual([
      `2:${'  extra: {"a": '.length + depth} depth`,
      `5:${'      extra: {"a": '.length + depth} depth`,
    ]);
  });
});
