/** The types a field of a kind can have. A field is plain data, so that it can travel to a worker thread. */
import type { ValueFormat } from './value-formats.js';

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

/** A value that has one spelling in an archive; see `VALUE_FORMATS`. */
export interface ValueField extends FieldOf<'value'> {
  readonly format: ValueFormat;
}
/** A list of values in order, each of which may be null. */
export interface ListField extends FieldOf<'list'> {
  readonly item: ItemField;
}
/** What a list may be of. */
export type ItemField = BooleanField | IntegerField | DecimalField | DateField | TimestampField | ValueField;

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
  | ListField
  | JsonField
  | ValueField
  | DigestField
  | ReferenceField
  | MediaField;
