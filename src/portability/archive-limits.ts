/** Every limit of an archive, as documents say it: what it is of, and how it shows on either side. */
import { MAX_JSON_DEPTH } from './archive/json-depth.js';
import { MAX_TEXT_BYTES } from './archive/values.js';
import { DEFAULT_YAML_LIMITS } from './archive/yaml/nodes.js';
import { WORKER_HEAP_MB } from './import/decoder-pool.js';
import type { ImportLimits } from './limits.js';
import type { ProblemSlug } from './problem-slugs.js';

/** Limits of what goes on at once, and of times: not of what an archive holds. */
type TransferLimit =
  | 'importsPerProcess'
  | 'exportsPerProcess'
  | 'uploadsPerProcess'
  | 'uploadsPerUser'
  | 'uploadQuotaBytes'
  | 'transfersPerMinute'
  | `${string}Seconds`;

export type ArchiveLimit = Exclude<keyof ImportLimits, TransferLimit>;

/**
 * `refused` before its first byte, with the rows; `never`, as an export is made so that it cannot be; `broken off`, visibly, where it
 * shows only then.
 */
export type OnExport = 'refused' | 'never' | 'broken off';

export interface LimitRule {
  /** What is counted, with its unit. */
  readonly of: string;
  /** What an import is refused with. */
  readonly problem: ProblemSlug;
  /** What the problem calls the limit (`limit`), or the code of its errors. */
  readonly name: string;
  readonly onExport: OnExport;
}

const tooLarge = (of: string, name: string, onExport: OnExport = 'refused'): LimitRule => ({
  of,
  problem: 'archive-too-large',
  name,
  onExport,
});

/** Those that can be set. */
export const ARCHIVE_LIMITS = {
  uploadBytes: { of: 'The archive as it is uploaded, bytes', problem: 'upload-too-large', name: 'uploadBytes', onExport: 'broken off' },
  decompressedBytes: tooLarge('What comes out when it is unpacked, in all, bytes', 'decompressedBytes'),
  ratio: tooLarge('Bytes that come out for each that went in, once 16 MiB came out', 'ratio', 'never'),
  entries: tooLarge('Entries of the container, of any type', 'entries'),
  extendedHeaderBytes: tooLarge('One extended header of a tar, bytes', 'headerBytes', 'never'),
  extendedHeadersBytes: tooLarge('All extended headers of a tar, bytes', 'headerBytes', 'never'),
  manifestBytes: tooLarge('The manifest, the README, one schema: each, bytes', 'entryBytes'),
  areaBytes: tooLarge('One area file, bytes of YAML', 'yamlBytes'),
  yamlBytes: tooLarge('All area files together, bytes of YAML', 'yamlBytes'),
  rows: tooLarge('Rows of all kinds together', 'rows'),
  yamlDepth: { of: 'Mappings and lists within one another in a document; two more where JSON stands in rows that nest, for each level', problem: 'yaml-invalid', name: 'depth', onExport: 'refused' },
  yamlAliases: { of: 'Aliases in a document, those within what one stands for counted again', problem: 'yaml-too-complex', name: 'alias', onExport: 'never' },
  stringBytes: { of: 'One text or key of YAML, bytes of UTF-8', problem: 'yaml-invalid', name: 'string', onExport: 'refused' },
  mediaBytes: tooLarge('One media file, bytes', 'entryBytes'),
} as const satisfies Record<ArchiveLimit, LimitRule>; // prettier-ignore

export interface FixedLimit extends LimitRule {
  readonly value: number;
  /** Whether the tables have a CHECK of the same. */
  readonly isChecked?: true;
}

/** Those that cannot be set. */
export const FIXED_LIMITS: readonly FixedLimit[] = [
  { of: 'A text; a list, with its items in quotes; JSON as PostgreSQL prints it: bytes of UTF-8', value: MAX_TEXT_BYTES, problem: 'validation-failed', name: 'too-long', onExport: 'refused', isChecked: true },
  { of: 'Objects and lists within one another in JSON, the outermost counted', value: MAX_JSON_DEPTH, problem: 'yaml-invalid', name: 'depth', onExport: 'refused', isChecked: true },
  { of: 'Values of YAML that are in memory at once: about 256 KiB of entries, or what cannot be cut (below)', value: DEFAULT_YAML_LIMITS.nodes, problem: 'archive-too-large', name: 'nodes', onExport: 'never' },
  { of: 'What cannot be cut into entries: one value, what stands in brackets, and, of an entry of more than 1 MiB, what has anchors or aliases; bytes', value: DEFAULT_YAML_LIMITS.wholeDocumentBytes, problem: 'yaml-too-complex', name: 'wholeDocumentBytes', onExport: 'never' },
  { of: 'Memory of the thread that decodes an archive, MiB', value: WORKER_HEAP_MB, problem: 'yaml-too-complex', name: '', onExport: 'never' },
]; // prettier-ignore
