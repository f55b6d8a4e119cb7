/** Steps through the text of a JSON document (RFC 8259) token by token, so that numbers keep their digits. */

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const NUMBER_ALONE = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** Whether a text is one JSON number, which is a number of YAML's core schema too. */
export const isNumberToken = (text: string): boolean => NUMBER_ALONE.test(text);

/** Throws a SyntaxError that names the offset, never the text, where the document is not JSON. */
export class JsonCursor {
  #offset = 0;

  constructor(readonly text: string) {}

  /** The next character that is not white space, not consumed; empty at the end. */
  peek(): string {
    let code = this.text.charCodeAt(this.#offset);
    while (code === 0x20 || (code >= 0x09 && code <= 0x0d)) code = this.text.charCodeAt(++this.#offset);
    return this.text.charAt(this.#offset);
  }

  /** Consumes the character if it comes next. */
  accept(character: string): boolean {
    if (this.peek() !== character) return false;
    this.#offset++;
    return true;
  }

  expect(character: string): void {
    if (!this.accept(character)) this.#fail();
  }

  /** A string, decoded. */
  string(): string {
    this.expect('"');
    const start = this.#offset;
    let escaped = false;
    for (;;) {
      const code = this.text.charCodeAt(this.#offset++);
      if (code === 0x22) break;
      if (code === 0x5c) {
        escaped = true;
        this.#offset++;
      } else if (Number.isNaN(code)) this.#fail();
    }
    if (!escaped) return this.text.slice(start, this.#offset - 1);
    return JSON.parse(this.text.slice(start - 1, this.#offset)) as string;
  }

  /** A number, `true`, `false` or `null`, as it is spelt. */
  bare(): string {
    const next = this.peek();
    if (next === 't') return this.#word('true');
    if (next === 'f') return this.#word('false');
    if (next === 'n') return this.#word('null');
    NUMBER.lastIndex = this.#offset;
    const token = NUMBER.exec(this.text)?.[0];
    if (token === undefined) this.#fail();
    this.#offset += token.length;
    return token;
  }

  end(): void {
    if (this.peek() !== '') this.#fail();
  }

  #word(word: string): string {
    if (!this.text.startsWith(word, this.#offset)) this.#fail();
    this.#offset += word.length;
    return word;
  }

  #fail(): never {
    throw new SyntaxError(`not a JSON document: unexpected character at offset ${this.#offset}`);
  }
}
