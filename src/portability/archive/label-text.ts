/** What a person calls a row that lies on disk: what `labelSql` answers for one in a database. */
import { fieldOf, type Kind, type KindField } from './define-kind.js';
import type { KindGraph } from './graph.js';
import {
  fillLabel,
  LABEL_CHARACTERS,
  labelPath,
  labelValues,
  leftOf,
  PARENT_KEY,
  parseLabel,
} from './label.js';
import { labelRelation } from './label-relation.js';
import type { StoredRow } from './stored-row.js';

/** A value of another row by that row's kind and UUID; its own label where no key is given. */
export type RelatedText = (kind: Kind, id: string, key?: string) => string | null;

/** As many lines as the values are; empty where nothing of the row is a name. See `labelOf`. */
export function labelText(graph: KindGraph, kind: Kind, row: StoredRow, related: RelatedText): string {
  const valueOf = (key: string): string | null => {
    const { name, of } = labelPath(key);
    const relation = labelRelation(graph, kind, name);
    if (!relation) return shownText(kind, row, name);
    const id = name === PARENT_KEY ? row.parentId : textOf(kind, row, name);
    return id === null ? null : related(relation.kind, id, of);
  };
  return fillLabel(parseLabel(kind.label), valueOf);
}

/** The label as far as the row itself has it, without what it is related to. */
const ownLabelText = (graph: KindGraph, kind: Kind, row: StoredRow): string | null =>
  fillLabel(parseLabel(kind.label), (key) =>
    labelRelation(graph, kind, labelPath(key).name) ? null : shownText(kind, row, key),
  ) || null;

/** What others name a row by: values by key, its own label under the empty key. @param keys see `keysNamed` */
export const namesOf = (
  graph: KindGraph,
  kind: Kind,
  row: StoredRow,
  keys: ReadonlySet<string>,
): Readonly<Record<string, string | null>> =>
  Object.fromEntries([
    ['', ownLabelText(graph, kind, row)],
    ...[...keys].map((key) => [key, shownText(kind, row, key)] as const),
  ]);

/** The keys of a kind that labels of other kinds name. */
export const keysNamed = (graph: KindGraph, named: Kind): ReadonlySet<string> =>
  new Set(
    graph.kinds.flatMap((kind) =>
      labelValues(parseLabel(kind.label))
        .flatMap(({ keys }) => keys.map(labelPath))
        .flatMap(({ name, of }) =>
          of !== undefined && labelRelation(graph, kind, name)?.kind === named ? [of] : [],
        ),
    ),
  );

export const textOf = (kind: Kind, row: StoredRow, key: string): string | null =>
  row.texts[kind.fields.indexOf(fieldOf(kind, key))] ?? null;

/** A value as a label has it; null where there is nothing. */
const shownText = (kind: Kind, row: StoredRow, key: string): string | null =>
  shown(fieldOf(kind, key), textOf(kind, row, key));

function shown({ type }: KindField, text: string | null): string | null {
  if (text === null) return null;
  if (type === 'text' || type === 'markdown') return leftOf(text, LABEL_CHARACTERS) || null;
  if (type === 'timestamp') return text.split(' ')[0] ?? null;
  if (type === 'boolean') return text === 't' ? 'true' : 'false';
  return text;
}
