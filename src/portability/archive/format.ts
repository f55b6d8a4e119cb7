/** The name and version of the format; what is in an archive beside the areas. */

export const FORMAT = 'carol-export';

/** The version that is written. */
export const FORMAT_VERSION = 1;

export const MANIFEST_FILE = 'manifest.yaml';
export const README_FILE = 'README.md';
export const SUMS_FILE = 'SHA256SUMS';

export const schemaFile = (name: string): string => `schema/${name}.schema.json`;

/** Whether a file is there for the reader alone: an archive without it says as much. */
export const isAccessory = (path: string): boolean => path === README_FILE || path.startsWith('schema/');

/** The comment that every YAML file opens with, so that an editor validates while a person edits. */
export const schemaComment = (name: string): string => `yaml-language-server: $schema=${schemaFile(name)}`;

/** `carol-export-2026-05-31.tar.gz` */
export const archiveName = (exportedAt: Date): string =>
  `carol-export-${exportedAt.toISOString().slice(0, 10)}.tar.gz`;
