/** Schemas as other people have them, one thing different at a time: tables of shelves and their books, and the kinds that declare them. */
import {
  binary, boolean, choice, date, decimal, defineKind, float, inColumn, integer, interval, json, list, markdown, numeric, optional, reference, storedAs, text,
  textList, time, timestamp, uuid,
  type Field, type Kind, type KindStorage,
} from '../../src/portability/kinds.js'; // prettier-ignore

/** A schema of shelves and their books. */
export interface Shape {
  readonly storage?: KindStorage;
  /** Statements before the tables. */
  readonly before?: string;
  /** The tables' names, as SQL. */
  readonly shelf?: string;
  readonly book?: string;
  /** The columns for id and owner of both tables, and for their times. */
  readonly id?: string;
  readonly owner?: string;
  readonly times?: string;
  /** More columns of books, and their fields. */
  readonly columns?: string;
  readonly fields?: Readonly<Record<string, Field>>;
  readonly omitted?: Readonly<Record<string, string>>;
  /** Names of the columns for the shelf, the title and the book before. */
  readonly names?: readonly [shelf: string, title: string, sequel: string];
  /** The type of columns that refer to rows. */
  readonly link?: string;
  /** What stands behind columns that refer to shelves and books; default foreign keys that wait. */
  readonly references?: readonly [shelf: string, book: string];
  /** Statements after the tables. */
  readonly after?: string;
  readonly createUser?: () => string;
}

const TIMES = 'created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()';
const UUIDS: Shape = {
  storage: { id: { type: 'uuid' }, owner: { type: 'uuid' } },
  id: 'id uuid PRIMARY KEY DEFAULT gen_random_uuid()',
  owner: 'user_id uuid NOT NULL',
  link: 'uuid',
};
let users = 0;

