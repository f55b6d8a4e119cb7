/** What a host writes into each archive beside its data: a page to look at it, its contacts for other programs. Never read back. */
import type { CompanionFile } from './archive/companion-files.js';

/** Rows as arrays of PostgreSQL's texts, in the order of the query's columns. */
export type TextRows = readonly (readonly (string | null)[])[];
export type ByteRows = readonly (readonly (Buffer | null)[])[];

/** What a row of media says of its file. */
export interface CompanionFileRow {
  /** Its `"blobKey"`. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** What a companion is made from: what the archive holds, in the snapshot that it is made from. */
export interface CompanionSource {
  /** One of the host's `languages`: that of the person, as far as it is known, else the first. */
  readonly language: string;
  readonly exportedAt: Date;
  readonly appVersion: string;
  /** The areas that the archive has a file of, by name. */
  readonly areas: ReadonlySet<string>;
  /** Rows of each kind that it holds, by name. */
  readonly counts: Readonly<Record<string, number>>;
  /** UUIDs of the media whose files it does not hold, as they are lost or damaged. */
  readonly missing: ReadonlySet<string>;
  /**
   * SQL for exactly those rows of the kind that the archive holds, in brackets; it needs an alias. The columns are `"id"`, `"parentId"` where the
   * kind has a parent, `"blobKey"` where it has files, and the kind's fields under their keys (`"givenName"`); references and media are UUIDs. In no order.
   * @throws Error where there is no such kind (a mistake of the programmer)
   * @example `SELECT p."givenName" FROM ${rows('people')} p ORDER BY p."createdAt", p.id`
   */
  rows(kind: string): string;
  /**
   * Runs a query and hands over its rows, a batch at a time; batches are bounded in number and length. The transaction reads nothing else than what
   * is asked here, and must not be written to.
   * @param sql one SELECT without parameters; `quote` is for values in it
   * @param firstRows of the first batch, before anybody knows how long they are; default 100
   */
  read(sql: string, firstRows?: number): AsyncGenerator<TextRows, void, undefined>;
  /** The same, and each value as the bytes of its text (UTF-8): for long ones that are passed on as they are. */
  readBytes(sql: string, firstRows?: number): AsyncGenerator<ByteRows, void, undefined>;
  /** A text as SQL. */
  quote(text: string): string;
  /**
   * The bytes of a file, compared with what its row says; they are read from the store once more.
   * @param file as a row of media has it, one whose file is not missing
   * @throws Error where they are not what the row says
   */
  fileBytes(file: CompanionFileRow): AsyncIterable<Buffer>;
  /** Where the archive has the file of a media row. @param id, fileName, contentType as the row has them */
  mediaPath(id: string, fileName: string, contentType: string): string;
}

/** A file that a companion has made. */
export interface WrittenFile {
  /** One of the companion's `files`. */
  readonly path: string;
  /** Read once, to its end, before the next file is asked for. The same rows, language and instant give the same bytes. */
  readonly chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
}

/** Files that are derived from an archive's rows. */
export interface Companion {
  /** All that it may write. Archives of any age may have them: a path that was one stays one. */
  readonly files: readonly CompanionFile[];
  /** A section of the archive's README, in Markdown, that says what to do with the files and what they leave out. */
  readonly readme?: string;
  /**
   * Writes the files. An error breaks the export off. Where an archive with them could not be imported again, as limits are reached, they are left
   * out, all of them.
   */
  write(source: CompanionSource): AsyncIterable<WrittenFile>;
}
