/** Bytes of an account on disk, as a report has them. */

/** Bytes, at most, beyond what is there before and after. */
export interface Peak {
  /** In `DATA_DIR/tmp`. */
  readonly files: number;
  /** Of PostgreSQL: temporary tables, and what it sorts on disk. */
  readonly database: number;
}

/** Bytes, but for the first. */
export interface Disk {
  /** How many. */
  readonly rows: number;
  /** Tables with their indexes, vacuumed. */
  readonly database: number;
  /** Its files. */
  readonly store: number;
  /** Of all of it, without the files beside the data. */
  readonly archive: number;
  /** What an import over a changed account keeps of it. */
  readonly safetyCopy: number;
  readonly peaks: Readonly<Record<'export' | 'preview' | 'import', Peak>>;
}
