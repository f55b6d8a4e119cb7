/** What links rows of the shapes with each other, many to many, in tables as ORMs make them: two columns, which are the key. */
import {
  choice, date, defineKind, optional, reference, text, type Kind, type KindStorage,
} from '../../src/portability/kinds.js'; // prettier-ignore

/** Tables of tags, of the tags of books, of what is like what, and of who has lent which book under which tag. */
export const linkTables = (type: string, id: string): string => `
  CREATE TABLE tag (${id}, user_id text NOT NULL, word text NOT NULL);
  CREATE TABLE book_tag (book_id ${type} REFERENCES book ON DELETE CASCADE, tag_id ${type} REFERENCES tag, PRIMARY KEY (book_id, tag_id));
  CREATE TABLE likeness ("A" ${type} NOT NULL REFERENCES book DEFERRABLE, "B" ${type} NOT NULL REFERENCES book DEFERRABLE, UNIQUE ("B", "A"));
  CREATE TABLE loan (book_id ${type} REFERENCES book, tag_id ${type} REFERENCES tag, lent_on date, state text NOT NULL, remark text NOT NULL, PRIMARY KEY (tag_id, book_id))`;

const BARE = { createdAt: false, updatedAt: false } as const;
const tagged = reference('The tag.', 'tags');

export const linkKinds = (ids: Pick<KindStorage, 'id'>): readonly Kind[] => [
  defineKind({
    name: 'tags', table: 'tag', area: 'tags', description: 'A tag.', noun: ['tag', 'tags'], storage: { ...BARE, ...ids },
    fields: { word: text('The word.') },
    order: ['word'],
  }),
  defineKind({
    name: 'bookTags', table: 'book_tag', area: 'library', description: 'A tag of a book.', noun: ['tag of a book', 'tags of books'],
    storage: { ...BARE, id: { of: ['parent', 'tagId'] }, owner: 'parent' },
    parent: { kind: 'books', column: 'book_id', key: 'bookTags' },
    fields: { tagId: tagged },
    order: [],
  }),
  defineKind({
    name: 'likenesses', table: 'likeness', area: 'library', description: 'What a book is like.', noun: ['likeness', 'likenesses'],
    storage: { ...BARE, id: { of: ['parent', 'like'] }, owner: 'parent' },
    parent: { kind: 'books', column: 'A', key: 'likenesses' },
    fields: { like: { ...reference('The other book.', 'books'), column: 'B' } },
    order: [],
  }),
  defineKind({
    name: 'loans', table: 'loan', area: 'library', description: 'A book that is lent.', noun: ['loan', 'loans'],
    storage: { ...BARE, id: { of: ['tagId', 'parent'] }, owner: 'parent' },
    parent: { kind: 'books', column: 'book_id', key: 'loans' },
    fields: {
      tagId: tagged,
      lentOn: optional(date('Since when.')),
      state: choice('How it is.', ['lent', 'back']),
      remark: text('What was said.'),
    },
    order: ['lentOn'],
  }),
]; // prettier-ignore
