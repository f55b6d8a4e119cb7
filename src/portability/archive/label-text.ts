/** What a person calls a row that lies on disk: what `labelSql` answers for one in a database. */
import { fieldOf, type Kind, type KindField } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import {
  fillLabel,
  LABEL_CHARACTERS,
  labelOf,
  labelPath,
  labelValues,
  leftOf,
  PARENT_KEY,
  parseLabel,
} from '../archive/label.js';
import { relationOf } from '../storage/labels.js';
import type { StoredRow } from '../upgrade/row-files.js';

/** A value of another row by that row's kind and UUID; its own label where no key is given. */
export type RelatedText = (kind: Kind, id: string, key?: string) => string | null;

/** The label on one line; the kind's noun where nothing of the row is a name. */
export function labelText(graph: KindGraph, kind: Kind, row: StoredRow, related: RelatedText): string {
  const valueOf = (key: string): string | null => {
    const { name, of } = labelPath(key);
    const relation = relationOf(graph, kind, name);
    if (!relation) return shownText(kind, row, name);
    const id = name === PARENT_KEY ? row.parentId : textOf(kind, row, name);
    return id === null ? null : related(relation.kind, id, of);
  };
  return labelOf(fillLabel(parseLabel(kind.label), valueOf)) ?? kind.noun[0];
}

/** The label as far as the row itself has it, without what it is related to. */
export const ownLabelText = (graph: KindGraph, kind: Kind, row: StoredRow): string | null =>
  fillLabel(parseLabel(kind.label), (key) =>
    relationOf(graph, kind, labelPath(key).name) ? null : shownText(kind, row, key),
  ) || null;

/** The keys of a kind that labels of other kinds name; undefined where none names a row of it. */
export function keysNamed(graph: KindGraph, named: Kind): ReadonlySet<string> | undefined {
  const keys = new Set<string>();
  let isNamed = false;
  for (const kind of graph.kinds)
    for (const key of labelValues(parseLabel(kind.label)).flatMap((value) => value.keys)) {
      const { name, of } = labelPath(key);
      if (relationOf(graph, kind, name)?.kind !== named) continue;
      isNamed = true;
      if (of !== undefined) keys.add(of);
    }
  return isNamed ? keys : undefined;
}

export const textOf = (kind: Kind, row: StoredRow, key: string): string | null =>
  row.texts[kind.fields.indexOf(fieldOf(kind, key))] ?? null;

/** A value as a label has it; null where there is nothing. */
export const shownText = (kind: Kind, row: StoredRow, key: string): string | null =>
  shown(fieldOf(kind, key), textOf(kind, row, key));

function shown({ type }: KindField, text: string | null): string | null {
  if (text === null) return null;
  if (type === 'text' || type === 'markdown') return leftOf(text, LABEL_CHARACTERS) || null;
  if (type === 'timestamp') return text.split(' ')[0] ?? null;
  if (type === 'boolean') return text === 't' ? 'true' : 'false';
  return text;
}
