/** What is wrong with an archive. */
import { MANIFEST_FILE, SUMS_FILE } from '../../archive/file-names.js';
import type { ProblemType } from './problem-type.js';

export const ARCHIVE_PROBLEMS = {
  'archive-too-large': {
    status: 413,
    title: 'The archive holds too much',
    explanation:
      'Unpacked, the archive exceeds a limit that protects the server: “limit”, “maximum” and “actual” say which and by how much. Nothing was changed. Of an export: what you have could not be imported again, and “rows” names the rows that are the reason, or the largest.',
    remedy:
      'If the archive is really yours and really that large, ask who runs the server to raise that limit.',
  },
  'unsupported-archive-type': {
    status: 415,
    title: 'This is not an archive',
    explanation:
      'An archive is a .tar.gz, as an export gives it, the .tar in it, or a .zip of its files or of it. The file’s first bytes say that it is something else (“detected”), whatever its name is. Nothing was changed.',
    remedy:
      'Choose the file as it was exported. If a program packed it in another way since: unpack it, and choose the .tar.gz that is inside, or pack the folder as a .zip.',
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
      'There are entries that an export never contains and that could do harm: links, devices, paths that lead outside, duplicates, descriptions that contradict each other, encryption. “errors” names each. Nothing was changed.',
    remedy:
      'Use an archive that {product} exported. One that was packed by hand may hold plain files and folders with relative names only.',
  },
  'archive-unexpected-file': {
    status: 422,
    title: 'The archive holds a file that is none of its own',
    explanation:
      'Besides the files that an export consists of, nothing belongs in an archive, so that nothing is dropped without a word. “errors” names the file. Nothing was changed.',
    remedy:
      'Remove the file, or correct its name, and pack the archive again. What systems add on their own (.DS_Store, ._…, Thumbs.db, @eaDir and the like) is left aside.',
  },
  'manifest-missing': {
    status: 422,
    title: 'The archive has no manifest',
    explanation: `There is no ${MANIFEST_FILE} in it, so it is not a {product} archive, or not a whole one. Nothing was changed.`,
    remedy: `Check that you chose the right file. If you packed it by hand: ${MANIFEST_FILE} lies beside the other files, at the top, or in one folder that holds them all.`,
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
      'A file of the archive repeats itself by too many aliases (“errors” says where), or has a value so long, or entries so far from being written line by line, that it needs more memory than an import is given. An export never does. Nothing was changed.',
    remedy:
      'Use the archive as it was exported. If you edited it by hand: write aliases out, and save the file in block style, each key on a line of its own.',
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
  'row-refused': {
    status: 422,
    title: 'The database does not take an entry of the archive',
    explanation:
      'The database here has a rule that an entry of the archive breaks: something that may be there only once stands a second time, or a value is not allowed. “errors” names the entry. Nothing was changed.',
    remedy: 'Change the entry, or what you have that it collides with, or leave it out; then import again.',
  },
  'media-invalid': {
    status: 422,
    title: 'A media file does not fit its description',
    explanation:
      'A photo or an attachment is missing, has another size or is another sort of file than the archive says: “errors” lists every place. Nothing was changed.',
    remedy: 'Put the file in place, or remove its entry and what refers to it.',
  },
} as const satisfies Record<string, ProblemType>;