export const SHAPES: Readonly<Record<string, Shape>> = {
  'as the README says': {},
  'ids and owners of type uuid': UUIDS,
  'an owner that is a number': {
    storage: { owner: { type: 'bigint' } },
    owner: 'user_id bigint NOT NULL',
    createUser: () => String(++users),
  },
  'other names for id and owner': {
    storage: { id: { column: 'key' }, owner: { column: 'account' } },
    id: 'key text PRIMARY KEY',
    owner: 'account text NOT NULL',
    references: ['REFERENCES shelf (key) DEFERRABLE', 'REFERENCES book (key) DEFERRABLE'],
  },
  'columns in camel case, as TypeORM makes them': {
    storage: {
      naming: 'camelCase',
      owner: { column: 'userId' },
      createdAt: { column: 'createdAt' },
      updatedAt: { column: 'updatedAt' },
    },
    owner: '"userId" text NOT NULL',
    times: '"createdAt" timestamptz NOT NULL DEFAULT now(), "updatedAt" timestamptz NOT NULL DEFAULT now()',
    names: ['"shelfId"', '"title"', '"sequelOfId"'],
  },
  'times without zone': {
    storage: {
      createdAt: { type: 'timestamp without time zone' },
      updatedAt: { type: 'timestamp without time zone' },
    },
    times: 'created_at timestamp NOT NULL DEFAULT now(), updated_at timestamp NOT NULL DEFAULT now()',
    columns: 'lent_at timestamp',
    fields: { lentAt: optional(storedAs('timestamp without time zone', timestamp('When it was lent.'))) },
  },
  'no times': { storage: { createdAt: false, updatedAt: false }, times: '' },
  'another schema': {
    storage: { schema: 'library' },
    before: 'CREATE SCHEMA library',
    shelf: 'library.shelf',
    book: 'library.book',
    references: ['REFERENCES library.shelf (id) DEFERRABLE', 'REFERENCES library.book (id) DEFERRABLE'],
  },
  'keys that do not wait': {
    references: ['REFERENCES shelf (id) ON DELETE CASCADE', 'REFERENCES book (id) ON DELETE SET NULL'],
  },
  'an enum, citext and texts of a length': {
    before: "CREATE EXTENSION IF NOT EXISTS citext; CREATE TYPE mood AS ENUM ('glad', 'sad')",
    columns: 'mood mood, nickname citext, isbn varchar(13)',
    fields: {
      mood: optional(storedAs('mood', choice('How it leaves the reader.', ['sad', 'glad']))),
      nickname: optional(storedAs('citext', text('What it is called.'))),
      isbn: optional(storedAs('character varying(13)', choice('Its number.', ['9783161484100', '']))),
    },
  },
  'small numbers, JSON that is kept as it was written, lists and objects that may be null': {
    columns: 'pages smallint, extra json, genres text[]',
    fields: {
      pages: optional(storedAs('smallint', integer('Its pages.', { min: -32_768, max: 32_767 }))),
      extra: optional(storedAs('json', json('What else there is.'))),
      genres: optional(textList('Of which sorts it is.')),
    },
  },
  'every type of value': {
    columns: `open_at time, lasts interval, known uuid, picture bytea, size double precision NOT NULL, weight real, worth numeric,
      pages integer[] NOT NULL, others uuid[], sums numeric[], precise decimal(5,2)[], moments timestamptz[] NOT NULL, truths boolean[], days date[],
      sizes double precision[], spans interval[], hours time[]`,
    fields: {
      openAt: optional(time('When it opens.')),
      lasts: optional(interval('How long it takes.')),
      known: optional(uuid('By what it is known.')),
      picture: optional(binary('How it looks.')),
      size: float('How large it is.'),
      weight: optional(float('How heavy it is.', { single: true })),
      worth: optional(numeric('What it is worth.')),
      pages: list('Which are marked.', integer('A page.')),
      others: optional(list('What it is like.', uuid('Another one.'))),
      sums: optional(list('What was paid.', numeric('A sum.'))),
      precise: optional(list('What was asked.', decimal('A price.', 5, 2))),
      moments: list('When it was opened.', timestamp('A moment.')),
      truths: optional(list('What is so.', boolean('A truth.'))),
      days: optional(list('When it was read.', date('A day.'))),
      sizes: optional(list('How large its parts are.', float('A size.'))),
      spans: optional(list('How long it was lent.', interval('A time.'))),
      hours: optional(list('When it is read.', time('An hour.'))),
    },
  },
  'rows that lie in a bin': {
    ...UUIDS,
    storage: { ...UUIDS.storage, where: 'deleted_at IS NULL' },
    times: `${TIMES}, deleted_at timestamptz`,
    omitted: { deleted_at: 'What is in the bin stays there.' },
  },
  'columns that the database fills': {
    columns:
      "tenant text NOT NULL DEFAULT 'none', shout text GENERATED ALWAYS AS (upper(title)) STORED, number bigint GENERATED ALWAYS AS IDENTITY",
    omitted: { tenant: 'The host knows.', shout: 'It is the title.', number: 'It counts.' },
  },
  'keys that only one row may have': {
    before: 'CREATE EXTENSION IF NOT EXISTS citext',
    columns:
      "place integer, isbn citext, edition integer, slug text GENERATED ALWAYS AS (lower(title)) STORED, tenant text NOT NULL DEFAULT 'none', hidden boolean",
    fields: {
      place: optional(integer('Its place.', { min: 0, max: 9 })),
      isbn: optional(storedAs('citext', choice('Its number.', ['A', 'a', 'b']))),
      edition: optional(integer('Which one.', { min: 1, max: 3 })),
    },
    omitted: { slug: 'It is the title.', tenant: 'The host knows.', hidden: 'Nobody says so.' },
    after: `
      CREATE UNIQUE INDEX ON shelf (user_id, lower(label)) WHERE label <> 'Other';
      CREATE UNIQUE INDEX ON book (tenant, user_id, shelf_id, slug) WHERE hidden IS NOT TRUE;
      CREATE UNIQUE INDEX ON book (user_id, isbn, edition);
      ALTER TABLE book ADD UNIQUE (shelf_id, place) DEFERRABLE INITIALLY IMMEDIATE`,
  },
  'a domain, and reserved words': {
    before: "CREATE DOMAIN words AS text CHECK (VALUE <> 'forbidden')",
    columns: '"select" words, "order" integer NOT NULL DEFAULT 0',
    fields: { select: optional(text('What is chosen.')), order: integer('Its place.', { default: 0 }) },
  },
  'all of it at once': {
    storage: {
      schema: 'Own',
      naming: 'camelCase',
      id: { column: 'uid', type: 'uuid' },
      owner: { column: 'ownerId', type: 'uuid' },
      createdAt: { column: 'made', type: 'timestamp without time zone' },
      updatedAt: false,
      where: '"deletedAt" IS NULL',
    },
    before: 'CREATE SCHEMA "Own"',
    shelf: '"Own".shelf',
    book: '"Own".book',
    id: 'uid uuid PRIMARY KEY',
    owner: '"ownerId" uuid NOT NULL',
    times: 'made timestamp NOT NULL DEFAULT now(), "deletedAt" timestamp',
    omitted: { deletedAt: 'What is in the bin stays there.' },
    names: ['"shelfId"', '"theTitle"', '"sequelOfId"'],
    link: 'uuid',
    references: ['REFERENCES "Own".shelf (uid)', 'REFERENCES "Own".book (uid)'],
  },
};

