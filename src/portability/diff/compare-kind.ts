/** The rows of one kind in two archives, met by their UUIDs: both are sorted on disk and read side by side. */
import { keyOfColumn, type Kind, type KindField } from '../archive/define-kind.js';
import type { ReferenceField } from '../archive/fields.js';
import type { KindGraph } from '../archive/graph.js';
import { unpackLocation } from '../archive/staged-row.js';
import { changesOf, referenceChange, type Change } from '../import/changes.js';
import { COMPARED_CHARACTERS } from '../storage/item-sql.js';
import type { Workspace } from '../storage/workspace.js';
import { sorted } from '../upgrade/external-sort.js';
import type { StoredRow } from '../archive/stored-row.js';
import type { DiffItem } from './diff-item.js';
import { labelText, type RelatedText } from '../archive/label-text.js';
import { labelOf, leftOf } from '../archive/label.js';
import type { KnownSide } from './read-side.js';
import { referredRow, type NamedSide } from './referred-row.js';
import { isSameValue } from './same-value.js';

export interface Comparison {
  readonly graph: KindGraph;
  readonly before: KnownSide;
  readonly after: KnownSide;
  /** The name under which a row is compared, by the UUID that it has in either archive. */
  readonly canonical: (id: string) => string;
  readonly workspace: Workspace;
}

interface NamedRow {
  readonly name: string;
  readonly row: StoredRow;
}

/** UTF-16 code units of rows that are sorted at once, of each archive. */
const SORTED_LENGTH = 8 * 1024 * 1024;
/** What a row or an item takes beside its texts, in the same unit, about. */
const ROW_LENGTH = 300;

/** In the order of the later archive, then what is only in the earlier, in the order of that. */
export async function* kindItems(comparison: Comparison, kind: Kind): AsyncGenerator<DiffItem> {
  const inOrder = sorted(
    placedItems(comparison, kind),
    {
      compare: (a, b) => a.part - b.part || a.place - b.place || (a.item.id < b.item.id ? -1 : 1),
      size: ({ item }) => ROW_LENGTH + JSON.stringify(item).length,
      inMemory: SORTED_LENGTH,
    },
    comparison.workspace,
  );
  for await (const { item } of inOrder) yield item;
}

interface PlacedItem {
  readonly part: number;
  readonly place: number;
  readonly item: DiffItem;
}

async function* placedItems(comparison: Comparison, kind: Kind): AsyncGenerator<PlacedItem> {
  const { before, after } = comparison;
  // Of files a part has those alone that its rows show: what is not among them is not missing.
  const [inBefore, inAfter] = [before, after].map(({ contents }) => contents.names.holdsAll(kind));
  const item = itemMaker(comparison, kind);
  for await (const [was, is] of pairs(comparison, kind)) {
    if (was && is) {
      const changes = changesBetween(comparison, kind, [was, is]);
      if (changes.length > 0) yield { part: 0, place: is.location, item: item('update', is, changes) };
    } else if (is && (inBefore || !inAfter)) {
      yield { part: 0, place: is.location, item: item('create', is) };
    } else if (was && (inAfter || !inBefore)) {
      yield { part: 1, place: was.location, item: item('delete', was) };
    }
  }
}

type Pair = readonly [before: StoredRow | undefined, after: StoredRow | undefined];

async function* pairs(comparison: Comparison, kind: Kind): AsyncGenerator<Pair> {
  const befores = byName(comparison, comparison.before, kind);
  const afters = byName(comparison, comparison.after, kind);
  try {
    let [was, is] = await Promise.all([befores.next(), afters.next()]);
    while (!was.done || !is.done) {
      const [one, other] = [nameOf(was), nameOf(is)];
      const isFirst = other === undefined || (one !== undefined && one <= other);
      const isLast = one === undefined || (other !== undefined && other <= one);
      yield* metIn([isFirst && !was.done ? was.value : [], isLast && !is.done ? is.value : []]);
      if (isFirst) was = await befores.next();
      if (isLast) is = await afters.next();
    }
  } finally {
    await Promise.all([befores.return(undefined), afters.return(undefined)]);
  }
}

const nameOf = ({ done, value }: IteratorResult<NamedRow[], unknown>): string | undefined =>
  done ? undefined : value[0]?.name;

/** One row of each archive goes by a name, as a rule; where there are several, the same UUID is the same row. */
function metIn([befores, afters]: readonly [readonly NamedRow[], readonly NamedRow[]]): Pair[] {
  const rest = afters.map(({ row }) => row);
  const met = befores.map(({ row }): Pair => {
    const same = rest.findIndex(({ id }) => id === row.id);
    return [row, same < 0 ? undefined : rest.splice(same, 1)[0]];
  });
  const all = met.map(([was, is]): Pair => [was, is ?? rest.shift()]);
  return [...all, ...rest.map((row): Pair => [undefined, row])];
}

