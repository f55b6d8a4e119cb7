/** Which entry names are safe to work with: a stranger wrote them. Pure. */
import { PortabilityError, type CodeOf } from '../errors.js';

/** Bytes of UTF-8; what common file systems allow for a name and a path. */
const MAX_SEGMENT_BYTES = 255;
const MAX_PATH_BYTES = 1024;
/** How much of a hostile name is repeated to the reader, in code points. */
const SHOWN_CODE_POINTS = 200;

// Controls, lone surrogates, line separators and the marks that turn the direction of text around.
const DECEPTIVE = /[\p{Cc}\p{Surrogate}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** An entry name that can be shown to a person and logged: anything invisible is escaped, the rest cut off. */
export function printable(name: string): string {
  const points = [...name];
  const shown = points.slice(0, SHOWN_CODE_POINTS).join('');
  const escaped = shown.replace(UNPRINTABLE, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
  return points.length > SHOWN_CODE_POINTS ? `${escaped}…` : escaped;
}

/** The `archive-unsafe` refusal of one entry; `what` goes on from its name: "is a link". */
export function unsafeEntry(
  code: CodeOf<'archive-unsafe'>,
  name: string,
  what: string,
  advice = 'Pack the archive again without it.',
): PortabilityError {
  const entry = printable(name);
  return new PortabilityError('archive-unsafe', `The entry "${entry}" ${what}. ${advice}`, {
    errors: [{ code, entry }],
  });
}

/** The Finder's icon of a folder is called "Icon" and a carriage return, in all languages. */
const FINDER_ICON = /(?<=^|\/)((?:\._)?Icon)\r$/;

function unsafeName(path: string): readonly [CodeOf<'archive-unsafe'>, string] | undefined {
  const segments = path.split('/');
  if (segments.includes('..') || path.split(/[\\/]/).includes('..')) {
    return ['path-traversal', 'leads out of the archive'];
  }
  if (/^(?:[/\\]|[A-Za-z]:)/.test(path)) return ['absolute-path', 'has an absolute path'];
  if (DECEPTIVE.test(path.replace(FINDER_ICON, '$1')))
    return ['bad-name', 'has control characters in its name'];
  if (path.includes('\\')) return ['bad-name', 'has a backslash in its name'];
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return ['bad-name', 'has a name that is too long'];
  for (const segment of segments) {
    if (segment === '' || segment === '.') return ['bad-name', 'has an empty part in its path'];
    if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES) return ['bad-name', 'has a name that is too long'];
  }
  return undefined;
}

/**
 * The path without its leading `./`, in Unicode NFC.
 * Throws `archive-unsafe` when the name is empty, absolute, climbs, is too long or holds what nobody can see.
 */
export function safePath(name: string): string {
  const path = name.replace(/^(?:\.\/)+/, '');
  const unsafe = unsafeName(path);
  if (unsafe) throw unsafeEntry(unsafe[0], name, unsafe[1]);
  return path.normalize('NFC');
}
