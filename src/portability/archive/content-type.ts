/** Says what a file is from its first bytes: the bytes decide, what somebody claims only refines "text". */
import { fileTypeFromBuffer } from 'file-type';

/**
 * How much of a file the detection looks at, in bytes. Enough to find the part of an office document
 * that names it; any longer head gives the same answer, as what follows is not read.
 */
export const HEAD_BYTES = 65_536;

const UNKNOWN = 'application/octet-stream';
const PLAIN_TEXT = 'text/plain';
const JSON_TYPE = 'application/json';

/**
 * The formats that are themselves text and may be recognised in a text. Most signatures are a few
 * letters ("BM" is a bitmap, "MZ" a program, "solid" a 3-D model), with which an ordinary text may begin.
 */
const TEXTUAL_FORMATS: ReadonlySet<string> = new Set([
  'application/pdf',
  'application/pgp-encrypted',
  'application/postscript',
  'application/rtf',
  'application/xml',
  'application/eps',
  'text/calendar',
  'text/vcard',
  'text/vtt',
]);

/** Text types in which a browser runs scripts: only the bytes can say so, never a claim. */
const ACTIVE_TEXT = /^text\/(?:html|xml|xsl|.*\+xml)$/;

/** RFC 6838, section 4.2: restricted names. */
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;

/** The control characters that make a file binary (WHATWG MIME Sniffing, section 3). */
const BINARY_CHARACTER = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f]/;

/** What may stand before the element that tells HTML from SVG: declarations and comments. */
const PROLOGUE = /^(?:\s+|<\?[^>]*\?>|<!--[^]*?-->|<!doctype\s+(?!html)[^[>]*(?:\[[^\]]*\]\s*)?>)/i;

/** The beginnings of HTML (WHATWG MIME Sniffing, section 7.1) but for the comment, with which Markdown begins too. */
const HTML_START =
  /^<(?:!doctype\s+html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[\s>/]/i;

const SVG_START = /^<(?:[a-z_][\w.-]*:)?svg[\s>/]/i;

/** An object or an array, as far as its first token shows. */
const JSON_START = /^\s*(?:\{\s*(?:"|\}|$)|\[\s*(?:[[{"\]\-\d]|true|false|null|$))/;

/**
 * What the bytes of a file say, before any claim is known. Plain data.
 * `is`: `known` where the bytes settle the type, whatever is claimed; `text` where a claim may refine it; `empty` without bytes.
 */
export type Sniffed =
  | { readonly is: 'known'; readonly type: string }
  | { readonly is: 'text'; readonly json: boolean }
  | { readonly is: 'empty' };

/**
 * Looks at the beginning of a file.
 *
 * @param head the first {@link HEAD_BYTES} bytes of the file, or all of it where it is shorter (at least 4,100 bytes
 *   for the signatures to be found; always the same number for the answer to be the same)
 * @param complete whether `head` is the whole file
 */
export async function sniff(head: Buffer, complete: boolean): Promise<Sniffed> {
  const bytes = head.subarray(0, HEAD_BYTES);
  const whole = complete && bytes.length === head.length;
  if (bytes.length === 0) return { is: 'empty' };

  const magic = await signatureOf(bytes);
  const text = textOf(bytes, whole);
  if (text === null) return { is: 'known', type: magic ?? UNKNOWN };
  const type = markupOf(text) ?? (magic !== null && TEXTUAL_FORMATS.has(magic) ? magic : null);
  return type === null ? { is: 'text', json: looksLikeJson(text, whole) } : { is: 'known', type };
}

/**
 * The media type of a file, in lower case without parameters.
 *
 * Stable: `contentTypeOf(s, contentTypeOf(s, c)) = contentTypeOf(s, c)`, so that what an export writes, the import of
 * it says too.
 *
 * @param claimed the media type that somebody states; parameters are dropped; anything may stand here
 */
export function contentTypeOf(sniffed: Sniffed, claimed: string): string {
  if (sniffed.is === 'known') return sniffed.type;
  const claim = mediaType(claimed);
  if (isPassiveText(claim)) return claim;
  if (sniffed.is === 'empty') return UNKNOWN;
  return claim === JSON_TYPE && sniffed.json ? claim : PLAIN_TEXT;
}

/** {@link sniff} and {@link contentTypeOf} in one, for who has the bytes and the claim at once. */
export const detectContentType = async (head: Buffer, complete: boolean, claimed: string): Promise<string> =>
  contentTypeOf(await sniff(head, complete), claimed);

function markupOf(text: string): 'text/html' | 'image/svg+xml' | null {
  let rest = text;
  for (let before = PROLOGUE.exec(rest); before !== null; before = PROLOGUE.exec(rest)) {
    rest = rest.slice(before[0].length);
  }
  if (SVG_START.test(rest)) return 'image/svg+xml';
  return HTML_START.test(rest) ? 'text/html' : null;
}

function looksLikeJson(text: string, whole: boolean): boolean {
  if (!JSON_START.test(text)) return false;
  if (!whole) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The text, without a byte order mark; null where the bytes are not text. A character cut by the end of the head is left out. */
function textOf(bytes: Buffer, whole: boolean): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole });
    return BINARY_CHARACTER.test(text) ? null : text;
  } catch {
    return null;
  }
}

/** The format whose signature the bytes bear; a file that breaks off within its signature bears none. */
async function signatureOf(bytes: Buffer): Promise<string | null> {
  try {
    const found = await fileTypeFromBuffer(bytes);
    return found === undefined ? null : mediaType(found.mime);
  } catch {
    return null;
  }
}

/** The type in lower case without parameters; empty where it is none. */
function mediaType(value: string): string {
  const essence = (value.split(';', 1)[0] ?? '').trim().toLowerCase();
  return MEDIA_TYPE.test(essence) ? essence : '';
}

const isPassiveText = (type: string): boolean => type.startsWith('text/') && !ACTIVE_TEXT.test(type);