/** Rows of one name together. */
async function* byName(
  { canonical, workspace }: Comparison,
  { rows }: KnownSide,
  kind: Kind,
): AsyncGenerator<NamedRow[]> {
  async function* named(): AsyncGenerator<NamedRow> {
    for await (const row of rows.rows(kind)) yield { name: canonical(row.id), row };
  }
  const inOrder = sorted(
    named(),
    {
      compare: (a, b) => order(a.name, b.name) || order(a.row.id, b.row.id),
      size: ({ row }) => row.texts.reduce((sum, text) => sum + (text?.length ?? 0), ROW_LENGTH),
      inMemory: SORTED_LENGTH,
    },
    workspace,
  );
  let group: NamedRow[] = [];
  for await (const row of inOrder) {
    if (group[0] && group[0].name !== row.name) {
      yield group;
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function itemMaker({ graph, before, after }: Comparison, kind: Kind) {
  return (effect: DiffItem['effect'], row: StoredRow, changes?: readonly Change[]): DiffItem => {
    const sides = effect === 'delete' ? [before, after] : [after, before];
    const file = sides[0]?.contents.names.fileOf(kind.area) ?? '';
    return {
      kind: kind.name,
      id: row.id,
      label: labelOf(labelText(graph, kind, row, relatedIn(sides))) ?? kind.noun[0],
      effect,
      ...(changes ? { changes: [...changes] } : {}),
      location: { file, ...unpackLocation(row.location) },
    };
  };
}

/** What a row says of itself, in the first archive that has it. */
const relatedIn =
  (sides: readonly KnownSide[]): RelatedText =>
  (kind, id, key = '') => {
    for (const { named } of sides) {
      const value = named.get(kind)?.get(id)?.[key] ?? null;
      if (value !== null) return value;
    }
    return null;
  };

function changesBetween(
  comparison: Comparison,
  kind: Kind,
  [was, is]: readonly [StoredRow, StoredRow],
): readonly Change[] {
  const { before, after, canonical, graph } = comparison;
  const changes: Change[] = [];
  const earlier: NamedSide = [was, relatedIn([before, after])];
  const later: NamedSide = [is, relatedIn([after, before])];
  const referred = (name: string, field?: KindField & ReferenceField): Change => {
    const [from, to] = [referredRow(graph, kind, field, earlier), referredRow(graph, kind, field, later)];
    return referenceChange(name, from, to);
  };
  if (kind.parent && canonical(was.parentId ?? '') !== canonical(is.parentId ?? ''))
    changes.push(referred(keyOfColumn(kind.parent.column)));
  for (const [index, field] of kind.fields.entries()) {
    const [from, to] = [was.texts[index] ?? null, is.texts[index] ?? null];
    if (isSameValue(field, [from, to], canonical)) continue;
    if (field.type === 'reference') {
      changes.push(referred(field.key, field));
      continue;
    }
    const told = ([text, sides]: readonly [string | null, readonly KnownSide[]]): string | null =>
      toldText(field, text, graph.blobKind && fileIn(graph.blobKind, sides));
    changes.push(...changesOf(field.key, field, told([from, [before]]), told([to, [after, before]])));
  }
  if (kind.blob) changes.push(...fileChanges(comparison, was.id, is.id));
  return changes;
}

type FileOf = (id: string) => object | undefined;

/** A file by name, type and size. */
const fileIn =
  (kind: Kind, sides: readonly KnownSide[]): FileOf =>
  (id) => {
    const { blob } = kind;
    const known = sides.map(({ named }) => named.get(kind)?.get(id)).find(Boolean);
    if (!blob || !known) return undefined;
    const [name, type, size] = [blob.fileName, blob.contentType, blob.byteSize].map(
      (key) => known[key] ?? null,
    );
    return { name, type, size: Number(size) };
  };

/** As `changesOf` takes it. */
function toldText({ type }: KindField, text: string | null, fileOf?: FileOf): string | null {
  if (text === null) return null;
  if (type === 'boolean') return text === 't' ? 'true' : 'false';
  if (type === 'media') return JSON.stringify(fileOf?.(text) ?? text);
  return leftOf(text, COMPARED_CHARACTERS + 1);
}

/** A file that one of the archives says is missing there; its bytes are compared by the digest in its row. */
function fileChanges({ before, after }: Comparison, was: string, is: string): readonly Change[] {
  const [from, to] = [before.contents.mediaFiles.get(was), after.contents.mediaFiles.get(is)];
  return (from === undefined) === (to === undefined)
    ? []
    : [{ field: 'file', from: from?.path ?? null, to: to?.path ?? null }];
}
