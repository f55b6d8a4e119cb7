/** What the files of an archive are called; every other place asks here. */

export const MANIFEST_FILE = 'manifest.yaml';
export const README_FILE = 'README.md';
export const SUMS_FILE = 'SHA256SUMS';

/** Where media files lie, where no version of the format says otherwise. */
export const MEDIA_FOLDER = 'media';
const SCHEMA_FOLDER = 'schema';

/**
 * The file that an area's rows stand in.
 * @example areaFile('library') // 'library.yaml'
 */
export const areaFile = (area: string): string => `${area}.yaml`;

/**
 * @param name of an area, or `manifest`
 * @example schemaFile('library') // 'schema/library.schema.json'
 */
export const schemaFile = (name: string): string => `${SCHEMA_FOLDER}/${name}.schema.json`;

/** The schema of the manifest. */
export const MANIFEST_SCHEMA_FILE = schemaFile('manifest');

/**
 * Whether a file is there for the reader alone: an archive without it says as much.
 * @example isAccessory('README.md') // true
 */
export const isAccessory = (path: string): boolean =>
  path === README_FILE || path.startsWith(`${SCHEMA_FOLDER}/`);
