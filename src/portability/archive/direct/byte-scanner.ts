/** Finds the scalars of canonical YAML in its bytes; what is not certain is left to others, as by the scanner of texts (`yaml/fast-scanner.ts`). */
import { Buffer } from 'node:buffer';
import { BEGINS_PLAIN, HAND_OVER } from '../yaml/fast-scanner.js';
import { resolvePlain } from '../yaml/resolve-plain.js';
import { unusableText } from '../yaml/texts.js';
import type { ScalarTag } from '../yaml/nodes.js';

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;

const ORDINARY = 0;
const CONTROL = 1;
/** DEL, and the first bytes of characters some of which js-yaml may refuse or take for something else. */
const SUSPICIOUS = 2;
const IS_COLON = 3;
const IS_HASH = 4;
const IS_BACKSLASH = 5;
const IS_SINGLE_QUOTE = 6;
const IS_DOUBLE_QUOTE = 7;

/** What a byte of UTF-8 may mean within a scalar. */
const SORTS = new Uint8Array(256).fill(CONTROL, 0, SPACE);
for (const byte of [0x7f, 0xc2, 0xe2, 0xef]) SORTS[byte] = SUSPICIOUS;
for (const [sign, sort] of [
  [':', IS_COLON],
  ['#', IS_HASH],
  ['\\', IS_BACKSLASH],
  ["'", IS_SINGLE_QUOTE],
  ['"', IS_DOUBLE_QUOTE],
] as const)
  SORTS[sign.charCodeAt(0)] = sort;

/** The bytes of `isSuspicious`. */
function refuseSuspicious(bytes: Uint8Array, at: number): void {
  const first = bytes[at];
  const second = bytes[at + 1] as number;
  const third = bytes[at + 2];
  if (
    first === 0x7f ||
    (first === 0xc2 && second < 0xa0) ||
    (first === 0xe2 && second === 0x80 && (third === 0xa8 || third === 0xa9)) ||
    (first === 0xef && second === 0xbb && third === 0xbf) ||
    (first === 0xef && second === 0xbf && (third === 0xbe || third === 0xbf))
  )
    throw HAND_OVER;
}

/** Letters that a word with another type than text may begin with, and `~`. */
const BEGINS_WORD = new Set(Array.from('fFnNtT~', (sign) => sign.charCodeAt(0)));
const LONGEST_WORD = 5;
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

export class ByteScanner {
  bytes: Buffer = Buffer.alloc(0);
  /** Behind the last byte, which is a line break. */
  end = 0;
  at = 0;
  /** The number of the line that `at` is in. */
  line = 1;
  /** Where the bytes of the last scalar begin and end, without quotes. */
  from = 0;
  to = 0;
  isPlain = false;
  /** Whether there is a backslash between, which is part of the text. */
  hasBackslash = false;
  /** The text of the last scalar where it is not just these bytes. */
  text: string | undefined;

  /** @param mostBytes of a text */
  constructor(readonly mostBytes: number) {}

  /** A plain or quoted scalar up to the end of its line, and on to the next line. */
  scalar(): void {
    const first = this.bytes[this.at] as number;
    this.text = undefined;
    this.hasBackslash = false;
    this.isPlain = false;
    if (first === SINGLE_QUOTE) this.#singleQuoted();
    else if (first === DOUBLE_QUOTE) this.#doubleQuoted();
    else this.#plain(first);
    if (this.to - this.from > this.mostBytes) throw HAND_OVER;
    this.endLine();
  }

  /** Past the line break that must come next. */
  endLine(): void {
    if (this.bytes[this.at] !== LINE_FEED) throw HAND_OVER;
    this.at++;
    this.line++;
  }

  /** The last scalar. */
  get value(): string {
    return this.text ?? this.bytes.toString('utf8', this.from, this.to);
  }

  /** Of the last scalar. */
  get tag(): ScalarTag {
    if (!this.isPlain) return 'str';
    const first = this.bytes[this.from] as number;
    // Anything else that is no text begins with a sign, which no plain scalar here does.
    const isTyped = isDigit(first) || (this.to - this.from <= LONGEST_WORD && BEGINS_WORD.has(first));
    return isTyped ? resolvePlain(this.value) : 'str';
  }

  /** Up to the end of the line; returns where the line ends. For a literal block, which may have tabs. */
  literalLine(): number {
    const { bytes } = this;
    for (let at = this.at; ; at++) {
      const byte = bytes[at] as number;
      const sort = SORTS[byte] as number;
      if (sort === SUSPICIOUS) refuseSuspicious(bytes, at);
      else if (sort === CONTROL && byte !== 0x09) {
        if (byte === LINE_FEED) return at;
        throw HAND_OVER;
      }
    }
  }

  #plain(first: number): void {
    if (first < 128 && BEGINS_PLAIN[first] !== 1) throw HAND_OVER;
    const { bytes } = this;
    let at = this.at;
    for (; ; at++) {
      const sort = SORTS[bytes[at] as number] as number;
      if (sort === ORDINARY) continue;
      if (sort === CONTROL) break;
      if (sort === IS_BACKSLASH) this.hasBackslash = true;
      else if (sort === SUSPICIOUS) refuseSuspicious(bytes, at);
      else if (sort === IS_HASH && bytes[at - 1] === SPACE) throw HAND_OVER;
      else if (sort === IS_COLON && (bytes[at + 1] === SPACE || bytes[at + 1] === LINE_FEED)) throw HAND_OVER;
    }
    if (bytes[at - 1] === SPACE) throw HAND_OVER;
    this.isPlain = true;
    this.from = this.at;
    this.to = this.at = at;
  }

  #singleQuoted(): void {
    const { bytes } = this;
    const from = this.at + 1;
    let isDoubled = false;
    let at = from;
    for (; ; at++) {
      const sort = SORTS[bytes[at] as number] as number;
      if (sort === ORDINARY) continue;
      if (sort === CONTROL) throw HAND_OVER;
      if (sort === IS_BACKSLASH) this.hasBackslash = true;
      else if (sort === SUSPICIOUS) refuseSuspicious(bytes, at);
      else if (sort === IS_SINGLE_QUOTE) {
        if (bytes[at + 1] !== SINGLE_QUOTE) break;
        isDoubled = true;
        at++;
      }
    }
    this.from = from;
    this.to = at;
    this.at = at + 1;
    if (isDoubled) this.text = bytes.toString('utf8', from, at).replaceAll("''", "'");
  }

  /** With JSON's escapes alone. */
  #doubleQuoted(): void {
    const { bytes } = this;
    const from = this.at + 1;
    let isEscaped = false;
    let at = from;
    for (; ; at++) {
      const sort = SORTS[bytes[at] as number] as number;
      if (sort === ORDINARY) continue;
      if (sort === CONTROL) throw HAND_OVER;
      if (sort === IS_DOUBLE_QUOTE) break;
      if (sort === SUSPICIOUS) refuseSuspicious(bytes, at);
      else if (sort === IS_BACKSLASH) {
        isEscaped = true;
        if (bytes[++at] === LINE_FEED) throw HAND_OVER;
      }
    }
    this.from = from;
    this.to = at;
    this.at = at + 1;
    if (!isEscaped) return;
    this.text = fromJson(bytes.toString('utf8', from - 1, at + 1));
    if (unusableText(this.text, this.mostBytes) !== undefined) throw HAND_OVER;
  }
}

function fromJson(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw HAND_OVER;
  }
}
