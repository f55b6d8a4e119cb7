/** Where the names in a label lead: to a value of the row itself, or to another row. */
import { fieldOf, type Kind } from './define-kind.js';
import type { KindGraph } from './graph.js';
import { PARENT_KEY } from './label.js';

/** The rows that one is found through from another: `parent`, or the key of a link. */
export interface LabelRelation {
  readonly name: string;
  readonly kind: Kind;
  /** The column of the row that leads there. */
  readonly column: string;
}

/** Where a name in a label leads to; undefined where it is a value of the row itself. A field that may lead to several kinds names none. */
export function labelRelation(graph: KindGraph, kind: Kind, name: string): LabelRelation | undefined {
  if (name === PARENT_KEY && kind.parent)
    return { name, kind: graph.kind(kind.parent.kind), column: kind.parent.column };
  const field = fieldOf(kind, name);
  if (field.type === 'media' && graph.blobKind) return { name, kind: graph.blobKind, column: field.column };
  if (field.type !== 'reference' || typeof field.target !== 'string') return undefined;
  return { name, kind: graph.kind(field.target), column: field.column };
}
