/** How a text has to be written so that every reader gets exactly that text back, of YAML 1.2, of YAML 1.1, and with its own faults. */
import { isUuid } from '../uuid.js';

/** `plain` and `single` stand on one line; `double` escapes; `literal` is a block of lines. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

/** Plain words that YAML 1.1 reads as a boolean or as null; other spellings are quoted too, which harms nobody. */
const RESERVED: ReadonlySet<string> = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null']);
/** Characters of the longest. */
export const LONGEST_RESERVED = 5;

/** Only what a number, a date, a time or a sexagesimal number of any YAML dialect could be made of. */
export const NUMBER_LIKE = /^[0-9a-fA-FoOxXtTzZ_.,:+\- ]*$/;

const SPACE = 0x20;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const COLON = 0x3a;
const HASH = 0x23;

/** ASCII characters that may begin a plain scalar: letters and a few signs without a meaning in any dialect. */
export const BEGINS_PLAIN = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/($') {
  BEGINS_PLAIN[character.charCodeAt(0)] = 1;
}

export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** Whether a plain scalar of unsuspicious characters would be read as something other than a text. */
function looksTyped(text: string): boolean {
  if (isDigit(text.charCodeAt(0))) {
    return NUMBER_LIKE.test(text) && !(text.length === 36 && isUuid(text));
  }
  return isReserved(text);
}

/** Whether it is a word that some dialect reads as a boolean or as null. */
export const isReserved = (text: string): boolean =>
  text.length <= LONGEST_RESERVED && RESERVED.has(text.toLowerCase());

/**
 * Whether a text with line breaks survives as a literal block, also in an editor that trims the last line. Of one that begins with a
 * blank or a tab, libyaml and go-yaml do not find the indentation, whatever its header says; one that begins with a line break loses
 * that in go-yaml.
 */
function fitsLiteral(text: string): boolean {
  if (/^[ \t\n]/.test(text)) return false;
  const lastLine = text.slice(text.lastIndexOf('\n') + 1);
  return /[^ \t\n]/.test(text) && (lastLine === '' || /[^ \t]/.test(lastLine));
}

/**
 * Whether a non-ASCII code unit has to be escaped: C1 controls, NEL, LS and PS (line breaks of YAML 1.1),
 * the byte order mark and the two noncharacters that YAML does not count as printable.
 */
export const mustEscape = (code: number): boolean =>
  (code >= 0x7f && code < 0xa0) || code === 0x2028 || code === 0x2029 || code === 0xfeff || code >= 0xfffe;

/** The style of a value. Linear in the text's length. */
export function scalarStyle(text: string): ScalarStyle {
  const length = text.length;
  if (length === 0) return 'single';
  const first = text.charCodeAt(0);
  let plain = first < 128 ? BEGINS_PLAIN[first] === 1 : first > 0xa0;
  let lines = false;
  let tab = false;
  let previous = 0;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x7f) {
      if (code < SPACE) {
        if (code === LINE_FEED) lines = true;
        else if (code === TAB) tab = true;
        else return 'double';
      } else if (code === COLON) {
        if (index + 1 === length || text.charCodeAt(index + 1) === SPACE) plain = false;
      } else if (code === HASH && previous === SPACE) {
        plain = false;
      }
    } else if (mustEscape(code)) {
      return 'double';
    } else if (code >= 0xd800 && code < 0xe000) {
      const low = index + 1 < length ? text.charCodeAt(index + 1) : 0;
      if (code >= 0xdc00 || low < 0xdc00 || low >= 0xe000) return 'double';
      index++;
    }
    previous = code;
  }
  if (lines) return fitsLiteral(text) ? 'literal' : 'double';
  if (tab) return 'double';
  return plain && previous !== SPACE && !looksTyped(text) ? 'plain' : 'single';
}
