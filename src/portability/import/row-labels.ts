/** What rows of an archive are called that something was found about, where no database has them: the archive is read once more for that. */
import type { LinkedRow } from '../archive/check-references.js';
import type { Kind } from '../archive/define-kind.js';
import { linkFields, type KindGraph } from '../archive/graph.js';
import { leftOf, LABEL_CHARACTERS, labelPath, labelValues, PARENT_KEY, parseLabel, partialLabelOf } from '../archive/label.js'; // prettier-ignore
import { labelRelation } from '../archive/label-relation.js';
import { keysNamed, labelText, namesOf } from '../archive/label-text.js';
import { ownCopy } from '../archive/own-copy.js';
import { storedRow, type StoredRow } from '../archive/stored-row.js';
import { decodeRows } from './decode-archive.js';
import { IssueLog } from './issue-log.js';
import type { ArchiveContents } from './read-archive.js';
import type { ReadingScope } from './scope.js';

/** Of one kind: the rows that are to be named, by their places, and those that a name may need, by their UUIDs. */
interface Wanted {
  /** Of all of them. */
  readonly ids: Set<string>;
  readonly rows: Map<number, StoredRow | undefined>;
  /** Values by key, the row's own label under the empty key. */
  readonly related: Map<string, Readonly<Record<string, string | null>> | undefined>;
}

/** @returns nothing for rows of which nothing is a name */
export async function rowLabels(
  scope: ReadingScope,
  contents: ArchiveContents,
  rows: readonly LinkedRow[],
): Promise<ReadonlyMap<LinkedRow, string>> {
  const { graph } = scope;
  const labels = new Map<LinkedRow, string>();
  if (rows.length === 0) return labels;
  const wanted = wantedBy(graph, rows);
  for await (const { kind, lines } of decodeRows(
    { ...scope, onProgress: undefined },
    contents,
    new IssueLog(),
  ))
    take(graph, kind, wanted, new TextDecoder().decode(lines));
  for (const row of rows) {
    const found = wanted.get(row.kind)?.rows.get(row.location);
    if (!found) continue;
    const label = partialLabelOf(
      labelText(
        graph,
        row.kind,
        found,
        (kind, id, key = '') => wanted.get(kind)?.related.get(id)?.[key] ?? null,
      ),
    );
    if (label !== undefined) labels.set(row, label);
  }
  return labels;
}

function wantedBy(graph: KindGraph, rows: readonly LinkedRow[]): ReadonlyMap<Kind, Wanted> {
  const wanted = new Map(
    graph.kinds.map((kind): [Kind, Wanted] => [
      kind,
      { ids: new Set(), rows: new Map(), related: new Map() },
    ]),
  );
  for (const row of rows) {
    const own = wanted.get(row.kind);
    own?.ids.add(row.id);
    own?.rows.set(row.location, undefined);
    for (const name of namesIn(row.kind)) {
      const relation = labelRelation(graph, row.kind, name);
      const index = linkFields(row.kind).findIndex(({ key }) => key === name);
      const id = name === PARENT_KEY ? row.parentId : row.links[index]?.target;
      const related = relation && wanted.get(relation.kind);
      if (!related || !id) continue;
      related.ids.add(id);
      related.related.set(id, undefined);
    }
  }
  return wanted;
}

/** The fields of a row that its label begins a path with. */
const namesIn = (kind: Kind): ReadonlySet<string> =>
  new Set(labelValues(parseLabel(kind.label)).flatMap(({ keys }) => keys.map((key) => labelPath(key).name)));

function take(graph: KindGraph, kind: Kind, all: ReadonlyMap<Kind, Wanted>, lines: string): void {
  const wanted = all.get(kind);
  if (!wanted || wanted.ids.size === 0) return;
  const [keys, names] = [keysNamed(graph, kind), namesIn(kind)];
  for (const line of lines.split('\n')) {
    if (!wanted.ids.has(line.slice(0, line.indexOf('\t')))) continue;
    const row = storedRow(kind, line);
    // Of a UUID that stands for many, the first is meant.
    if (wanted.related.has(row.id) && !wanted.related.get(row.id))
      wanted.related.set(row.id, ownCopy(namesOf(graph, kind, row, keys)));
    if (wanted.rows.has(row.location)) wanted.rows.set(row.location, onlyNames(kind, row, names));
  }
}

/** A row with as much of its values as a label shows. */
const onlyNames = (kind: Kind, row: StoredRow, names: ReadonlySet<string>): StoredRow =>
  ownCopy({
    ...row,
    texts: row.texts.map((text, index) =>
      text !== null && names.has(kind.fields[index]?.key ?? '') ? leftOf(text, LABEL_CHARACTERS) : null,
    ),
  });
