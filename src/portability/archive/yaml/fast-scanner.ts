/** Scans the scalars of canonical YAML at one offset after the other; what is not certain is handed over to js-yaml. */
import type { Scalar } from './nodes.js';
import { resolvePlain } from './resolve-plain.js';
import { unusableText } from './texts.js';
import { TEXT_MERGE_KEY } from './write-scalar.js';

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const HASH = 0x23;
const COLON = 0x3a;
const SINGLE_QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;
const EXCLAMATION = 0x21;
const BACKSLASH = 0x5c;

/** What the scanner gives up with; it has no message, because nothing is wrong. */
export const HAND_OVER = Symbol('hand over to js-yaml');

/** By code unit below 128: may it begin a plain scalar? Signs and points are looked at together with what follows. */
export const BEGINS_PLAIN = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/($~') {
  BEGINS_PLAIN[character.charCodeAt(0)] = 1;
}
const BEGINS_NUMBER = /[-+.][.0-9]|\.[in]/y;

/** Code units from DEL on that js-yaml may refuse or take for something else. */
export const isSuspicious = (code: number): boolean =>
  code >= 0x7f && (code < 0xa0 || code === 0x2028 || code === 0x2029 || code === 0xfeff || code >= 0xfffe);

export class FastScanner {
  offset = 0;
  /** The number of the line that `offset` is in. */
  line: number;
  /** Where that line begins. */
  lineStart = 0;
  /** Of the line that begins with a value: its leading spaces; -1 at the end of the text. */
  indent = -1;
  /** Nodes made so far. */
  nodes = 0;

  /** `text` must end with a line break, and breaks must be `\n`. */
  constructor(
    readonly text: string,
    firstLine: number,
    readonly stringBytes: number,
  ) {
    this.line = firstLine;
  }

  /** Goes from the beginning of a line to the first character of the next line that is not blank or a comment; returns its indentation. */
  nextLine(): number {
    const { text } = this;
    let offset = this.offset;
    for (;;) {
      this.lineStart = offset;
      while (text.charCodeAt(offset) === SPACE) offset++;
      const code = text.charCodeAt(offset);
      if (code === HASH) offset = text.indexOf('\n', offset);
      else if (code !== LINE_FEED) {
        this.indent = offset < text.length ? offset - this.lineStart : -1;
        this.offset = offset;
        return this.indent;
      }
      offset++;
      this.line++;
    }
  }

  /** Past the spaces that must come next. */
  spaces(): void {
    const { text } = this;
    if (text.charCodeAt(this.offset) !== SPACE) throw HAND_OVER;
    while (text.charCodeAt(this.offset) === SPACE) this.offset++;
  }

  /** Past the line break that must come next. */
  endLine(): void {
    if (this.text.charCodeAt(this.offset) !== LINE_FEED) throw HAND_OVER;
    this.offset++;
    this.line++;
  }

  /** A quoted or plain scalar on one line; a plain one ends before a colon that ends a key, or at the end of the line. */
  flowScalar(): Scalar {
    const code = this.text.charCodeAt(this.offset);
    if (code === SINGLE_QUOTE) return this.#singleQuoted();
    if (code === DOUBLE_QUOTE) return this.#doubleQuoted();
    if (code === EXCLAMATION) return this.#taggedMergeKey();
    return this.#plain(code);
  }

  /** Whether the colon of a key comes next. */
  atColon(): boolean {
    if (this.text.charCodeAt(this.offset) !== COLON) return false;
    const next = this.text.charCodeAt(this.offset + 1);
    return next === SPACE || next === LINE_FEED;
  }

  #plain(first: number): Scalar {
    const { text } = this;
    const start = this.offset;
    if (first < 128 ? BEGINS_PLAIN[first] !== 1 : isSuspicious(first)) {
      BEGINS_NUMBER.lastIndex = start;
      if (!BEGINS_NUMBER.test(text)) throw HAND_OVER;
    }
    let offset = start;
    let previous = 0;
    for (; ; offset++) {
      const code = text.charCodeAt(offset);
      if (code < SPACE) {
        if (code === LINE_FEED) break;
        throw HAND_OVER;
      }
      if (code === COLON) {
        const next = text.charCodeAt(offset + 1);
        if (next === SPACE || next === LINE_FEED) break;
      } else if ((code === HASH && previous === SPACE) || isSuspicious(code)) throw HAND_OVER;
      previous = code;
    }
    if (previous === SPACE) throw HAND_OVER;
    this.offset = offset;
    const value = text.slice(start, offset);
    return this.#scalar(value, 'plain', resolvePlain(value), start);
  }

  /** The one key that the writer tags. */
  #taggedMergeKey(): Scalar {
    if (!this.text.startsWith(TEXT_MERGE_KEY, this.offset)) throw HAND_OVER;
    this.offset += TEXT_MERGE_KEY.length - "'<<'".length;
    return this.#singleQuoted();
  }

  #singleQuoted(): Scalar {
    const { text } = this;
    const start = this.offset;
    let escaped = false;
    let offset = start + 1;
    for (; ; offset++) {
      const code = text.charCodeAt(offset);
      if (code === SINGLE_QUOTE) {
        if (text.charCodeAt(offset + 1) !== SINGLE_QUOTE) break;
        escaped = true;
        offset++;
      } else if (code < SPACE || isSuspicious(code)) throw HAND_OVER;
    }
    this.offset = offset + 1;
    const raw = text.slice(start + 1, offset);
    return this.#scalar(escaped ? raw.replaceAll("''", "'") : raw, 'quoted', 'str', start);
  }

  /** With JSON's escapes alone. */
  #doubleQuoted(): Scalar {
    const { text } = this;
    const start = this.offset;
    let escaped = false;
    let offset = start + 1;
    for (; ; offset++) {
      const code = text.charCodeAt(offset);
      if (code === DOUBLE_QUOTE) break;
      if (code === BACKSLASH) {
        escaped = true;
        if (text.charCodeAt(++offset) === LINE_FEED) throw HAND_OVER;
      } else if (code < SPACE || isSuspicious(code)) throw HAND_OVER;
    }
    this.offset = offset + 1;
    const value = escaped ? fromJson(text.slice(start, offset + 1)) : text.slice(start + 1, offset);
    if (escaped && unusableText(value, this.stringBytes) !== undefined) throw HAND_OVER;
    return this.#scalar(value, 'quoted', 'str', start);
  }

  #scalar(value: string, style: Scalar['style'], tag: Scalar['tag'], start: number): Scalar {
    // The exact judgement, and its issue, come from the other path.
    if (value.length * 3 > this.stringBytes) throw HAND_OVER;
    this.nodes++;
    return { type: 'scalar', value, style, tag, line: this.line, column: start - this.lineStart + 1 };
  }
}

function fromJson(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw HAND_OVER;
  }
}
