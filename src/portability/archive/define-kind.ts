/** A kind: one sort of row that travels, declared once; everything else about it is derived from this. */
import { timestamp, type Field } from './fields.js';
import { storedKind, type KindStorage, type Naming, type StoredKind, type StoredTime } from './storage.js';
import { defaultLabel, labelPath, labelValues, PARENT_KEY, parseLabel } from './label.js';

export interface KindParent {
  /** The kind under whose rows these nest. */
  readonly kind: string;
  /** The column that holds the parent's id. */
  readonly column: string;
  /** The key under which they stand in the parent: `contacts`. */
  readonly key: string;
}

/** The fields that say what a media row's bytes are; `keyColumn` is where the blob store's key is kept. */
export interface BlobFields {
  readonly fileName: string;
  readonly contentType: string;
  readonly byteSize: string;
  readonly sha256: string;
  readonly keyColumn: string;
}

export interface KindDeclaration {
  /** The key in the manifest's counts and in effects: `personContacts`. */
  readonly name: string;
  readonly table: string;
  /** The archive file, without `.yaml`. */
  readonly area: string;
  readonly description: string;
  /** What one row and several are called in a sentence. */
  readonly noun: readonly [one: string, many: string];
  /** What a person calls a row, see `parseLabel`: `{givenName}[ {familyName}]`. Left out, it is the first text of the row. */
  readonly label?: string;
  readonly parent?: KindParent;
  readonly fields: Readonly<Record<string, Field>>;
  /** Columns that do not travel, each with the reason. */
  readonly omitted?: Readonly<Record<string, string>>;
  /** Fields that rows are written in the order of; the id breaks ties. */
  readonly order: readonly string[];
  /** One row per user: it matches the importer's own, whatever its UUID. */
  readonly singleton?: boolean;
  /** Set on the one kind whose rows describe files. */
  readonly blob?: BlobFields;
  /** How the table differs from what is usual here. */
  readonly storage?: KindStorage;
}

export type KindField = Field & { readonly key: string; readonly column: string };

export interface Kind extends Omit<
  KindDeclaration,
  'fields' | 'label' | 'omitted' | 'singleton' | 'storage'
> {
  readonly label: string;
  /** In archive order, with `createdAt` and `updatedAt` last, as far as the table has them. */
  readonly fields: readonly KindField[];
  readonly omitted: Readonly<Record<string, string>>;
  readonly singleton: boolean;
  readonly storage: StoredKind;
  /** Of rows that do not say whose they are: the kind of their parents, as it is stored; see `linkedKinds`. */
  readonly ownedThrough?: Kind;
}

const OWNER = 'Whoever imports is the owner: the archive has no say.';

const CONSTANT = 'The host knows what it has to be.';

const timesOf = ({ createdAt = {}, updatedAt = {} }: KindStorage): Readonly<Record<string, Field>> => ({
  ...(createdAt && {
    createdAt: time('When the row was made. Left out: when the archive was exported.', createdAt),
  }),
  ...(updatedAt && {
    updatedAt: time('When the row was last changed. Left out: when the archive was exported.', updatedAt),
  }),
});

const time = (description: string, { column, type }: StoredTime): Field => ({
  ...timestamp(description),
  ...(column !== undefined && { column }),
  ...(type !== undefined && { stored: type }),
});

/** `jobPositionId` → `job_position_id`. */
const snakeCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** By which key a column is told that no field has: `shelf_id` → `shelfId`. */
export const keyOfColumn = (column: string): string =>
  column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const NAMINGS: Readonly<Record<Naming, (key: string) => string>> = {
  snake_case: snakeCase,
  camelCase: (key) => key,
};

/**
 * Declares a kind.
 * @throws Error when a field named in `label`, `order` or `blob` does not exist (a mistake of the programmer).
 * @example
 * const shelves = defineKind({
 *   name: 'shelves',
 *   table: 'shelf',
 *   area: 'library',
 *   description: 'A shelf.',
 *   noun: ['shelf', 'shelves'],
 *   fields: { label: text('What stands on it.') },
 *   order: ['label'],
 * });
 */
export function defineKind(declaration: KindDeclaration): Kind {
  const { storage = {} } = declaration;
  const columnOf = NAMINGS[storage.naming ?? 'snake_case'];
  const fields = Object.entries({ ...declaration.fields, ...timesOf(storage) }).map(([key, field]) =>
    Object.freeze({ ...field, key, column: field.column ?? columnOf(key) }),
  );
  const stored = storedKind(storage, linkColumn(declaration, fields));
  const known = new Set(fields.map((field) => field.key));
  const { keyColumn, ...blobFields } = declaration.blob ?? { keyColumn: '' };
  for (const key of [...declaration.order, ...Object.values(blobFields)]) {
    if (!known.has(key)) throw new Error(`Kind ${declaration.name}: no field ${key}`);
  }
  const { label = defaultLabel(declaration.fields) } = declaration;
  for (const key of labelValues(parseLabel(label)).flatMap(({ keys }) => keys)) {
    const { name } = labelPath(key);
    if (!known.has(name) && !(name === PARENT_KEY && declaration.parent))
      throw new Error(`Kind ${declaration.name}: no field ${name} for its label`);
  }
  const blobOmitted =
    keyColumn === ''
      ? {}
      : { [keyColumn]: 'The key in the blob store, derived from the owner and the digest.' };
  return Object.freeze({
    ...declaration,
    label,
    fields: Object.freeze(fields),
    omitted: Object.freeze({
      ...Object.fromEntries(Object.keys(stored.constants).map((column) => [column, CONSTANT])),
      ...(stored.ownerColumn !== undefined && { [stored.ownerColumn]: OWNER }),
      ...blobOmitted,
      ...declaration.omitted,
    }),
    singleton: declaration.singleton ?? false,
    storage: stored,
  });
}

/** The column of a reference that every row has, by its key. @throws Error where there is none (a mistake of the programmer) */
const linkColumn =
  ({ name, parent }: KindDeclaration, fields: readonly KindField[]) =>
  (key: string): string => {
    if (key === PARENT_KEY && parent) return parent.column;
    const field = fields.find((candidate) => candidate.key === key);
    if (field?.nullable !== false || (field.type !== 'reference' && field.type !== 'media'))
      throw new Error(`Kind ${name}: ${key} is no reference that every row has, by which it could be known`);
    return field.column;
  };

/** The field of a kind with this key. @throws Error when there is none (a mistake of the programmer). */
export function fieldOf(kind: Kind, key: string): KindField {
  const field = kind.fields.find((candidate) => candidate.key === key);
  if (!field) throw new Error(`Kind ${kind.name} has no field ${key}`);
  return field;
}
