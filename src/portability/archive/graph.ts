/** The kinds as one graph: areas, parents, references, and an order in which rows can be written. */
import type { Kind, KindField } from './define-kind.js';
import type { MediaField, ReferenceField } from './fields.js';
import { areaFile } from './file-names.js';
import type { Format } from './format.js';
import { ORIGIN } from './origin.js';

export interface Area {
  readonly name: string;
  /** The file in the archive. */
  readonly file: string;
  /** The kinds whose rows stand at the top of the file; the others of the area nest under them. */
  readonly root: Kind;
}

export interface KindGraph {
  /** Of the archives that hold the kinds. */
  readonly format: Format;
  /** In the order of the manifest's counts. */
  readonly kinds: readonly Kind[];
  readonly areas: readonly Area[];
  /** Every kind after those that it refers to, as far as there is such an order. */
  readonly writeOrder: readonly Kind[];
  /** Whether two kinds refer to each other, so that constraints must wait for the commit. */
  readonly cyclic: boolean;
  /** The kind whose rows describe files. */
  readonly blobKind: Kind | undefined;
  kind(name: string): Kind;
  childrenOf(kind: Kind): readonly Kind[];
  /** From the root of its area down to the kind itself. */
  lineage(kind: Kind): readonly Kind[];
}

export type LinkField = KindField & (ReferenceField | MediaField);

/**
 * The fields of a kind that hold the UUID of another row.
 * @example const links = linkFields(books).map(({ column }) => column);
 */
export const linkFields = (kind: Kind): readonly LinkField[] =>
  kind.fields.filter((field): field is LinkField => field.type === 'reference' || field.type === 'media');

/**
 * The names of the kinds that a link may lead to.
 * @example const targets = linkFields(books).flatMap((field) => targetsOf(field, graph.blobKind));
 */
export function targetsOf(field: LinkField, blobKind: Kind | undefined): readonly string[] {
  if (field.type === 'media') return blobKind ? [blobKind.name] : [];
  return typeof field.target === 'string' ? [field.target] : Object.values(field.target.kinds);
}

/**
 * The names of the kinds that the link of one row may lead to; none where the field beside it names none.
 * @param discriminator the value of that field, where the link leads to one of several kinds
 */
export function targetsBy(
  field: LinkField,
  discriminator: string | null,
  blobKind: Kind | undefined,
): readonly string[] {
  if (field.type === 'media' || typeof field.target === 'string') return targetsOf(field, blobKind);
  const kinds: Readonly<Record<string, string | undefined>> = field.target.kinds;
  const name = kinds[discriminator ?? ''];
  return name === undefined ? [] : [name];
}

/**
 * Builds the graph of the given kinds.
 * @throws Error when they do not fit together: a name twice, an unknown parent or target, a key of the format's own (a mistake of the programmer).
 * @example const graph = createGraph([shelves, books], createFormat({ name: 'Bookshelf', slug: 'bookshelf' }));
 */
export function createGraph(kinds: readonly Kind[], format: Format): KindGraph {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  if (byName.size !== kinds.length) throw new Error('Two kinds have the same name');
  const kind = (name: string): Kind => {
    const found = byName.get(name);
    if (!found) throw new Error(`There is no kind ${name}`);
    return found;
  };
  for (const { name, fields, parent } of kinds) {
    if (fields.some(({ key }) => key === ORIGIN.key) || parent?.key === ORIGIN.key)
      throw new Error(`Kind ${name}: the key ${ORIGIN.key} is the format's own`);
  }
  const blobKinds = kinds.filter((candidate) => candidate.blob);
  if (blobKinds.length > 1) throw new Error('More than one kind describes files');
  const blobKind = blobKinds[0];

  const dependencies = (of: Kind): Kind[] => [
    ...(of.parent ? [kind(of.parent.kind)] : []),
    ...linkFields(of).flatMap((field) => targetsOf(field, blobKind).map(kind)),
  ];
  const writeOrder: Kind[] = [];
  const visiting = new Set<Kind>();
  let cyclic = false;
  const visit = (next: Kind): void => {
    if (writeOrder.includes(next)) return;
    if (visiting.has(next)) {
      cyclic = true;
      return;
    }
    visiting.add(next);
    for (const dependency of dependencies(next)) if (dependency !== next) visit(dependency);
    visiting.delete(next);
    writeOrder.push(next);
  };
  kinds.forEach(visit);

  const lineage = (of: Kind): readonly Kind[] => (of.parent ? [...lineage(kind(of.parent.kind)), of] : [of]);
  const areas = kinds
    .filter((candidate) => !candidate.parent)
    .map((root) => Object.freeze({ name: root.area, file: areaFile(root.area), root }));
  if (new Set(areas.map((area) => area.name)).size !== areas.length)
    throw new Error('Two root kinds share an area');

  return Object.freeze({
    format,
    kinds: Object.freeze([...kinds]),
    areas: Object.freeze(areas),
    writeOrder: Object.freeze(writeOrder),
    cyclic,
    blobKind,
    kind,
    childrenOf: (of: Kind) => kinds.filter((candidate) => candidate.parent?.kind === of.name),
    lineage,
  });
}
