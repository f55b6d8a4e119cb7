/** The form with which an archive comes, as the OpenAPI document shows it. */
import { MOST_SKIPPED } from '../../import/part.js';

type Properties = Readonly<Record<string, object>>;

const file = {
  type: 'string',
  format: 'binary',
  description:
    'The archive, with a file name: the `.tar.gz` of an export, or as people come to hold it, its `.tar`, a `.zip` of its files or of itself, gzipped once more. Its bytes say which, not its name.',
} as const;

const upload = {
  type: 'string',
  format: 'uuid',
  description:
    'In place of `file`: an archive that was uploaded to `uploads` before, by the last segment of its address. It stays there.',
} as const;

/** The parts that say which part of the archive is meant. */
export const PART_PROPERTIES = {
  areas: {
    type: 'string',
    example: 'people,notes',
    description:
      'The areas of the archive that are imported, separated by commas; all that it holds where there are none. What you have in every other stays as it is. Files come with the entries that show them.',
  },
  skip: {
    type: 'string',
    description: `Entries that are left out, and with each what belongs to it: their UUIDs as the archive has them, separated by commas, at most ${MOST_SKIPPED}. What you have of them stays as it is.`,
  },
} as const;

/**
 * @param required the parts that must be there beside the archive
 * @param properties the parts beside the archive
 */
export const archiveForm = (required: readonly string[], properties: Properties) => ({
  type: 'object',
  required: [...required],
  properties: { file, upload, ...properties },
});
