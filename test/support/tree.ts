/** An archive's areas as plain values, and ids that are made from names: for tests that write or read archives without Carol's own writer. */
import { createHash } from 'node:crypto';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import type { Kind } from '../../src/portability/kinds.js';
import { CAROL_GRAPH } from '../../src/carol/graph.js';

/** One row as it stands in an area file: fields, and child rows by key and UUID. */
export type TreeRow = Readonly<Record<string, unknown>>;
export type TreeRows = Readonly<Record<string, TreeRow>>;
/** By area: `people`, `organizations`. */
export type Tree = Readonly<Record<string, TreeRows>>;

const GRAPH = CAROL_GRAPH;

/** In the order of their files. */
export const AREAS: readonly string[] = GRAPH.areas.map(({ name }) => name);

export const ALL_KINDS: readonly string[] = CAROL_KINDS.map(({ name }) => name);

/** A UUID of version 8 (RFC 9562: made as one likes) that is the same for the same name. */
export function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4] ?? '8';
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Rows with ids made from the names of their parent and their own place in the list. */
export const numbered = (parent: string, rows: readonly TreeRow[]): TreeRows =>
  Object.fromEntries(rows.map((row, index) => [uuidOf(`${parent}/${index}`), row]));

/** The row without what is undefined, null, or a mapping of no child rows. */
export const compact = (row: TreeRow): TreeRow =>
  Object.fromEntries(
    Object.entries(row).filter(
      ([, value]) =>
        value !== undefined &&
        value !== null &&
        !(typeof value === 'object' && Object.keys(value).length === 0),
    ),
  );

/** Calls `visit` for each row of the tree with its kind, parents before children. */
export function eachRow(tree: Tree, visit: (kind: string, id: string, row: TreeRow) => void): void {
  const walk = (kind: Kind, rows: TreeRows): void => {
    for (const [id, row] of Object.entries(rows)) {
      visit(kind.name, id, row);
      for (const child of GRAPH.childrenOf(kind))
        walk(child, (row[child.parent?.key ?? ''] ?? {}) as TreeRows);
    }
  };
  for (const { name, root } of GRAPH.areas) walk(root, tree[name] ?? {});
}

/** Rows of each kind, also of those that have none. */
export function countTree(tree: Tree): Record<string, number> {
  const counts = Object.fromEntries(ALL_KINDS.map((kind) => [kind, 0]));
  eachRow(tree, (kind) => (counts[kind] = (counts[kind] ?? 0) + 1));
  return counts;
}
