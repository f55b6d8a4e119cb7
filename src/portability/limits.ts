/** The limits of transfers, in bytes, counts, levels and seconds; each has a default and a name in the environment. */

/** Every limit is a positive integer: bytes for sizes, seconds for times, a count otherwise. They bind the export too. */
export interface ImportLimits {
  /** The compressed upload, bytes. */
  readonly uploadBytes: number;
  /** What one person may have uploaded ahead of imports, and not removed, bytes. */
  readonly uploadQuotaBytes: number;
  /** How many such uploads one person may have. */
  readonly uploadsPerUser: number;
  /** How long such an upload is kept from its beginning, seconds. */
  readonly uploadKeptSeconds: number;
  /** Everything that comes out of gunzip, bytes. */
  readonly decompressedBytes: number;
  /** Output to input of gunzip, judged once 16 MiB came out. */
  readonly ratio: number;
  /** Entries in the tar, of any type. */
  readonly entries: number;
  /** One extended (PAX, GNU long name) header, bytes. */
  readonly extendedHeaderBytes: number;
  /** All extended headers together, bytes. */
  readonly extendedHeadersBytes: number;
  readonly manifestBytes: number;
  /** One area file, bytes of YAML. */
  readonly areaBytes: number;
  /** All area files together, bytes of YAML. */
  readonly yamlBytes: number;
  /** Rows of all kinds together. */
  readonly rows: number;
  /** Nesting levels of one YAML document. */
  readonly yamlDepth: number;
  /** Alias nodes in one YAML document. */
  readonly yamlAliases: number;
  /** One string, bytes of UTF-8. */
  readonly stringBytes: number;
  /** One media file, bytes. */
  readonly mediaBytes: number;
  /** Imports and previews that this process works on at once; others wait, in turn. One person has half of them at most. */
  readonly importsPerProcess: number;
  /** Exports that this process sends at once; each holds a database connection. One person has half of them at most. */
  readonly exportsPerProcess: number;
  /** Pieces of uploads that this process receives at once. One person has half of them at most. */
  readonly uploadsPerProcess: number;
  /** Exports, previews, imports and pieces of uploads that one person may begin in a minute, per process. */
  readonly transfersPerMinute: number;
  /** How long somebody may wait for their turn, seconds: proxies and browsers give up on an answer after a minute or two. */
  readonly queueSeconds: number;
  /**
   * How long an upload may stand still, or nearly so, seconds; and for how long in all an export waits for its reader: then the rest of it goes
   * to disk, so that it holds no connection to the database.
   */
  readonly stallSeconds: number;
  /** How long what still comes of an upload is read and thrown away when it was refused early, seconds: until then its client may not have looked for the answer. */
  readonly lingerSeconds: number;
  /**
   * How long the reader of a download may take nothing, seconds. That of a proxy that collects answers takes nothing from us while it has
   * enough of the proxy: 1 GiB of nginx's at 0.7 MB/s are 25 minutes.
   */
  readonly readerSeconds: number;
  /** How long one statement of the database may run, seconds. */
  readonly statementSeconds: number;
  /** How long a statement may wait for a lock, seconds. */
  readonly lockSeconds: number;
  /** How long a transaction may wait for us, as while blobs are stored, seconds. */
  readonly idleSeconds: number;
  /**
   * From the signal to stop to the end of the process, seconds. What runs may go on until shortly before the end (five seconds, or half of
   * it where it is short). Below the 30 seconds after which Kubernetes kills.
   */
  readonly drainSeconds: number;
}

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

export const DEFAULT_LIMITS: ImportLimits = Object.freeze({
  uploadBytes: 2 * GiB,
  uploadQuotaBytes: 4 * GiB,
  uploadsPerUser: 8,
  uploadKeptSeconds: 86_400,
  decompressedBytes: 8 * GiB,
  ratio: 200,
  entries: 100_000,
  extendedHeaderBytes: 64 * KiB,
  extendedHeadersBytes: 1 * MiB,
  manifestBytes: 1 * MiB,
  areaBytes: 256 * MiB,
  yamlBytes: 512 * MiB,
  rows: 1_000_000,
  yamlDepth: 64,
  yamlAliases: 1_000,
  stringBytes: 1 * MiB,
  mediaBytes: 1 * GiB,
  importsPerProcess: 4,
  exportsPerProcess: 8,
  uploadsPerProcess: 16,
  transfersPerMinute: 600,
  queueSeconds: 45,
  stallSeconds: 60,
  lingerSeconds: 30,
  readerSeconds: 3_600,
  statementSeconds: 600,
  lockSeconds: 10,
  idleSeconds: 900,
  drainSeconds: 25,
});
