/** Says what a file is by its first bytes: which door it goes through, or why it goes through none. */
import { hasValidChecksum } from './tar/header.js';

/** What was found: the `detected` member of the problem `unsupported-archive-type`. */
export type DetectedType =
  | '7z'
  | 'bzip2'
  | 'empty'
  | 'folder'
  | 'gzip'
  | 'html'
  | 'image'
  | 'json'
  | 'lz4'
  | 'lzip'
  | 'office-document'
  | 'pdf'
  | 'program'
  | 'rar'
  | 'split-zip'
  | 'tar'
  | 'text'
  | 'unknown'
  | 'xml'
  | 'xz'
  | 'yaml'
  | 'zip'
  | 'zstd';

/** Bytes from the start of a file that detection wants. */
export const DETECTION_BYTES = 512;

/** Magic numbers in hexadecimal, at the start unless said otherwise. */
const MAGIC: readonly (readonly [DetectedType, string, number?])[] = [
  ['gzip', '1f8b08'],
  ['zip', '504b0304'],
  ['zip', '504b0506'],
  // The mark of an archive in parts stands before its first entry.
  ['split-zip', '504b0708'],
  ['split-zip', '504b3030504b0304'],
  ['7z', '377abcaf271c'],
  ['xz', 'fd377a585a00'],
  ['zstd', '28b52ffd'],
  ['bzip2', '425a68'],
  ['rar', '526172211a07'],
  ['lz4', '04224d18'],
  ['lzip', '4c5a4950'],
  ['pdf', '255044462d'],
  ['office-document', 'd0cf11e0a1b11ae1'],
  ['image', 'ffd8ff'],
  ['image', '89504e470d0a1a0a'],
  ['image', '474946383'],
  ['program', '4d5a90'],
  ['program', '7f454c46'],
  ['program', 'cffaedfe'],
  ['tar', '7573746172', 257],
];

/** The seventh edition of Unix wrote no magic number. */
const isOldTar = (head: Buffer): boolean => head.length >= DETECTION_BYTES && hasValidChecksum(head);

function detectText(head: Buffer): DetectedType {
  let text: string;
  try {
    // `stream` forgives a sign that is cut in two at the end.
    text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true }).trimStart();
  } catch {
    return 'unknown';
  }
  if (/[\0-\x08\x0e-\x1f]/.test(text)) return 'unknown';
  if (/^<!doctype html|^<html|^<head|^<body/i.test(text)) return 'html';
  if (/^<\?xml|^<[a-z]/i.test(text)) return 'xml';
  if (/^[{[]/.test(text)) return 'json';
  if (/^(?:---|%YAML|#.*yaml|format:)/i.test(text)) return 'yaml';
  return 'text';
}

/** Names the type of a file that starts with `head`; `head` is the whole file when it is shorter than asked for. */
export function detectType(head: Buffer): DetectedType {
  if (head.length === 0) return 'empty';
  for (const [type, magic, at = 0] of MAGIC) {
    if (head.subarray(at).toString('hex').startsWith(magic)) return type;
  }
  return isOldTar(head) ? 'tar' : detectText(head);
}
