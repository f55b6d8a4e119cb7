/** A schema of shelves and their books that differs from what is usual here, as tables and as kinds. */
import {
  date, decimal, defineKind, inColumn, markdown, optional, reference, text, textList,
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
  /** What is otherwise in books than in shelves. */
  readonly bookStorage?: KindStorage;
  readonly bookId?: string;
  readonly bookOwner?: string;
  /** What the module is told of the instance; then there is a table for origins, too. */
  readonly instance?: string | undefined;
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
  /** Of those that refer to books, where it is another one. */
  readonly bookLink?: string;
  /** What stands behind columns that refer to shelves and books; default foreign keys that wait. */
  readonly references?: readonly [shelf: string, book: string];
  /** Kinds beside those two, of tables that `after` makes. */
  readonly kinds?: readonly Kind[];
  /** Tables and kinds in place of shelves and books. */
  readonly own?: { readonly tables: string; readonly kinds: readonly Kind[] };
  /** Statements after the tables. */
  readonly after?: string;
  /** What the host fills in. */
  readonly constants?: Readonly<Record<string, string>>;
  readonly createUser?: () => string;
}

export const TIMES =
  'created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()';

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
    bookId = id,
    bookOwner = owner,
    bookLink = link,
  } = shape;
  const { references = ['REFERENCES shelf (id) DEFERRABLE', 'REFERENCES book (id) DEFERRABLE'] } = shape;
  const [shelfId, title, sequel] = names;
  const more = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(', ');
  return `${before};
    CREATE TABLE ${shelf} (${more(id, owner, times, 'label text NOT NULL')});
    CREATE TABLE ${book} (${more(
      bookId, bookOwner, times, `${shelfId} ${link} NOT NULL ${references[0]}`, `${title} text NOT NULL`, `${sequel} ${bookLink} ${references[1]}`,
      'price numeric(5,2), read date, remarks text, tags text[] NOT NULL', columns,
    )});
    ${after}`; // prettier-ignore
}

export function kindsOf({
  storage = {},
  bookStorage = storage,
  fields = {},
  omitted = {},
  names,
  kinds = [],
}: Shape): readonly Kind[] {
  const [shelfColumn, titleColumn] = (names ?? ['shelf_id', 'title']).map((name) => name.replaceAll('"', ''));
  const { deleted_at: bin, deletedAt } = omitted;
  const shelves = defineKind({
    name: 'shelves', table: 'shelf', area: 'library', description: 'A shelf.', noun: ['shelf', 'shelves'], storage,
    fields: { label: text('What stands on it.') },
    omitted: { ...(bin && { deleted_at: bin }), ...(deletedAt && { deletedAt }) },
    order: ['label'],
  }); // prettier-ignore
  const books = defineKind({
    name: 'books', table: 'book', area: 'library', description: 'A book.', noun: ['book', 'books'], storage: bookStorage, omitted,
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
  return [shelves, books, ...kinds];
}
