/** The keys that were seen so far: exact, and 16 bytes apiece for UUIDs, of which there may be a million. */
import { getRandomValues } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const FIRST_CAPACITY = 1_024;
const WORDS = 4;

/** Drawn anew for every set, so that nobody can prepare keys that fall on one another. */
const oddFactors = (): Uint32Array => getRandomValues(new Uint32Array(WORDS)).map((factor) => factor | 1);

export class KeySet {
  #capacity = FIRST_CAPACITY;
  /** Open addressing, four words a slot. The nil UUID marks a free slot and is kept among the texts. */
  #slots = new Uint32Array(FIRST_CAPACITY * WORDS);
  #used = 0;
  readonly #factors = oddFactors();
  readonly #texts = new Set<string>();

  /** Returns false if the key was there already. */
  add(key: string): boolean {
    if (key.length !== 36 || !UUID.test(key)) return this.#addText(key);
    const digits = key.replaceAll('-', '');
    const uuid = [0, 8, 16, 24].map((start) => Number.parseInt(digits.slice(start, start + 8), 16));
    const [a = 0, b = 0, c = 0, d = 0] = uuid;
    if ((a | b | c | d) === 0) return this.#addText(key);
    if (this.#used * 2 >= this.#capacity) this.#grow();
    if (!this.#insert(a, b, c, d)) return false;
    this.#used++;
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
