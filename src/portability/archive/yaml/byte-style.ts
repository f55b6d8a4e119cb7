/** How a text that is UTF-8 has to be written: just what `scalarStyle` says of it, without a string of it. */
import type { Buffer } from 'node:buffer';
import {
  BEGINS_PLAIN,
  isDigit,
  isReserved,
  LONGEST_RESERVED,
  mustEscape,
  NUMBER_LIKE,
  type ScalarStyle,
} from './scalar-style.js';

const TAB = 0x09;
const LINE_FEED = 0x0a;
const SPACE = 0x20;
const HASH = 0x23;
const DASH = 0x2d;
const COLON = 0x3a;

const ASCII = 0x80;
/** The first byte of U+0080–U+00BF. */
const LATIN = 0xc2;
/** The second byte of U+00A0, behind that. */
const NO_BREAK_SPACE = 0xa0;
/** The first byte of U+E000–U+FFFF where they may have to be escaped; that of U+2000–U+2FFF. */
const SPECIALS = 0xef;
const SEPARATORS = 0xe2;

/** What a byte may mean; of others nothing needs to be looked at. */
const HARMLESS = 0;
const SIGN = 1;
/** Begins a character that may have to be escaped. */
const LEADS = 2;
const ESCAPED = 3;

const MEANING = new Uint8Array(256);
MEANING.fill(ESCAPED, 0, SPACE);
for (const sign of [TAB, LINE_FEED, COLON, HASH]) MEANING[sign] = SIGN;
MEANING[0x7f] = ESCAPED;
for (const lead of [LATIN, SEPARATORS, SPECIALS]) MEANING[lead] = LEADS;

const IS_NUMBER_LIKE = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < ASCII && NUMBER_LIKE.test(String.fromCharCode(byte)) ? 1 : 0,
);

/** The style of the text from `start` to `end`, which is UTF-8 without a fault. */
export function byteStyle(bytes: Buffer, start: number, end: number): ScalarStyle {
  if (start === end) return 'single';
  let plain = beginsPlain(bytes, start);
  let lines = false;
  let tab = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    const meaning = MEANING[byte];
    if (meaning === HARMLESS) continue;
    if (meaning === ESCAPED || (meaning === LEADS && leadsEscaped(bytes, at))) return 'double';
    if (byte === LINE_FEED) lines = true;
    else if (byte === TAB) tab = true;
    else if (byte === COLON) plain &&= at + 1 < end && bytes[at + 1] !== SPACE;
    else if (byte === HASH) plain &&= at > start && bytes[at - 1] !== SPACE;
  }
  if (lines) return fitsLiteral(bytes, start, end) ? 'literal' : 'double';
  if (tab) return 'double';
  return plain && bytes[end - 1] !== SPACE && !looksTyped(bytes, start, end) ? 'plain' : 'single';
}

function beginsPlain(bytes: Buffer, start: number): boolean {
  const first = bytes[start] as number;
  return first < ASCII ? BEGINS_PLAIN[first] === 1 : first !== LATIN || bytes[start + 1] !== NO_BREAK_SPACE;
}

/** Whether the character of two or three bytes has to be escaped. */
function leadsEscaped(bytes: Buffer, at: number): boolean {
  const second = (bytes[at + 1] as number) & 0x3f;
  if (bytes[at] === LATIN) return mustEscape(0x80 | second);
  const third = (bytes[at + 2] as number) & 0x3f;
  return mustEscape((((bytes[at] as number) & 0x0f) << 12) | (second << 6) | third);
}

function fitsLiteral(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start];
  if (first === SPACE || first === TAB || first === LINE_FEED) return false;
  let at = end - 1;
  if (bytes[at] === LINE_FEED) return true;
  while (bytes[at] === SPACE || bytes[at] === TAB) at--;
  return bytes[at] !== LINE_FEED;
}

function looksTyped(bytes: Buffer, start: number, end: number): boolean {
  if (!isDigit(bytes[start] as number))
    return end - start <= LONGEST_RESERVED && isReserved(bytes.toString('latin1', start, end));
  for (let at = start; at < end; at++) if (IS_NUMBER_LIKE[bytes[at] as number] === 0) return false;
  return !isUuidIn(bytes, start, end);
}

const UUID_LENGTH = 36;
/** The lower-case hexadecimal digits. */
const IS_HEX = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[0-9a-f]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

/** Whether the bytes are a UUID in lower case, and nothing else. */
export function isUuidIn(bytes: Buffer, start: number, end: number): boolean {
  if (end - start !== UUID_LENGTH) return false;
  for (let at = 0; at < UUID_LENGTH; at++) {
    const byte = bytes[start + at] as number;
    const isDash = at === 8 || at === 13 || at === 18 || at === 23;
    if (isDash ? byte !== DASH : IS_HEX[byte] === 0) return false;
  }
  return true;
}
