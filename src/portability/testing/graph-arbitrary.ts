/** Arbitrary consistent data of one user, derived from the kinds: rows of every kind that refer to each other, and files. */
import fc, { type Arbitrary } from 'fast-check';
import {
  createFormat,
  type Kind,
  type KindField,
  type KindGraph,
  type LinkField,
  createGraph,
  linkFields,
  targetsOf,
} from '../kinds.js';
import { fieldArbitrary, textPiece, type FieldValue } from './field-arbitraries.js';
import { mediaFile, sha256Of, type MediaFile } from './media-files.js';

/** What the archives would be called does not matter here. */
const ANY_FORMAT = createFormat({ name: 'Any', slug: 'any' });

export interface GraphRow {
  readonly id: string;
  /** Where the kind has a parent. */
  readonly parentId?: string;
  /** By the field's key, every field of the kind. A reference and a media field hold the id of the row that they lead to. */
  readonly values: Readonly<Record<string, FieldValue>>;
}

export interface Graph {
  /** By the kind's name, every kind. */
  readonly rows: Readonly<Record<string, readonly GraphRow[]>>;
  /** By the id of the media row, one for each of them. */
  readonly files: ReadonlyMap<string, Buffer>;
}

export interface GraphOptions {
  /** Rows of each kind at most, but 1 of a singleton; default 4. */
  readonly maxRows?: number;
  /** Rows of each kind at least, but 1 of a singleton; default 0. */
  readonly minRows?: number;
}

/** A UUID of version 4; never shrunk and never favoured, so that no two are the same. */
export const uuid: Arbitrary<string> = fc.noBias(
  fc.noShrink(
    fc.bigInt({ min: 0n, max: (1n << 122n) - 1n }).map((bits) => {
      const hex = bits.toString(16).padStart(31, '0');
      const variant = '89ab'[Number(bits >> 120n)] ?? '8';
      return [
        hex.slice(1, 9),
        hex.slice(9, 13),
        `4${hex.slice(13, 16)}`,
        variant + hex.slice(16, 19),
        hex.slice(19),
      ].join('-');
    }),
  ),
);

/** A draft of a value: links stand as numbers, which choose among the rows once these are known. */
type Draft = FieldValue | readonly (string | { readonly link: number })[];

interface DraftRow {
  readonly id: string;
  readonly parent: number;
  readonly drafts: Readonly<Record<string, Draft>>;
  readonly file: MediaFile | null;
}

/**
 * Any legal data of one user. References stay inside it and are acyclic where they must be; ids differ between any two
 * graphs. A kind may be empty, and then so are the kinds whose rows need one of its rows.
 * @example const [data] = fc.sample(graphArbitrary([shelves, books], { minRows: 1 }), 1);
 */
export function graphArbitrary(kinds: readonly Kind[], options: GraphOptions = {}): Arbitrary<Graph> {
  const { maxRows = 4, minRows = 0 } = options;
  const graph = createGraph(kinds, ANY_FORMAT);
  const lists = Object.fromEntries(
    kinds.map((kind) => {
      const limit = kind.singleton ? 1 : maxRows;
      return [kind.name, fc.array(draftRow(kind), { minLength: Math.min(minRows, limit), maxLength: limit })];
    }),
  );
  return fc.record(lists).map((drafts) => assemble(graph, new Map(Object.entries(drafts))));
}

/** The same data under other UUIDs, wherever they stand. */
export function renamedGraph(
  { kinds }: Pick<KindGraph, 'kinds'>,
  { rows, files }: Graph,
  idOf: (id: string) => string,
): Graph {
  const ids = new Map(
    Object.values(rows).flatMap((list) => list.map(({ id }): [string, string] => [id, idOf(id)])),
  );
  const renamed = (id: FieldValue): FieldValue => (typeof id === 'string' ? (ids.get(id) ?? id) : id);
  const inText = (text: FieldValue): FieldValue =>
    typeof text === 'string' ? text.replace(ANY_UUID, (id) => ids.get(id) ?? id) : text;
  return {
    rows: Object.fromEntries(
      kinds.map(({ name, fields }) => [
        name,
        (rows[name] ?? []).map(({ id, parentId, values }) => ({
          id: String(renamed(id)),
          ...(parentId !== undefined && { parentId: String(renamed(parentId)) }),
          values: Object.fromEntries(
            fields.map(({ key, type }) => {
              const value = values[key] ?? null;
              if (type === 'markdown') return [key, inText(value)];
              return [key, type === 'reference' || type === 'media' ? renamed(value) : value];
            }),
          ),
        })),
      ]),
    ),
    files: new Map([...files].map(([id, bytes]) => [String(renamed(id)), bytes])),
  };
}

const ANY_UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function draftRow(kind: Kind): Arbitrary<DraftRow> {
  const ofFile = new Set(fileKeys(kind));
  const drafts = kind.fields
    .filter((field) => !ofFile.has(field.key))
    .map((field) => [field.key, field.nullable ? fc.option(draftOf(field), { freq: 3 }) : draftOf(field)]);
  return fc.record({
    id: uuid,
    parent: fc.nat(),
    drafts: fc.record(Object.fromEntries(drafts) as Record<string, Arbitrary<Draft>>),
    file: kind.blob ? mediaFile : fc.constant(null),
  });
}

