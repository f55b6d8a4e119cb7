/** Writes an area file from rows that lie on disk, as an export writes it from a database. */
import type { Kind } from '../archive/define-kind.js';
import { encodeFields } from '../archive/encode.js';
import { schemaComment } from '../archive/format.js';
import type { Area, KindGraph } from '../archive/graph.js';
import { ORIGIN } from '../archive/origin.js';
import { YamlWriter } from '../archive/yaml/write.js';
import type { Workspace } from '../storage/workspace.js';
import { sorted } from './external-sort.js';
import type { RowFiles, StoredRow } from './row-files.js';
import { keyComparator, sortKeyOf, type SortKey } from './row-order.js';

/** UTF-16 code units that are collected before they are handed on. */
const CHUNK_LENGTH = 128 * 1024;
/** UTF-16 code units of entries that are sorted at once. */
const SORTED_LENGTH = 16 * 1024 * 1024;
/** What an entry takes beside its text, in the same unit, about. */
const ENTRY_LENGTH = 200;

/** The file name of each media row's file in an archive, by the row's UUID. */
export type MediaNames = ReadonlyMap<string, string>;

/** A row with those that nest under it, in the order of the archive. */
interface RowTree {
  readonly row: StoredRow;
  readonly children: readonly (readonly [kind: Kind, rows: readonly RowTree[]])[];
}

interface SortedEntry {
  readonly key: SortKey;
  readonly text: string;
}

/** The text of an area file, in chunks; one entry is in memory with all that nests under it. */
export async function* areaText(
  { graph, rows, names }: { readonly graph: KindGraph; readonly rows: RowFiles; readonly names: MediaNames },
  area: Area,
  workspace: Workspace,
): AsyncGenerator<Buffer> {
  const writer = new YamlWriter();
  const write = treeWriter(writer, names);
  const keyOf = sortKeyOf(area.root);
  async function* entries(): AsyncGenerator<SortedEntry> {
    for await (const tree of readTrees(graph, rows, area)) {
      write(area.root, 0, tree);
      yield { key: keyOf(tree.row), text: writer.take() };
    }
  }
  const compare = keyComparator(area.root);
  const inOrder = sorted<SortedEntry>(
    entries(),
    {
      compare: (a, b) => compare(a.key, b.key),
      size: ({ text }) => text.length + ENTRY_LENGTH,
      inMemory: SORTED_LENGTH,
    },
    workspace,
  );
  yield Buffer.from(headOf(area));
  let chunk = '';
  let isEmpty = true;
  for await (const { text } of inOrder) {
    chunk += text;
    isEmpty = false;
    if (chunk.length < CHUNK_LENGTH) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  if (isEmpty) {
    writer.emptyDocument();
    chunk = writer.take();
  }
  yield Buffer.from(chunk);
}

function headOf({ name }: Area): string {
  const writer = new YamlWriter();
  writer.comment(schemaComment(name));
  return writer.take();
}

/** The entries in the order of the older archive. Every kind is read side by side with the others, as their rows come parent by parent. */
async function* readTrees(graph: KindGraph, rows: RowFiles, { root }: Area): AsyncGenerator<RowTree> {
  const kinds = graph.kinds.filter((kind) => graph.lineage(kind)[0] === root);
  const readers = new Map(kinds.map((kind) => [kind, peekable(rows.rows(kind))]));
  const treeOf = async (kind: Kind, row: StoredRow): Promise<RowTree> => {
    const children: [Kind, readonly RowTree[]][] = [];
    for (const child of graph.childrenOf(kind)) {
      const reader = readers.get(child);
      const found: RowTree[] = [];
      while (reader && (await reader.peek())?.parentId === row.id)
        found.push(await treeOf(child, (await reader.take()) as StoredRow));
      if (found.length > 0) children.push([child, inOrder(child, found)]);
    }
    return { row, children };
  };
  for (;;) {
    const row = await readers.get(root)?.take();
    if (!row) return;
    yield await treeOf(root, row);
  }
}

function inOrder(kind: Kind, trees: readonly RowTree[]): readonly RowTree[] {
  const [keyOf, compare] = [sortKeyOf(kind), keyComparator(kind)];
  return trees
    .map((tree) => ({ tree, key: keyOf(tree.row) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ tree }) => tree);
}

function treeWriter(writer: YamlWriter, names: MediaNames) {
  const write = (kind: Kind, depth: number, { row, children }: RowTree): void => {
    writer.mapKey(depth, row.id);
    if (row.origin !== null) writer.scalar(depth + 1, ORIGIN.key, row.origin);
    encodeFields(writer, depth + 1, kind, selected(kind, row, names));
    for (const [child, trees] of children) {
      writer.mapKey(depth + 1, child.parent?.key ?? '');
      for (const tree of trees) write(child, depth + 2, tree);
    }
  };
  return write;
}

/** The texts as an export selects them: a media reference comes with the file name and the content type that its path is made of. */
const selected = (
  kind: Kind,
  { id, parentId, texts }: StoredRow,
  names: MediaNames,
): readonly (string | null)[] => [
  id,
  ...(kind.parent ? [parentId] : []),
  ...kind.fields.flatMap((field, index) => {
    const text = texts[index] ?? null;
    return field.type === 'media' ? [text, names.get(text ?? '') ?? '', ''] : [text];
  }),
];

function peekable<Item>(items: AsyncGenerator<Item>) {
  let next: Promise<IteratorResult<Item>> | undefined;
  const peek = async (): Promise<Item | undefined> => {
    const result = await (next ??= items.next());
    return result.done ? undefined : result.value;
  };
  return {
    peek,
    async take(): Promise<Item | undefined> {
      const item = await peek();
      if (item !== undefined) next = undefined;
      return item;
    },
  };
}
