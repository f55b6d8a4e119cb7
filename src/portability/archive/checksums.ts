/** SHA256SUMS: one line per file, as `sha256sum` writes and checks it. */
import { PortabilityError, type CodeOf } from '../errors.js';
import { isAccessory, SUMS_FILE } from './file-names.js';

/** `path` → digest in lower-case hexadecimal. */
export type Checksums = ReadonlyMap<string, string>;

export const writeChecksums = (sums: Checksums): string =>
  [...sums].map(([path, digest]) => `${digest}  ${path}\n`).join('');

const LINE = /^([0-9a-f]{64}) [ *](?:\.\/)?(.+)$/i;
const MOST_ERRORS = 1_000;

/**
 * Compares what SHA256SUMS says with the digests of the files that are there. What an archive may do without need not be.
 * @param mayBeAbsent whether a file of the host's is such
 * @throws PortabilityError `integrity-mismatch` that names each file which is missing or differs
 */
export function verifyChecksums(
  text: string,
  actual: Checksums,
  mayBeAbsent: (path: string) => boolean = () => false,
): void {
  const errors: { file: string; code: CodeOf<'integrity-mismatch'>; detail: string }[] = [];
  const listed = new Set<string>();
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n?|\n/)) {
    if (line.trim() === '') continue;
    const [, digest, path] = LINE.exec(line) ?? [];
    if (digest === undefined || path === undefined) {
      errors.push({
        file: SUMS_FILE,
        code: 'digest',
        detail: `A line of ${SUMS_FILE} is not a digest and a path. If you edited it on purpose, delete ${SUMS_FILE}.`,
      });
      continue;
    }
    listed.add(path);
    const found = actual.get(path);
    if (found === undefined) {
      if (isAccessory(path) || mayBeAbsent(path)) continue;
      errors.push({
        file: path,
        code: 'missing',
        detail: `${path} is listed in ${SUMS_FILE} but is not in the archive. If you removed it on purpose, delete ${SUMS_FILE}.`,
      });
    } else if (found !== digest.toLowerCase()) {
      errors.push({
        file: path,
        code: 'digest',
        detail: `${path} does not match ${SUMS_FILE}. If you edited it on purpose, delete ${SUMS_FILE}.`,
      });
    }
  }
  for (const path of actual.keys()) {
    if (!listed.has(path) && path !== SUMS_FILE) {
      errors.push({
        file: path,
        code: 'missing',
        detail: `${path} is not listed in ${SUMS_FILE}. If you added it on purpose, delete ${SUMS_FILE}.`,
      });
    }
  }
  if (errors.length === 0) return;
  throw new PortabilityError(
    'integrity-mismatch',
    `${errors[0]?.detail ?? ''}${errors.length > 1 ? ` (${errors.length} files in all.)` : ''}`,
    { errors: errors.slice(0, MOST_ERRORS), errorCount: errors.length },
  );
}
