/** The form with which an archive comes, as the OpenAPI document shows it. */

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

/**
 * @param required the parts that must be there beside the archive
 * @param properties the parts beside the archive
 */
export const archiveForm = (required: readonly string[], properties: Properties) => ({
  type: 'object',
  required: [...required],
  properties: { file, upload, ...properties },
});
