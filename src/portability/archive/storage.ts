/** How a host keeps the rows of a kind, where that is not as the engine would: what is written here is never seen in an archive. */

/** The types of columns that identify an account. */
export type OwnerType = 'text' | 'uuid' | 'integer' | 'bigint';

/** The types of columns that identify a row. In an archive it is a UUID: one that stands for the number, where it is a number that the database counts. */
export type IdType = 'text' | 'uuid' | 'integer' | 'bigint';

export const isNumber = (type: IdType): boolean => type === 'integer' || type === 'bigint';

export interface KindStorage {
  /** The schema of the table; left out, the search path finds it. */
  readonly schema?: string;
  /** How columns are named after the keys of fields; default `snake_case`: `read_on` for `readOn`. */
  readonly naming?: Naming;
  /** The column of the row's id, and its type; default `id`, text. Columns that refer to rows are of the type of their ids. */
  readonly id?:
    | { readonly column?: string; readonly type?: IdType }
    /** There is none: a row is known by what it links, the keys of references that are not null, `parent` among them. No two have the same. */
    | { readonly of: readonly string[] };
  /** The column of the account that owns the row, and its type; default `user_id`, text. `parent`: the table has none, it is whoever owns the parent. */
  readonly owner?: { readonly column?: string; readonly type?: OwnerType } | 'parent';
  /** When a row was made, and when it was last changed: default `created_at` and `updated_at`, with time zone. False: the table does not say. */
  readonly createdAt?: StoredTime | false;
  readonly updatedAt?: StoredTime | false;
  /** Which rows there are, as SQL over the columns of the table: `deleted_at IS NULL`. Others are neither read nor touched. */
  readonly where?: string;
  /** Columns that the host fills in rows which are made, with their types: `{ tenant_id: 'uuid' }`. Nothing of them is archived; the values are the option `constants`. */
  readonly constants?: Readonly<Record<string, string>>;
}

export type Naming = 'snake_case' | 'camelCase';

type SecondDigits = 0 | 1 | 2 | 3 | 4 | 5 | 6;

export interface StoredTime {
  readonly column?: string;
  /** See `stored`. */
  readonly type?: `timestamp${'' | `(${SecondDigits})`} ${'with' | 'without'} time zone`;
}

/** With nothing left out. */
export interface StoredKind {
  readonly schema: string | undefined;
  /** Undefined: there is none. */
  readonly idColumn: string | undefined;
  /** The columns of what a row without an id is known by. */
  readonly knownBy?: readonly string[];
  readonly idType: IdType;
  /** Undefined: it is whoever owns the parent. */
  readonly ownerColumn: string | undefined;
  readonly ownerType: OwnerType;
  readonly where: string | undefined;
  readonly constants: Readonly<Record<string, string>>;
  /** Of ids that are numbers: how the UUIDs begin that stand for them, see `uuidPrefix`. Known where the instance is. */
  readonly prefix?: string;
  /** By column, what refers to rows whose ids are otherwise than the kind's own; see `linkedKinds`. */
  readonly links?: Readonly<Record<string, StoredLink>>;
}

/** How a column refers to rows. */
export interface StoredLink {
  readonly type: IdType;
  readonly prefix?: UuidPrefix;
}

/** How the UUIDs begin that stand for numbers; where a column may refer to rows of several kinds, by what another column says. */
export type UuidPrefix =
  string | { readonly column: string; readonly prefixes: Readonly<Record<string, string>> };

/** @param columnOf the column of a reference, by its key */
export function storedKind(
  { schema, id = {}, owner = {}, where, constants = {} }: KindStorage,
  columnOf: (key: string) => string,
): StoredKind {
  const { column: ownerColumn = 'user_id', type: ownerType = 'text' } = owner === 'parent' ? {} : owner;
  const stored = {
    schema,
    ownerColumn: owner === 'parent' ? undefined : ownerColumn,
    ownerType,
    where,
    constants,
  };
  if ('of' in id) return { ...stored, idColumn: undefined, idType: 'text', knownBy: id.of.map(columnOf) };
  return { ...stored, idColumn: id.column ?? 'id', idType: id.type ?? 'text' };
}
