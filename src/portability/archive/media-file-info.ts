/** What the bytes of a media file say, against what the archive claims of them. */
import type { Issue, IssueCode } from '../errors.js';
import { contentTypeOf, type Sniffed } from './content-type.js';
import { MEDIA_FOLDER } from './file-names.js';
import type { Kind } from './define-kind.js';
import type { KindMembers } from './kind-members.js';
import { pointer } from './pointer.js';
import type { SourceLocation } from './staged-row.js';

/** A media file as it was found in the archive. */
export interface MediaFileInfo {
  /** Its path in the archive. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly sniffed: Sniffed;
}

interface MediaRow {
  readonly kind: Kind;
  readonly id: string;
  /** Corrected in place to what the bytes say. */
  readonly values: (string | null)[];
  readonly fields: KindMembers['fields'];
  readonly locations: readonly (SourceLocation | undefined)[];
  readonly key: SourceLocation;
  readonly file: string;
  readonly path: readonly string[];
  readonly files: ReadonlyMap<string, MediaFileInfo>;
  readonly missing: ReadonlySet<string>;
  readonly error: (issue: Issue) => void;
  readonly warning: (issue: Issue) => void;
}

/** Checks a media row against its file and fills in what the file knows better. */
export function applyFileFacts(row: MediaRow): void {
  const { blob } = row.kind;
  if (!blob) return;
  const indexOf = (key: string): number => row.fields.get(key)?.index ?? -1;
  const [typeAt, sizeAt, digestAt] = [
    indexOf(blob.contentType),
    indexOf(blob.byteSize),
    indexOf(blob.sha256),
  ];
  const issue = (key: string | undefined, index: number, code: IssueCode, detail: string): Issue => {
    const location = row.locations[index] ?? row.key;
    const path = key === undefined ? row.path : [...row.path, key];
    return {
      file: row.file,
      pointer: pointer(...path),
      line: location.line,
      column: location.column,
      code,
      detail,
    };
  };

  const facts = row.files.get(row.id);
  if (!facts) {
    if (!row.missing.has(row.id)) {
      row.error(
        issue(
          undefined,
          -1,
          'media-missing',
          `The archive has no file for this entry. Put it back under ${MEDIA_FOLDER}/, or remove the entry.`,
        ),
      );
    } else if (row.values[sizeAt] === null || row.values[digestAt] === null) {
      row.error(
        issue(
          undefined,
          -1,
          'media-missing',
          `The file was lost before the export, so ${blob.byteSize} and ${blob.sha256} must be given here. Or remove the entry.`,
        ),
      );
    } else {
      row.warning(
        issue(
          undefined,
          -1,
          'media-missing',
          'This file was already lost when the archive was made; I import what is known about it.',
        ),
      );
    }
    row.values[typeAt] ??= 'application/octet-stream';
    return;
  }
  const claimedSize = row.values[sizeAt];
  if (claimedSize !== null && claimedSize !== String(facts.size)) {
    row.error(
      issue(
        blob.byteSize,
        sizeAt,
        'size',
        `The file in the archive has ${facts.size} bytes. If you replaced it on purpose, remove ${blob.byteSize} and ${blob.sha256}.`,
      ),
    );
  }
  const claimedDigest = row.values[digestAt];
  if (
    claimedDigest !== null &&
    claimedDigest !== facts.sha256 &&
    (claimedSize === null || claimedSize === String(facts.size))
  ) {
    row.error(
      issue(
        blob.sha256,
        digestAt,
        'digest',
        `The file in the archive is another one. If you replaced it on purpose, remove ${blob.sha256}.`,
      ),
    );
  }
  const claimedType = row.values[typeAt] ?? '';
  const contentType = contentTypeOf(facts.sniffed, claimedType);
  if (claimedType !== '' && claimedType !== contentType) {
    row.warning(
      issue(
        blob.contentType,
        typeAt,
        'type',
        `The bytes of this file say that it is ${contentType}; I go by that.`,
      ),
    );
  }
  row.values[typeAt] = contentType;
  row.values[sizeAt] = String(facts.size);
  row.values[digestAt] = facts.sha256;
}
