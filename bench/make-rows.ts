/** The rows of one account as lines of COPY, derived from the kinds: a new kind is covered as it is declared. */
import { blobKey } from '../src/portability/blobs.js';
import {
  type Kind,
  type KindField,
  type KindGraph,
  linkFields,
  targetsOf,
} from '../src/portability/kinds.js';
import type { MadeFile } from './make-files.js';
import { pick, seededDice, uuidAt, valueOf } from './make-values.js';

/** Rows nested under the one row that there is of a singleton. */
const UNDER_SINGLETON = 10;
/** One value in so many of those that may be null is. */
const ONE_NULL_IN = 3;

/** How many rows of each kind there are: the deeper a kind nests, the more. Of what needs a file there is none without files. */
export function shareRows(graph: KindGraph, rows: number, files: number): ReadonlyMap<Kind, number> {
  const counts = new Map<Kind, number>();
  const shared: Kind[] = [];
  for (const kind of graph.kinds) {
    const lineage = graph.lineage(kind);
    if (kind.blob) counts.set(kind, files);
    else if (files === 0 && lineage.some(needsFile)) counts.set(kind, 0);
    else if (kind.singleton) counts.set(kind, 1);
    else if (lineage.some(({ singleton }) => singleton)) counts.set(kind, UNDER_SINGLETON);
    else shared.push(kind);
  }
  const weight = (kind: Kind): number => graph.lineage(kind).length;
  let left = rows - sum([...counts.values()]);
  let weights = sum(shared.map(weight));
  for (const kind of shared) {
    const count = Math.max(1, Math.round((left * weight(kind)) / weights));
    counts.set(kind, count);
    left -= count;
    weights -= weight(kind);
  }
  return counts;
}

const needsFile = (kind: Kind): boolean =>
  linkFields(kind).some((field) => field.type === 'media' && !field.nullable);

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

/** The columns of the lines that `copyLines` makes. */
export const copyColumns = (kind: Kind): readonly string[] => [
  'id',
  'user_id',
  ...(kind.parent ? [kind.parent.column] : []),
  ...(kind.blob ? [kind.blob.keyColumn] : []),
  ...kind.fields.map((field) => field.column),
];

export interface RowOptions {
  readonly userId: string;
  readonly files: readonly MadeFile[];
  /** Rows that nest stand under the first row of the kind above, all of them. */
  readonly isUnderFirst?: boolean;
  /** Rows made with another number have other UUIDs; default 0. */
  readonly series?: number;
}

/** No graph has so many kinds. */
const SERIES = 1_000;

/** The lines of one kind (PostgreSQL manual, COPY, "Text Format"). */
export function* copyLines(
  graph: KindGraph,
  kind: Kind,
  counts: ReadonlyMap<Kind, number>,
  { userId, files, isUnderFirst = false, series = 0 }: RowOptions,
): Generator<string> {
  const numbers = new Map(graph.kinds.map((each, index) => [each.name, index]));
  const dice = seededDice(graph.kinds.indexOf(kind));
  const idOf = (name: string, index: number): string =>
    uuidAt(series * SERIES + (numbers.get(name) ?? 0), index);
  const countOf = (name: string): number => counts.get(graph.kind(name)) ?? 0;
  const anyOf = (name: string): string => idOf(name, dice.below(countOf(name)));
  const hasRows = (name: string): boolean => countOf(name) > 0;
  const linkable = graph.areas.map(({ root }) => root.name).filter(hasRows);
  const linked = (): string => anyOf(pick(dice, linkable));
  const discriminators = new Set(linkFields(kind).flatMap((field) => byOf(field) ?? []));

  const link = (field: KindField, row: Map<string, string | null>, index: number): string | null => {
    if (field.type !== 'reference' && field.type !== 'media') return null;
    if (field.type === 'reference' && typeof field.target !== 'string') {
      const [value, name] = pick(
        dice,
        Object.entries(field.target.kinds).filter(([, target]) => hasRows(target)),
      );
      row.set(field.target.by, value);
      return anyOf(name);
    }
    const [name = ''] = targetsOf(field, graph.blobKind);
    if (!hasRows(name)) return null;
    // A row that leads only to rows before it is on no circle.
    const acyclic = field.type === 'reference' && field.acyclic;
    if (acyclic) return index === 0 ? null : idOf(name, dice.below(index));
    return anyOf(name);
  };

  for (let index = 0; index < (counts.get(kind) ?? 0); index++) {
    const row = new Map<string, string | null>();
    for (const field of kind.fields) {
      const isNull = field.nullable && dice.below(ONE_NULL_IN) === 0;
      if (isNull || discriminators.has(field.key)) row.set(field.key, row.get(field.key) ?? null);
      else if (field.type === 'reference' || field.type === 'media')
        row.set(field.key, link(field, row, index));
      else if (!ofFile(kind, field)) row.set(field.key, valueOf(field, dice, linked));
    }
    const file = files[index];
    if (kind.blob && file) {
      row.set(kind.blob.fileName, `photo ${index}.bin`);
      row.set(kind.blob.contentType, 'application/octet-stream');
      row.set(kind.blob.byteSize, String(file.size));
      row.set(kind.blob.sha256, file.sha256);
    }
    yield [
      idOf(kind.name, index),
      userId,
      ...(kind.parent ? [isUnderFirst ? idOf(kind.parent.kind, 0) : anyOf(kind.parent.kind)] : []),
      ...(kind.blob && file ? [blobKey(userId, file.sha256)] : []),
      ...kind.fields.map(({ key }) => row.get(key)?.replaceAll('\n', '\\n') ?? '\\N'),
    ].join('\t');
  }
}

const byOf = (field: KindField): string | undefined =>
  field.type === 'reference' && typeof field.target !== 'string' ? field.target.by : undefined;

const ofFile = ({ blob }: Kind, { key }: KindField): boolean =>
  blob !== undefined && [blob.fileName, blob.contentType, blob.byteSize, blob.sha256].includes(key);