/** The statements that make the tables. */
export function tablesOf(shape: Shape): string {
  const {
    before = '',
    shelf = 'shelf',
    book = 'book',
    id = 'id text PRIMARY KEY',
    owner = 'user_id text NOT NULL',
  } = shape;
  const {
    times = TIMES,
    columns,
    names = ['shelf_id', 'title', 'sequel_of_id'],
    link = 'text',
    after = '',
  } = shape;
  const { references = ['REFERENCES shelf (id) DEFERRABLE', 'REFERENCES book (id) DEFERRABLE'] } = shape;
  const [shelfId, title, sequel] = names;
  const more = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(', ');
  return `${before};
    CREATE TABLE ${shelf} (${more(id, owner, times, 'label text NOT NULL')});
    CREATE TABLE ${book} (${more(
      id, owner, times, `${shelfId} ${link} NOT NULL ${references[0]}`, `${title} text NOT NULL`, `${sequel} ${link} ${references[1]}`,
      'price numeric(5,2), read date, remarks text, tags text[] NOT NULL', columns,
    )});
    ${after}`; // prettier-ignore
}

export function kindsOf({ storage = {}, fields = {}, omitted = {}, names }: Shape): readonly Kind[] {
  const [shelfColumn, titleColumn] = (names ?? ['shelf_id', 'title']).map((name) => name.replaceAll('"', ''));
  const { deleted_at: bin, deletedAt } = omitted;
  const shelves = defineKind({
    name: 'shelves', table: 'shelf', area: 'library', description: 'A shelf.', noun: ['shelf', 'shelves'], storage,
    fields: { label: text('What stands on it.') },
    omitted: { ...(bin && { deleted_at: bin }), ...(deletedAt && { deletedAt }) },
    order: ['label'],
  }); // prettier-ignore
  const books = defineKind({
    name: 'books', table: 'book', area: 'library', description: 'A book.', noun: ['book', 'books'], storage, omitted,
    parent: { kind: 'shelves', column: shelfColumn ?? '', key: 'books' },
    fields: {
      title: inColumn(titleColumn ?? '', text('The title.')),
      sequelOfId: optional(reference('The book before it.', 'books', { acyclic: true })),
      price: optional(decimal('What it cost.', 5, 2)),
      read: optional(date('When it was read.')),
      remarks: optional(markdown('What there is to say.')),
      tags: textList('What it is about.'),
      ...fields,
    },
    order: ['title'],
  }); // prettier-ignore
  return [shelves, books];
}
