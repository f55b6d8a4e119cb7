/** What the second host application archives: with the scans of covers, or without. */
import {
  type Kind,
  bytes,
  date,
  decimal,
  defineKind,
  digest,
  markdown,
  media,
  optional,
  reference,
  text,
  textList,
} from '../../../src/portability/kinds.js';

const shelves = defineKind({
  name: 'shelves',
  table: 'shelf',
  area: 'library',
  description: 'A shelf.',
  noun: ['shelf', 'shelves'],
  fields: { label: text('What stands on it.') },
  order: ['label'],
});

const bookFields = {
  title: text('The title.'),
  sequelOfId: optional(reference('The book before it.', 'books', { acyclic: true })),
  price: optional(decimal('What it cost.', 5, 2)),
  authors: textList('Who wrote it.'),
  readOn: optional(date('When it was read.')),
  remarks: optional(markdown('What there is to say of it.')),
};

const books = (withCover: boolean): Kind =>
  defineKind({
    name: 'books',
    table: 'book',
    area: 'library',
    description: 'A book on a shelf.',
    noun: ['book', 'books'],
    parent: { kind: 'shelves', column: 'shelf_id', key: 'books' },
    fields: withCover
      ? { ...bookFields, cover: optional(media('A scan of the cover.', 'cover_scan_id')) }
      : bookFields,
    omitted: withCover ? {} : { cover_scan_id: 'Scans can be made again.' },
    order: ['title'],
  });

const scans = defineKind({
  name: 'scans',
  table: 'scan',
  area: 'scans',
  description: 'A scan.',
  noun: ['scan', 'scans'],
  fields: {
    name: text('The name of the file.'),
    mediaType: text('The media type.'),
    size: bytes('Bytes.'),
    sha256: digest('Of the bytes.'),
  },
  order: ['name'],
  blob: { fileName: 'name', contentType: 'mediaType', byteSize: 'size', sha256: 'sha256', keyColumn: 'key' },
});

export const LIBRARY_KINDS: readonly Kind[] = [shelves, books(false)];
export const LIBRARY_KINDS_WITH_SCANS: readonly Kind[] = [shelves, books(true), scans];
