/** Archives of photos and attachments, and what media.yaml says of them. */
import { randomUUID } from 'node:crypto';
import { sha256Of } from '../../src/portability/testing/media-files.js';
import { packTexts } from '../support/sample.js';

export interface File {
  readonly id: string;
  readonly name: string;
  readonly bytes: Buffer;
  /** What media.yaml says beside the name; all that is true, unless said otherwise. */
  readonly says?: Readonly<Record<string, unknown>>;
}

/** A file with a UUID of its own. */
export const file = (name: string, bytes: Buffer | string, says?: File['says']): File => ({
  id: randomUUID(),
  name,
  bytes: Buffer.from(bytes),
  ...(says ? { says } : {}),
});

/** Where a file lies in an archive. */
export const archivePath = ({ id, name }: File): string => `media/${id}.${name.split('.').at(-1)}`;

const listing = (files: readonly File[]): string =>
  JSON.stringify(
    Object.fromEntries(
      files.map(({ id, name, bytes, says }) => [
        id,
        {
          fileName: name,
          ...(says ?? { contentType: 'image/png', byteSize: bytes.length, sha256: sha256Of(bytes) }),
        },
      ]),
    ),
  );

/** An archive of these files; `more` replaces or adds files, null leaves one out. */
export const archiveOf = (
  files: readonly File[],
  more: Readonly<Record<string, string | Buffer | null>> = {},
) =>
  packTexts({
    'media.yaml': listing(files),
    ...Object.fromEntries(files.map((each) => [archivePath(each), each.bytes])),
    ...more,
  });
