/** Rows that lie on disk, in the order in which an export reads those of a database. */
import type { RowCursor } from '../archive/area-text.js';
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { packTexts, type PackedRow } from '../archive/packed-row.js';
import type { Workspace } from '../storage/workspace.js';
import { sorted } from './external-sort.js';
import type { StoredRow } from '../archive/stored-row.js';
import type { RowFiles } from './row-files.js';
import { keyComparator, sortKeyOf, type SortKey } from './row-order.js';

/** UTF-16 code units of rows that are sorted at once. */
const SORTED_LENGTH = 16 * 1024 * 1024;
/** What an item takes beside its texts, in the same unit, about. */
const ITEM_LENGTH = 200;

/** The file name of each media row's file in an archive, by the row's UUID. */
export type MediaNames = ReadonlyMap<string, string>;

/** What rows are sorted from. */
export interface UnsortedRows {
  readonly graph: KindGraph;
  readonly rows: RowFiles;
  readonly names: MediaNames;
  readonly workspace: Workspace;
}

/** The places in archive order of a kind's rows, in the order of their file. */
type Ranks = Uint32Array;

/** A row, or its place in its file, with what it is sorted by. */
interface Item<What> {
  readonly parent: number;
  readonly key: SortKey;
  readonly what: What;
}

/** Cursors over rows of the kinds, each of which comes after its parent; with a function that closes them. */
export async function openSortedRows(
  source: UnsortedRows,
  kinds: readonly Kind[],
): Promise<{ readonly cursors: ReadonlyMap<Kind, RowCursor>; close(): Promise<void> }> {
  const ranks = new Map<Kind, Ranks>();
  const readers = new Map<Kind, AsyncGenerator<PackedRow>>();
  for (const kind of kinds) {
    const parents = kind.parent && ranks.get(source.graph.kind(kind.parent.kind));
    readers.set(kind, sortedRows(source, kind, parents));
    if (source.graph.childrenOf(kind).length > 0) ranks.set(kind, await rank(source, kind, parents));
  }
  return {
    cursors: new Map([...readers].map(([kind, reader]) => [kind, cursorOver(reader)])),
    async close() {
      for (const reader of readers.values()) await reader.return(undefined);
    },
  };
}

async function* sortedRows(source: UnsortedRows, kind: Kind, parents?: Ranks): AsyncGenerator<PackedRow> {
  const items = itemsOf(source, kind, parents, (row) => row);
  for await (const { what } of inOrder(source, kind, items)) yield packed(kind, what, source.names);
}

async function rank(source: UnsortedRows, kind: Kind, parents?: Ranks): Promise<Ranks> {
  const order: number[] = [];
  const items = itemsOf(source, kind, parents, (_, place) => place);
  for await (const { what } of inOrder(source, kind, items)) order.push(what);
  const ranks = new Uint32Array(order.length);
  order.forEach((place, index) => (ranks[place] = index));
  return ranks;
}

/** In the order of the file; rows of one parent follow one another there, in the order of their parents. */
async function* itemsOf<What>(
  { graph, rows }: UnsortedRows,
  kind: Kind,
  parents: Ranks | undefined,
  pick: (row: StoredRow, place: number) => What,
): AsyncGenerator<Item<What>> {
  const keyOf = sortKeyOf(kind);
  const above = kind.parent ? rows.rows(graph.kind(kind.parent.kind)) : undefined;
  let parentId: string | null = null;
  let parentPlace = -1;
  let place = 0;
  try {
    for await (const row of rows.rows(kind)) {
      for (; above && parentId !== row.parentId; parentPlace++) {
        const next = await above.next();
        if (next.done) throw new Error(`A row of ${kind.name} comes before its parent`);
        parentId = next.value.id;
      }
      yield { parent: parents?.[parentPlace] ?? 0, key: keyOf(row), what: pick(row, place++) };
    }
  } finally {
    await above?.return(undefined);
  }
}

function inOrder<What>(
  { workspace }: UnsortedRows,
  kind: Kind,
  items: AsyncIterable<Item<What>>,
): AsyncGenerator<Item<What>> {
  const compare = keyComparator(kind);
  return sorted(
    items,
    {
      compare: (a, b) => a.parent - b.parent || compare(a.key, b.key),
      size: ({ key, what }) => ITEM_LENGTH + lengthOf(key) + (isRow(what) ? lengthOf(what.texts) : 0),
      inMemory: SORTED_LENGTH,
    },
    workspace,
  );
}

const isRow = (what: unknown): what is StoredRow => typeof what === 'object' && what !== null;

const lengthOf = (texts: readonly (string | null)[]): number =>
  texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);

/** As an export selects them: a media reference comes with the file name and the content type that its path is made of. */
const packed = (kind: Kind, row: StoredRow, names: MediaNames): PackedRow =>
  packTexts([
    row.id,
    ...(kind.parent ? [row.parentId] : []),
    row.origin,
    ...kind.fields.flatMap((field, index) => {
      const text = row.texts[index] ?? null;
      return field.type === 'media' ? [text, names.get(text ?? '') ?? '', ''] : [text];
    }),
  ]);

function cursorOver(rows: AsyncGenerator<PackedRow>): RowCursor {
  let next: PackedRow | undefined;
  let isThere = false;
  const read = async (): Promise<PackedRow | undefined> => {
    const result = await rows.next();
    next = result.done ? undefined : result.value;
    isThere = true;
    return next;
  };
  return { peek: () => (isThere ? next : read()), advance: () => void (isThere = false) };
}
