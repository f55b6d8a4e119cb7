/** The keys that were seen so far: exact, and 16 bytes apiece for UUIDs, of which there may be a million. */
import { getRandomValues } from 'node:crypto';

const FIRST_CAPACITY = 1_024;
const WORDS = 4;
const UUID_LENGTH = 36;
const HYPHEN = 0x2d;

/** Drawn anew for every set, so that nobody can prepare keys that fall on one another. */
const oddFactors = (): Uint32Array => getRandomValues(new Uint32Array(WORDS)).map((factor) => factor | 1);

export class KeySet {
  #capacity = FIRST_CAPACITY;
  /** Open addressing, four words a slot. The nil UUID marks a free slot and is kept among the texts. */
  #slots = new Uint32Array(FIRST_CAPACITY * WORDS);
  #used = 0;
  /** Of the key that is being added. */
  readonly #words = new Uint32Array(WORDS);
  readonly #factors = oddFactors();
  readonly #texts = new Set<string>();

  /** Returns false if the key was there already. */
  add(key: string): boolean {
    if (key.length !== UUID_LENGTH || !this.#parse(key)) return this.#addText(key);
    const [a = 0, b = 0, c = 0, d = 0] = this.#words;
    if ((a | b | c | d) === 0) return this.#addText(key);
    if (this.#used * 2 >= this.#capacity) this.#grow();
    if (!this.#insert(a, b, c, d)) return false;
    this.#used++;
    return true;
  }

  /** Puts a UUID in lower case into `words`; returns whether it is one. */
  #parse(key: string): boolean {
    let word = 0;
    let digits = 0;
    for (let index = 0; index < UUID_LENGTH; index++) {
      const code = key.charCodeAt(index);
      if (index === 8 || index === 13 || index === 18 || index === 23) {
        if (code !== HYPHEN) return false;
        continue;
      }
      if (code >= 0x30 && code <= 0x39) word = (word << 4) | (code - 0x30);
      else if (code >= 0x61 && code <= 0x66) word = (word << 4) | (code - 0x57);
      else return false;
      if ((++digits & 7) === 0) this.#words[(digits >>> 3) - 1] = word;
    }
    return true;
  }

  #addText(key: string): boolean {
    if (this.#texts.has(key)) return false;
    // A copy: a slice would keep the text alive that it was cut from.
    this.#texts.add(Buffer.from(key, 'utf16le').toString('utf16le'));
    return true;
  }

  #insert(a: number, b: number, c: number, d: number): boolean {
    const slots = this.#slots;
    const mask = this.#capacity - 1;
    const [p = 1, q = 1, r = 1, s = 1] = this.#factors;
    const mixed = Math.imul(a, p) ^ Math.imul(b, q) ^ Math.imul(c, r) ^ Math.imul(d, s);
    const hash = Math.imul(mixed ^ (mixed >>> 16), p);
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const at = slot * WORDS;
      if (slots[at] === a && slots[at + 1] === b && slots[at + 2] === c && slots[at + 3] === d) return false;
      if (
        ((slots[at] as number) |
          (slots[at + 1] as number) |
          (slots[at + 2] as number) |
          (slots[at + 3] as number)) ===
        0
      ) {
        slots[at] = a;
        slots[at + 1] = b;
        slots[at + 2] = c;
        slots[at + 3] = d;
        return true;
      }
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#capacity *= 2;
    this.#slots = new Uint32Array(this.#capacity * WORDS);
    for (let at = 0; at < old.length; at += WORDS) {
      const [a = 0, b = 0, c = 0, d = 0] = old.subarray(at, at + WORDS);
      if ((a | b | c | d) !== 0) this.#insert(a, b, c, d);
    }
  }
}
