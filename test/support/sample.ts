/** Plain data of one user with two rows of every kind and every reference set: easy to name, edit and compare in tests. */
import { randomUUID } from 'node:crypto';
import { FORMAT } from '../../src/carol/graph.js';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { type Kind, type KindField, linkFields, targetsOf } from '../../src/portability/kinds.js';
import { CAROL_GRAPH } from '../../src/carol/graph.js';
import { packFiles } from './archive-files.js';
import type { Graph, GraphRow } from '../../src/portability/testing/graph-arbitrary.js';
import type { FieldValue } from '../../src/portability/testing/field-arbitraries.js';
import { sha256Of } from '../../src/portability/testing/media-files.js';
import { newPicture } from './new-picture.js';

export const GRAPH = CAROL_GRAPH;

/** A graph without a row. */
export const NOTHING: Graph = { rows: {}, files: new Map() };

const INSTANT = '2024-05-01T12:00:00Z';

/** Rows whose text is plain, with fresh UUIDs; the second row of each kind refers to the first rows of others. */
export function sampleGraph(): Graph {
  const ids = new Map(
    CAROL_KINDS.map((kind) => [kind.name, kind.singleton ? [randomUUID()] : [randomUUID(), randomUUID()]]),
  );
  const idOf = (kind: string, index: number): string => {
    const list = ids.get(kind) ?? [];
    return list[index % list.length] ?? '';
  };
  const files = new Map<string, Buffer>();
  const rows = CAROL_KINDS.map((kind): [string, GraphRow[]] => [
    kind.name,
    (ids.get(kind.name) ?? []).map((id, index) => {
      const values: Record<string, FieldValue> = {};
      for (const field of kind.fields) values[field.key] = plainValue(field, index);
      for (const field of linkFields(kind)) {
        if (field.type === 'reference' && typeof field.target !== 'string') {
          const [discriminator = '', target = ''] = Object.entries(field.target.kinds)[index] ?? [];
          Object.assign(values, { [field.target.by]: discriminator, [field.key]: idOf(target, index) });
        } else {
          const [target = ''] = targetsOf(field, GRAPH.blobKind);
          const acyclic = field.type === 'reference' && field.acyclic;
          values[field.key] = acyclic && index === 0 ? null : idOf(target, acyclic ? 0 : index);
        }
      }
      if (kind.blob) {
        const bytes = newPicture();
        files.set(id, bytes);
        Object.assign(values, {
          fileName: `picture ${index}.png`,
          contentType: 'image/png',
          byteSize: bytes.length,
          sha256: sha256Of(bytes),
        });
      }
      return { id, ...(kind.parent ? { parentId: idOf(kind.parent.kind, index) } : {}), values };
    }),
  ]);
  return { rows: Object.fromEntries(rows), files };
}

/** A legal value of the field that nobody would take for anything else. */
export function plainValue(field: KindField, index = 0): FieldValue {
  switch (field.type) {
    case 'choice':
      return field.values[index] ?? '';
    case 'boolean':
      return index === 1;
    case 'integer':
      return index;
    case 'decimal':
      return `${index}.${'5'.padEnd(field.scale, '0')}`;
    case 'date':
      return '2024-05-01';
    case 'partialDate':
      return '2024-05';
    case 'timestamp':
      return INSTANT;
    case 'textList':
      return ['one', 'two'];
    case 'json':
      return '{"a": 1}';
    default:
      return `plain ${field.key} ${index}`;
  }
}

/** One row as it stands in an area file; plain data, to be edited by tests. Values are JSON, links are UUIDs or paths. */
export type TreeRow = Record<string, unknown>;

/** The area files of an archive as plain data: area → UUID → row. */
export type Trees = Record<string, Record<string, TreeRow>>;

/** The graph as area files. */
export function treesOf(graph: Graph): Trees {
  const rowOf = (kind: Kind, row: GraphRow): TreeRow => ({
    ...Object.fromEntries(
      kind.fields
        .filter((field) => row.values[field.key] !== null)
        .map((field) => [field.key, archived(field, row.values[field.key] ?? null)]),
    ),
    ...Object.fromEntries(
      GRAPH.childrenOf(kind).map((child) => [
        child.parent?.key ?? '',
        Object.fromEntries(
          (graph.rows[child.name] ?? [])
            .filter(({ parentId }) => parentId === row.id)
            .map((each) => [each.id, rowOf(child, each)]),
        ),
      ]),
    ),
  });
  return Object.fromEntries(
    GRAPH.areas.map(({ name, root }) => [
      name,
      Object.fromEntries((graph.rows[root.name] ?? []).map((row) => [row.id, rowOf(root, row)])),
    ]),
  );
}

function archived(field: KindField, value: FieldValue): unknown {
  if (field.type === 'media') return mediaName(String(value));
  if (field.type === 'decimal') return Number(value);
  return field.type === 'json' ? (JSON.parse(String(value)) as unknown) : value;
}

export const mediaName = (id: string): string => `media/${id}.png`;