function draftOf(field: KindField): Arbitrary<Draft> {
  if (field.type === 'reference' || field.type === 'media') return fc.nat();
  if (field.type !== 'markdown') return fieldArbitrary(field);
  const link = fc.record({ link: fc.nat() });
  return fc.array(fc.oneof({ weight: 5, arbitrary: textPiece }, { weight: 1, arbitrary: link }), {
    maxLength: 8,
  });
}

/** The fields that the file decides. */
const fileKeys = ({ blob }: Kind): readonly string[] =>
  blob ? [blob.contentType, blob.byteSize, blob.sha256] : [];

function assemble(graph: KindGraph, drafts: Map<string, readonly DraftRow[]>): Graph {
  dropOrphans(graph, drafts);
  const draftsOf = (name: string): readonly DraftRow[] => drafts.get(name) ?? [];
  const ids = graph.kinds.flatMap((kind) => draftsOf(kind.name).map(({ id }) => id));
  const drawn = { graph, draftsOf, ids };
  const rows = graph.kinds.map((kind) => [
    kind.name,
    draftsOf(kind.name).map((draft, index) => ({
      id: draft.id,
      ...(kind.parent ? { parentId: chosen(draftsOf(kind.parent.kind), draft.parent) } : {}),
      values: valuesOf(drawn, kind, draft, index),
    })),
  ]);
  const files = graph.kinds.flatMap((kind) =>
    draftsOf(kind.name).flatMap(({ id, file }) => (file ? [[id, file.bytes] as const] : [])),
  );
  return { rows: Object.fromEntries(rows) as Graph['rows'], files: new Map(files) };
}

/** Whether it is the draft of a Markdown text. */
const isPieces = (draft: Draft): draft is readonly (string | { readonly link: number })[] =>
  Array.isArray(draft);

/** Empties, again and again, the kinds whose rows need a row of a kind that is empty. */
function dropOrphans(graph: KindGraph, drafts: Map<string, readonly DraftRow[]>): void {
  const isEmpty = (name: string): boolean => (drafts.get(name) ?? []).length === 0;
  const isOrphaned = (kind: Kind): boolean =>
    (kind.parent !== undefined && isEmpty(kind.parent.kind)) ||
    linkFields(kind).some((field) => !field.nullable && targetsOf(field, graph.blobKind).every(isEmpty));
  for (let orphaned: Kind | undefined; ;) {
    orphaned = graph.kinds.find((kind) => !isEmpty(kind.name) && isOrphaned(kind));
    if (!orphaned) return;
    drafts.set(orphaned.name, []);
  }
}

const chosen = (rows: readonly DraftRow[], choice: number): string => {
  const row = rows[choice % rows.length];
  if (!row) throw new Error('There is no row to choose from');
  return row.id;
};

/** All that was drawn for one graph. */
interface Drawn {
  readonly graph: KindGraph;
  readonly draftsOf: (name: string) => readonly DraftRow[];
  readonly ids: readonly string[];
}

function valuesOf(
  drawn: Drawn,
  kind: Kind,
  { drafts, file }: DraftRow,
  index: number,
): Record<string, FieldValue> {
  const values: Record<string, FieldValue> = {};
  for (const field of kind.fields) {
    const draft = drafts[field.key] ?? null;
    if (field.type === 'markdown' && isPieces(draft)) {
      values[field.key] = draft
        .map((part) => (typeof part === 'object' ? `[it](${drawn.ids[part.link % drawn.ids.length]})` : part))
        .join('');
    } else values[field.key] = draft as FieldValue;
  }
  for (const field of linkFields(kind)) {
    Object.assign(values, linkOf(drawn, kind, field, { choice: values[field.key] as number | null, index }));
  }
  if (kind.blob && file) {
    values[kind.blob.contentType] = file.contentType;
    values[kind.blob.byteSize] = file.bytes.length;
    values[kind.blob.sha256] = sha256Of(file.bytes);
  }
  return values;
}

/** The field with the id that it leads to, together with the field that says of which kind that is. */
function linkOf(
  { graph, draftsOf }: Drawn,
  kind: Kind,
  field: LinkField,
  { choice, index }: { readonly choice: number | null; readonly index: number },
): Record<string, FieldValue> {
  if (field.type === 'reference' && typeof field.target !== 'string') {
    const candidates = Object.entries(field.target.kinds).filter(([, name]) => draftsOf(name).length > 0);
    const target = choice === null ? undefined : candidates[choice % candidates.length];
    if (choice === null || !target) return { [field.key]: null, [field.target.by]: null };
    return { [field.key]: chosen(draftsOf(target[1]), choice), [field.target.by]: target[0] };
  }
  const [target] = targetsOf(field, graph.blobKind);
  if (target === undefined || choice === null) return { [field.key]: null };
  // A row that leads only to rows before it is on no circle.
  const acyclic = field.type === 'reference' && field.acyclic && target === kind.name;
  const rows = acyclic ? draftsOf(target).slice(0, index) : draftsOf(target);
  return { [field.key]: rows.length === 0 ? null : chosen(rows, choice) };
}
