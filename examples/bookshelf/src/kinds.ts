/** What the library archives. */
import { date, decimal, defineKind, optional, text, type Kind } from 'nest-data-portability/kinds';

const shelves = defineKind({
  name: 'shelves',
  table: 'shelf',
  area: 'library',
  description: 'A shelf.',
  noun: ['shelf', 'shelves'],
  fields: { label: text('What stands on it.') },
  order: ['label'],
});

const books = defineKind({
  name: 'books',
  table: 'book',
  area: 'library',
  description: 'A book on a shelf.',
  noun: ['book', 'books'],
  parent: { kind: 'shelves', column: 'shelf_id', key: 'books' },
  fields: {
    title: text('The title.'),
    price: optional(decimal('What it cost.', 5, 2)),
    readOn: optional(date('When it was read.')),
  },
  order: ['title'],
});

export const LIBRARY_KINDS: readonly Kind[] = [shelves, books];