const NO_MEDIA = 'media: {files: 0, bytes: 0}';

export const MANIFEST = `format: carol-export
formatVersion: ${FORMAT.version}
exportedAt: 2026-01-01T00:00:00Z
appVersion: 1.0.0
counts: {}
${NO_MEDIA}
`;

/** Area files as texts. JSON is YAML, and one member stands on each line. */
export const textsOf = (trees: Trees): Record<string, string> =>
  Object.fromEntries(
    Object.entries(trees).map(([area, rows]) => [`${area}.yaml`, JSON.stringify(rows, null, 1)]),
  );

/** An archive of these texts; area files that are not given are empty. Files that are null are left out. */
export function packTexts(
  texts: Readonly<Record<string, string | Buffer | null>>,
  files: ReadonlyMap<string, Buffer> = new Map(),
): Promise<Buffer> {
  const all: Record<string, string | Buffer | null> = {
    'manifest.yaml': MANIFEST,
    ...Object.fromEntries(GRAPH.areas.map(({ file }) => [file, '{}\n'])),
    ...Object.fromEntries([...files].map(([id, bytes]) => [mediaName(id), bytes])),
    ...texts,
  };
  const packed = new Map(
    Object.entries(all).filter((entry): entry is [string, string | Buffer] => entry[1] !== null),
  );
  if (packed.has('manifest.yaml')) packed.set('manifest.yaml', countingMedia(packed));
  return packFiles(packed);
}

/** The manifest with what it says of files as it is, where it is the usual one. */
function countingMedia(packed: ReadonlyMap<string, string | Buffer>): string | Buffer {
  const manifest = packed.get('manifest.yaml') ?? '';
  if (typeof manifest !== 'string') return manifest;
  const sizes = [...packed].flatMap(([path, bytes]) => (path.startsWith('media/') ? [bytes.length] : []));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return manifest.replace(NO_MEDIA, `media: {files: ${sizes.length}, bytes: ${bytes}}`);
}

/** The archive of a graph, after a test has edited its trees. */
export function packGraph(graph: Graph, edit: (trees: Trees) => void = () => undefined): Promise<Buffer> {
  const trees = treesOf(graph);
  edit(trees);
  return packTexts(textsOf(trees), graph.files);
}

/** The graph under other UUIDs, in its references and texts too. */
export function renamed(graph: Graph, names: Readonly<Record<string, string>>): Graph {
  const rename = (text: string): string =>
    text.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => names[id] ?? id);
  return {
    rows: JSON.parse(rename(JSON.stringify(graph.rows))) as Graph['rows'],
    files: new Map([...graph.files].map(([id, bytes]) => [names[id] ?? id, bytes])),
  };
}

/** The id of the n-th row of a kind. */
export function idOf(graph: Graph, kind: string, index = 0): string {
  const id = graph.rows[kind]?.[index]?.id;
  if (id === undefined) throw new Error(`The sample has no row ${index} of ${kind}`);
  return id;
}

/** Where a row of the graph stands in the trees. */
export function rowIn(trees: Trees, graph: Graph, kindName: string, index = 0): TreeRow {
  const kind = GRAPH.kind(kindName);
  const chain: { readonly key: string; readonly id: string }[] = [];
  for (let at: Kind = kind, id = idOf(graph, kindName, index); ;) {
    chain.unshift({ key: at.parent?.key ?? '', id });
    if (!at.parent) break;
    const row = graph.rows[at.name]?.find((each) => each.id === id);
    id = row?.parentId ?? '';
    at = GRAPH.kind(at.parent.kind);
  }
  const [root, ...below] = chain;
  return below.reduce(
    (row, { key, id }) => (row[key] as Record<string, TreeRow>)[id] as TreeRow,
    trees[kind.area]?.[root?.id ?? ''] as TreeRow,
  );
}

/** Puts a copy of a kind's second row beside it, without what nests under it, under a UUID of its own. @returns the copy and its UUID */
export function cloneRow(
  trees: Trees,
  graph: Graph,
  kindName: string,
  id: string = randomUUID(),
): [row: TreeRow, id: string] {
  const kind = GRAPH.kind(kindName);
  const copy = { ...rowIn(trees, graph, kindName, 1) };
  for (const child of GRAPH.childrenOf(kind)) delete copy[child.parent?.key ?? ''];
  siblings(trees, graph, kind, 1)[id] = copy;
  return [copy, id];
}

/** The mapping that a row stands in. */
export function siblings(trees: Trees, graph: Graph, kind: Kind, index = 0): Record<string, TreeRow> {
  if (!kind.parent) return trees[kind.area] as Record<string, TreeRow>;
  const parentId = graph.rows[kind.name]?.[index]?.parentId;
  const at = (graph.rows[kind.parent.kind] ?? []).findIndex(({ id }) => id === parentId);
  return rowIn(trees, graph, kind.parent.kind, at)[kind.parent.key] as Record<string, TreeRow>;
}
