/** Short ways to read YAML in tests. */
import {
  readEntries,
  type Entry,
  type Node,
  type ReadOptions,
  type YamlIssue,
} from '../../src/portability/archive/yaml/read.js';

export interface Reading {
  readonly entries: readonly Entry[];
  readonly issues: readonly YamlIssue[];
}

/** All that is in a text or in buffers; a text comes in buffers of `chunkBytes`. */
export function read(
  input: string | readonly Buffer[],
  options: Partial<ReadOptions> = {},
  chunkBytes = 65_536,
): Reading {
  const issues: YamlIssue[] = [];
  const buffers = typeof input === 'string' ? cut(Buffer.from(input), chunkBytes) : input;
  const source = { from: (offset: number) => skipping(buffers, offset) };
  const entries = [...readEntries(source, { report: (issue) => issues.push(issue), ...options })];
  return { entries, issues };
}

/** The issues as `code line:column`. */
export const codes = (input: string | readonly Buffer[], options: Partial<ReadOptions> = {}): string[] =>
  read(input, options).issues.map(({ code, line, column }) => `${code} ${line}:${column}`);

/** A node as plain data: texts as they are, other scalars as their tag and text. */
export function plain(node: Node): unknown {
  if (node.type === 'seq') return node.items.map(plain);
  if (node.type === 'map')
    return Object.fromEntries(Array.from(node.entries, ({ key, value }) => [key.value, plain(value)]));
  return node.tag === 'str' ? node.value : `${node.tag} ${node.value}`;
}

function cut(bytes: Buffer, size: number): Buffer[] {
  const buffers: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += size) buffers.push(bytes.subarray(start, start + size));
  return buffers;
}

function* skipping(buffers: readonly Buffer[], offset: number): Generator<Buffer> {
  let skipped = 0;
  for (const buffer of buffers) {
    if (skipped + buffer.length > offset) yield buffer.subarray(Math.max(0, offset - skipped));
    skipped += buffer.length;
  }
}
