/** The refusals that reading an archive can end in, each worded once. */
import { PortabilityError } from '../errors.js';
import { printable } from '../archive/safe-path.js';
import type { DetectedType } from './detect.js';

/** The members of `limit` that the bytes can break. */
export type ByteLimit = 'decompressedBytes' | 'ratio' | 'entries' | 'entryBytes' | 'headerBytes';

const LIMIT_DETAILS: Readonly<Record<ByteLimit, (maximum: number, actual: number) => string>> = {
  decompressedBytes: (maximum) => `The archive unpacks to more than ${maximum} bytes.`,
  ratio: (maximum) => `The archive unpacks to more than ${maximum} times its size; no export does.`,
  entries: (maximum) => `The archive has more than ${maximum} entries.`,
  entryBytes: (maximum, actual) => `A file of the archive has ${actual} bytes; ${maximum} are allowed.`,
  headerBytes: (maximum) => `The headers of the archive take more than ${maximum} bytes.`,
};

/** `actual` is what was counted when the limit broke; the archive may hold more. */
export function tooLarge(
  limit: ByteLimit,
  maximum: number,
  actual: number,
  entry?: string,
): PortabilityError {
  const detail = `${LIMIT_DETAILS[limit](maximum, actual)} Take something out of it, or raise the limit of this server.`;
  const errors = entry === undefined ? {} : { errors: [{ entry: printable(entry) }] };
  return new PortabilityError('archive-too-large', detail, { limit, maximum, actual, ...errors });
}

/** `what` is one sentence that says what is broken. */
export function corrupt(what: string, cause?: unknown): PortabilityError {
  const detail = `${what} Download or copy the archive again: it did not arrive whole.`;
  return new PortabilityError('archive-corrupt', detail, {}, { cause });
}

/** `inside` when gzip was right and what it holds is not a tar. */
export function unsupportedType(detected: DetectedType, inside: boolean): PortabilityError {
  const what = inside
    ? `The file is compressed with gzip, but what is inside is not a tar (found: ${detected}).`
    : `The file is not a gzipped tar (found: ${detected}).`;
  const detail = `${what} Choose the .tar.gz that an export gave you.`;
  return new PortabilityError('unsupported-archive-type', detail, { detected });
}
