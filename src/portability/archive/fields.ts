/** The types a field of a kind can have. A field is plain data, so that it can travel to a worker thread. */

interface FieldOf<Type extends string> {
  readonly type: Type;
  /** The database column; `defineKind` derives it from the archive's key unless it is given. */
  readonly column?: string;
  /** The type of the column, where it is not `columnType`; see `storedAs`. */
  readonly stored?: string;
  /** May be null, and so may be left out of an archive. */
  readonly nullable: boolean;
  /** What a key that is left out means, where that is not null. */
  readonly default?: string | number | boolean;
  readonly description: string;
}

export type TextField = FieldOf<'text'>;
/** Markdown: long text, in which the UUID of an archived entity is a link to it. */
export type MarkdownField = FieldOf<'markdown'>;
export interface ChoiceField extends FieldOf<'choice'> {
  readonly values: readonly string[];
}
export type BooleanField = FieldOf<'boolean'>;
export interface IntegerField extends FieldOf<'integer'> {
  readonly min: number;
  readonly max: number;
  /** int8 in the database instead of int4. */
  readonly big: boolean;
}
export interface DecimalField extends FieldOf<'decimal'> {
  readonly precision: number;
  readonly scale: number;
}
/** A calendar day, never shifted by a time zone. */
export type DateField = FieldOf<'date'>;
/** `2019`, `2019-05`, `2019-05-31` or `--05-31`. */
export type PartialDateField = FieldOf<'partialDate'>;
/** An instant with microseconds. */
export type TimestampField = FieldOf<'timestamp'>;
export type TextListField = FieldOf<'textList'>;
/** A JSON object of any shape. */
export type JsonField = FieldOf<'json'>;
export type DigestField = FieldOf<'digest'>;
export interface ReferenceField extends FieldOf<'reference'> {
  /** The kind referred to; or, where another field of the row says which, the kind per value of that field. */
  readonly target: string | { readonly by: string; readonly kinds: Readonly<Record<string, string>> };
  /** A reference to the same kind that must never lead back to where it started. */
  readonly acyclic: boolean;
}
/** A reference to a media row, written as the path of its file. */
export type MediaField = FieldOf<'media'>;

export type Field =
  | TextField
  | MarkdownField
  | ChoiceField
  | BooleanField
  | IntegerField
  | DecimalField
  | DateField
  | PartialDateField
  | TimestampField
  | TextListField
  | JsonField
  | DigestField
  | ReferenceField
  | MediaField;

type WithDefault<V> = { readonly default?: V };

const required = { nullable: false } as const;

/** @example text('The language that it is written in.', { default: 'en' }) */
export const text = (description: string, options: WithDefault<string> = {}): TextField => ({
  type: 'text',
  description,
  ...required,
  ...options,
});

/** @example markdown('What the reader thought of it.') */
export const markdown = (description: string): MarkdownField => ({
  type: 'markdown',
  description,
  ...required,
});

/** @example choice('How far it is read.', ['unread', 'begun', 'read']) */
export const choice = (description: string, values: readonly string[]): ChoiceField => ({
  type: 'choice',
  description,
  values,
  ...required,
});

/** @example boolean('Whether it is lent.', { default: false }) */
export const boolean = (description: string, options: WithDefault<boolean> = {}): BooleanField => ({
  type: 'boolean',
  description,
  ...required,
  ...options,
});

/** @example integer('Its pages.', { min: 1 }) */
export const integer = (
  description: string,
  options: WithDefault<number> & { min?: number; max?: number } = {},
): IntegerField => ({
  type: 'integer',
  description,
  ...required,
  big: false,
  ...options,
  min: options.min ?? -2_147_483_648,
  max: options.max ?? 2_147_483_647,
});

/**
 * A count of bytes.
 * @example bytes('The size of the file.')
 */
export const bytes = (description: string): IntegerField => ({
  type: 'integer',
  description,
  ...required,
  big: true,
  min: 0,
  max: Number.MAX_SAFE_INTEGER,
});

/**
 * The place in an ordered list, from 0.
 * @example const fields = { title: text('The title.'), place: position() };
 */
export const position = (): IntegerField => integer('Place in the list, from 0.', { min: 0, default: 0 });

/** @example decimal('What it cost.', 5, 2) // at most 999.99 */
export const decimal = (description: string, precision: number, scale: number): DecimalField => ({
  type: 'decimal',
  description,
  ...required,
  precision,
  scale,
});

/** @example date('When it was read.') */
export const date = (description: string): DateField => ({ type: 'date', description, ...required });

/** @example partialDate('When it appeared, as far as that is known.') */
export const partialDate = (description: string): PartialDateField => ({
  type: 'partialDate',
  description,
  ...required,
});

/** @example timestamp('When it was lent.') */
export const timestamp = (description: string): TimestampField => ({
  type: 'timestamp',
  description,
  ...required,
});

/**
 * A list of texts in order; left out, it is empty, or null where it may be.
 * @example textList('What it is about.')
 */
export const textList = (description: string): TextListField => ({
  type: 'textList',
  description,
  ...required,
});

/**
 * A JSON object; left out, it is empty, or null where it may be.
 * @example json('What the catalogue of the library says of it.')
 */
export const json = (description: string): JsonField => ({ type: 'json', description, ...required });

/**
 * A SHA-256 digest in lower-case hexadecimal.
 * @example digest('The digest of the file.')
 */
export const digest = (description: string): DigestField => ({ type: 'digest', description, ...required });

/** @example reference('The volume before it.', 'books', { acyclic: true }) */
export const reference = (
  description: string,
  target: ReferenceField['target'],
  options: { readonly acyclic?: boolean; readonly column?: string } = {},
): ReferenceField => ({ type: 'reference', description, target, ...required, acyclic: false, ...options });

/** @example optional(media('Its cover.', 'cover_id')) */
export const media = (description: string, column?: string): MediaField => ({
  type: 'media',
  description,
  ...required,
  ...(column === undefined ? {} : { column }),
});

/**
 * The same field, which may be null.
 * @example optional(date('When it was read.'))
 */
export const optional = <F extends Field>(field: F): F => ({ ...field, nullable: true });

/**
 * The same field in a column of another type, as PostgreSQL names it: what it holds is cast to `columnType` when it is read, and back when it is written.
 * An instant without time zone is one of UTC.
 * @example storedAs('library.mood', choice('How it made the reader feel.', ['sad', 'glad'])) // an enum
 * @example storedAs('timestamp without time zone', timestamp('When it was lent.'))
 */
export const storedAs = <F extends Field>(stored: string, field: F): F => ({ ...field, stored });

/**
 * The same field in a column of that name.
 * @example inColumn('ISBN', text('Its number.'))
 */
export const inColumn = <F extends Field>(column: string, field: F): F => ({ ...field, column });

/**
 * The type of the column that holds a field, as PostgreSQL names it.
 * @example columnType(decimal('What it cost.', 5, 2)) // 'numeric(5,2)'
 */
export function columnType(field: Field): string {
  switch (field.type) {
    case 'boolean':
      return 'boolean';
    case 'integer':
      return field.big ? 'bigint' : 'integer';
    case 'decimal':
      return `numeric(${field.precision},${field.scale})`;
    case 'date':
      return 'date';
    case 'timestamp':
      return 'timestamp with time zone';
    case 'textList':
      return 'text[]';
    case 'json':
      return 'jsonb';
    default:
      return 'text';
  }
}
