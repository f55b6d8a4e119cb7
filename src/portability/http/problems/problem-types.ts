/** Every problem type in one table: its status, its fixed title, and what its page says (RFC 9457). */
import { MANIFEST_FILE, SUMS_FILE } from '../../archive/file-names.js';
import type { ProblemSlug } from '../../errors.js';
import type { ProblemType } from './problem-type.js';

export const PROBLEMS = {
  'malformed-multipart': {
    status: 400,
    title: 'The upload could not be read',
    explanation:
      'The body of the request is not a well-formed multipart/form-data message, or it ended too early.',
    remedy:
      'Send the archive again. If you wrote the client yourself: let a library build the form, and do not set Content-Type by hand, so that the boundary agrees.',
  },
  'missing-file': {
    status: 400,
    title: 'No archive was sent',
    explanation: 'The form has no part named “file” that holds a file.',
    remedy: 'Choose an archive ({slug}-export-….tar.gz) and send it as the part “file”, with a file name.',
  },
  'unexpected-part': {
    status: 400,
    title: 'The form has a part that does not belong there',
    explanation: 'The form holds a part that is unknown here, or a second file. “partName” says which.',
    remedy: 'Send “file” once and, to import, “mode” and “confirm” once each; nothing else.',
  },
  'invalid-parameter': {
    status: 400,
    title: 'A parameter is not right',
    explanation:
      'Something that was sent beside the archive is missing, unknown or not allowed. “errors” says which, and what is allowed.',
    remedy: 'Correct the parameter and send the request again.',
  },
  'confirmation-required': {
    status: 400,
    title: 'The import was not confirmed',
    explanation: 'An import changes your data, so it has to be confirmed. Nothing was changed.',
    remedy:
      'Look at the preview, then send “confirm” as true, or better as the “sha256” that the preview reported: then only that very file is imported.',
  },
  unauthenticated: {
    status: 401,
    title: 'Please sign in',
    explanation: 'The request does not say who you are, or what it says is not (or no longer) valid.',
    remedy: 'Sign in, or send the credentials that this service takes.',
  },
  forbidden: {
    status: 403,
    title: 'This is not allowed',
    explanation: 'You are signed in, but the request is refused; for instance because another site made it.',
    remedy: 'Use the pages of this service itself, with an account that may do this.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing here',
    explanation: 'Nothing answers at this address.',
    remedy: 'Check the address.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This address does not do that',
    explanation: 'The address exists, but not for this HTTP method.',
    remedy: 'Use one of the methods that the “Allow” header names.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request took too long to arrive',
    explanation: 'The upload stalled, or was slower than the server waits for. Nothing was changed.',
    remedy: 'Try again, over a faster or steadier connection if you can.',
  },
  'preview-stale': {
    status: 409,
    title: 'This is not the archive that was previewed',
    explanation:
      'The checksum in “confirm” belongs to another file than the one that was sent. Nothing was changed.',
    remedy: 'Preview this file, look at what it would do, and confirm with the checksum of that preview.',
  },
  'import-in-progress': {
    status: 409,
    title: 'Another import of yours is running',
    explanation: 'Imports of one person run one at a time, so that they cannot mix.',
    remedy:
      'Wait until it is done (“Retry-After” says when to ask again), then preview once more: your data may have changed.',
  },
  'upload-too-large': {
    status: 413,
    title: 'The upload is too large',
    explanation:
      'The request is larger than this server accepts: “limit” and “maximum” (bytes) say which limit it is.',
    remedy: 'Ask who runs the server to raise the limit, or import a smaller archive.',
  },
  'archive-too-large': {
    status: 413,
    title: 'The archive holds too much',
    explanation:
      'Unpacked, the archive exceeds a limit that protects the server: “limit”, “maximum” and “actual” say which and by how much. Nothing was changed.',
    remedy:
      'If the archive is really yours and really that large, ask who runs the server to raise that limit.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The request has the wrong content type',
    explanation:
      'Archives are uploaded as multipart/form-data, everything else as application/json, without a content encoding.',
    remedy: 'Set the Content-Type that the interface asks for.',
  },
  'unsupported-archive-type': {
    status: 415,
    title: 'This is not a .tar.gz archive',
    explanation:
      'An archive is a tar file packed with gzip. The file’s first bytes say that it is something else: “detected”.',
    remedy:
      'Choose the file as it was exported. If something unpacked or repacked it on the way (some browsers and mail programs do), export again, or pack it again with “tar -czf”.',
  },
  'archive-corrupt': {
    status: 422,
    title: 'The archive is damaged',
    explanation:
      'The archive is cut off, or was damaged on the way: it cannot be unpacked from end to end. Nothing was changed.',
    remedy: 'Download or copy it again and compare the sizes. If it stays damaged, use another backup.',
  },
  'archive-unsafe': {
    status: 422,
    title: 'The archive holds entries that are refused',
    explanation:
      'There are entries that an export never contains and that could do harm: links, devices, paths that lead outside, duplicates. “errors” names each. Nothing was changed.',
    remedy:
      'Use an archive that {product} exported. One that was packed by hand may hold plain files and folders with relative names only.',
  },
  'archive-unexpected-file': {
    status: 422,
    title: 'The archive holds a file that is none of its own',
    explanation:
      'Besides the files that an export consists of, nothing belongs in an archive, so that nothing is dropped without a word. “errors” names the file. Nothing was changed.',
    remedy:
      'Remove the file, or correct its name, and pack the archive again. What operating systems add on their own (.DS_Store, ._…, Thumbs.db) is no matter.',
  },
  'manifest-missing': {
    status: 422,
    title: 'The archive has no manifest',
    explanation: `There is no ${MANIFEST_FILE} in it, so it is not a {product} archive, or not a whole one. Nothing was changed.`,
    remedy: `Check that you chose the right file. If you packed it by hand: ${MANIFEST_FILE} lies beside the other files, at the top or in one folder that holds them all.`,
  },
  'manifest-invalid': {
    status: 422,
    title: 'The manifest is not right',
    explanation: `${MANIFEST_FILE} does not say what a manifest has to say: “errors” lists every place. Nothing was changed.`,
    remedy: 'Export again. If you edited the archive by hand, correct the places that are named.',
  },
  'format-unsupported': {
    status: 422,
    title: 'The archive’s format is not supported',
    explanation:
      'The archive was made by a newer {product}, in a format version that this one does not know: see “archiveVersion” and “supportedVersions”. Nothing was changed.',
    remedy: 'Update this {product}, then import the archive again. Archives of older versions are all read.',
  },
  'integrity-mismatch': {
    status: 422,
    title: 'The archive’s contents do not match its checksums',
    explanation: `${SUMS_FILE}, the archive’s list of checksums, does not agree with its files: some were changed, added, removed or damaged after the export. “errors” names each. Nothing was changed.`,
    remedy: `Use the archive as it was exported. If you edited it on purpose, delete ${SUMS_FILE} and pack the archive again: without it, nothing is compared.`,
  },
  'yaml-invalid': {
    status: 422,
    title: 'A YAML file cannot be read',
    explanation:
      'A file of the archive is not YAML as archives use it: “errors” gives file, line and column. Nothing was changed.',
    remedy:
      'Correct the places that are named; often it is an indentation, a missing quotation mark or a key that stands twice. Save as UTF-8.',
  },
  'yaml-too-complex': {
    status: 422,
    title: 'A YAML file is too complex',
    explanation:
      'A file of the archive repeats itself by too many aliases (“errors” says where), or has an entry so long, or so far from being written line by line, that it needs more memory than an import is given. An export never does. Nothing was changed.',
    remedy:
      'Use the archive as it was exported. If you edited it by hand: write aliases out, and save the file in block style, each entry at the left margin.',
  },
  'validation-failed': {
    status: 422,
    title: 'The archive’s contents are not valid',
    explanation:
      'Some values are missing, unknown or out of range: “errors” lists every place with what is wrong and what to do. Nothing was changed.',
    remedy: 'Correct the places that are named, or export again from where the archive came from.',
  },
  'reference-broken': {
    status: 422,
    title: 'Some references in the archive lead nowhere',
    explanation:
      'Something refers to a UUID that is not in the archive, is of another kind, or leads back to itself: “errors” lists every place. Nothing was changed.',
    remedy:
      'Add what is missing or remove the reference. With mode “merge”, what already exists in your account counts as well.',
  },
  'media-invalid': {
    status: 422,
    title: 'A media file does not fit its description',
    explanation:
      'A photo or an attachment is missing, has another size or is another sort of file than the archive says: “errors” lists every place. Nothing was changed.',
    remedy: 'Put the file in place, or remove its entry and what refers to it.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    explanation: 'The same thing was tried too often in a short time.',
    remedy: 'Wait as long as the “Retry-After” header says (seconds), then try again.',
  },
  'server-busy': {
    status: 503,
    title: 'The server is busy',
    explanation:
      'So many transfers wait for their turn that yours would wait for more than a minute, or the server is about to restart. “detail” says which, and which place in the queue yours would have. Nothing was changed.',
    remedy: 'Try again after as many seconds as “Retry-After” says.',
  },
  'database-unavailable': {
    status: 503,
    title: 'The database cannot be reached',
    explanation:
      'The server runs, but its database does not answer. If an import was running, it was undone as a whole, or was done as a whole: look at your data before you try again.',
    remedy: 'Try again after as many seconds as “Retry-After” says. If it lasts, tell who runs the server.',
  },
  'storage-unavailable': {
    status: 503,
    title: 'The file storage cannot be reached',
    explanation:
      'The server runs, but the place where photos and attachments are kept does not answer. Nothing was changed.',
    remedy: 'Try again after as many seconds as “Retry-After” says. If it lasts, tell who runs the server.',
  },
  'storage-full': {
    status: 507,
    title: 'The server has run out of space',
    explanation:
      'There is no room left to receive the upload or to store what it holds. Nothing was changed.',
    remedy: 'Tell who runs the server; when there is room again, try again.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong on the server',
    explanation:
      'This is a fault of the server, not of your archive. A running import was undone as a whole.',
    remedy:
      'Try again later. If it happens again, tell who runs the server the “errorId”: the log has an entry with it.',
  },
} as const satisfies Record<ProblemSlug, ProblemType>;

export const problemType = (slug: ProblemSlug): ProblemType => PROBLEMS[slug];
