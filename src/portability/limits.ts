/** The limits of one import, in bytes, counts and levels; each has a default and a name in the environment. */

/** Every limit is a positive integer: bytes for sizes, a count otherwise. They bind the export too. */
export interface ImportLimits {
  /** The compressed upload, bytes. */
  readonly uploadBytes: number;
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
  /** Imports and previews that this process works on at once. */
  readonly importsPerProcess: number;
}

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

export const DEFAULT_LIMITS: ImportLimits = Object.freeze({
  uploadBytes: 2 * GiB,
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
});
