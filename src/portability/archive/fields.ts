/** The fields of a kind, one function for each type: what a host declares them by. */
import type {
  TextField,
  MarkdownField,
  ChoiceField,
  BooleanField,
  IntegerField,
  DecimalField,
  DateField,
  PartialDateField,
  TimestampField,
  TextListField,
  JsonField,
  DigestField,
  ReferenceField,
  MediaField,
  ValueField,
  ListField,
  ItemField,
  Field,
} from './field-types.js';
import type { ValueFormat } from './value-formats.js';

export { columnType, storedType } from './column-type.js';
export type * from './field-types.js';

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
 * A list in order, in a column of one dimension; left out, it is empty, or null where it may be. See `textList` for texts.
 * @example list('The pages that are marked.', integer('A page.'))
 */
export const list = (description: string, item: ItemField): ListField => ({
  type: 'list',
  description,
  item,
  ...required,
});

const value = (format: ValueFormat, description: string): ValueField => ({
  type: 'value',
  format,
  description,
  ...required,
});

/** @example time('When it is read aloud.') // without a time zone */
export const time = (description: string): ValueField => value('time', description);

/**
 * Months, days and microseconds, each as it is: a month is not 30 days.
 * @example interval('For how long it is lent.')
 */
export const interval = (description: string): ValueField => value('interval', description);

/**
 * A UUID that refers to nothing in the archive, and never changes.
 * @example uuid('By which the library calls it.')
 */
export const uuid = (description: string): ValueField => value('uuid', description);

/**
 * Bytes of a column of type bytea, up to 768 KiB: in Base64 they may be as long as a text.
 * @example binary('A thumbnail of its cover.')
 */
export const binary = (description: string): ValueField => value('binary', description);

/**
 * A number of double or single precision, lossless; NaN and the infinities, too. Zero and negative zero count as the same.
 * @example float('How thick it is.')
 */
export const float = (description: string, { single = false } = {}): ValueField =>
  value(single ? 'real' : 'double', description);

/**
 * A number with as many digits as it has.
 * @example numeric('What it is worth.')
 */
export const numeric = (description: string): ValueField => value('numeric', description);

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
