/** The refusals that reading an archive can end in, each worded once. */
import { PortabilityError, type CodeOf } from '../errors.js';
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

/** A refusal of the archive as a whole, not of one entry; `what` is one sentence. */
export const unsafeArchive = (
  code: CodeOf<'archive-unsafe'>,
  what: string,
  advice = 'Pack the archive again.',
): PortabilityError => new PortabilityError('archive-unsafe', `${what} ${advice}`, { errors: [{ code }] });

/** Errors of a library that has none but plain ones: its words are for programmers. What others threw passes as it is. */
export function ofLibrary(error: unknown, what: string): unknown {
  const isPlain = error instanceof Error && error.name === 'Error' && !('code' in error);
  return isPlain ? corrupt(what, error) : error;
}

const UNPACK = 'unpack it, and choose the .tar.gz that is inside, or pack the folder as a .zip';
const WHOLE = 'choose the .tar.gz that an export gave you, or a .zip of all its files';

/** What it is, and what to do, by what was found. */
const UNSUPPORTED: Readonly<Record<DetectedType, readonly [what: string, advice: string]>> = {
  '7z': ['a 7-Zip archive (.7z)', UNPACK],
  bzip2: ['compressed with bzip2 (.bz2)', UNPACK],
  empty: ['empty, as where a download has failed', 'export again, or choose another file'],
  folder: ['a folder', 'pack it as a .zip, and choose that'],
  gzip: ['compressed with gzip once more', 'unpack it once, and choose what that gives'],
  html: ['a web page, as is saved where a download has failed', 'sign in, and export again'],
  image: ['an image', WHOLE],
  json: ['a JSON file', WHOLE],
  lz4: ['compressed with lz4', UNPACK],
  lzip: ['compressed with lzip (.lz)', UNPACK],
  'office-document': ['an Office document', WHOLE],
  pdf: ['a PDF document', WHOLE],
  program: ['a program, or an archive that unpacks itself', WHOLE],
  rar: ['a RAR archive (.rar)', UNPACK],
  'split-zip': ['one part of a ZIP that was split', 'put the parts together, or pack the folder as one .zip'],
  tar: ['a tar', 'choose it as it is'],
  text: ['a text file', WHOLE],
  unknown: ['none of the kinds of file that are known here', WHOLE],
  xml: ['an XML file', WHOLE],
  xz: ['compressed with xz (.xz)', UNPACK],
  yaml: ['a single YAML file', WHOLE],
  zip: ['another ZIP', 'unpack it once, and choose what that gives'],
  zstd: ['compressed with Zstandard (.zst)', UNPACK],
};

/** @param inside in what it lies, where the file itself is none that is refused */
export function unsupportedType(detected: DetectedType, inside?: 'gzip' | 'zip'): PortabilityError {
  const [what, advice] = UNSUPPORTED[detected];
  const subject =
    inside === undefined
      ? 'The file'
      : `What is inside of the file, which is ${inside === 'zip' ? 'a ZIP' : 'compressed with gzip'},`;
  const detail = `${subject} is ${what}: ${advice}.`;
  return new PortabilityError('unsupported-archive-type', detail, { detected });
}
