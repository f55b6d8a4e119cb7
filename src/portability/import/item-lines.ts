/** Writes the items of a plan as lines of JSON, from PostgreSQL's bytes to those of the answer. */
import { ByteWriter } from '../archive/byte-writer.js';
import type { Kind } from '../archive/define-kind.js';
import { instantOf } from '../archive/item-spelling.js';
import { labelOf } from '../archive/label.js';
import { unpackLocation } from '../archive/staged-row.js';
import type { PreviewItem } from './answers.js';

/** What is said of a row beside what stands in its first columns. */
export type ItemRest = Pick<PreviewItem, 'reason' | 'changes'>;

/** Columns as PostgreSQL's texts: UUID, label, location and when the existing row was changed; see `stagedItemsSql`. */
export type ItemRow = readonly (Buffer | null)[];

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const DELETE = 0x7f;
const END = Buffer.from('}\n');

/**
 * The items of one kind in one mode. A text that JSON and a label take as it is goes from bytes to bytes, any other by way of a string:
 * both write the same.
 */
export class ItemLines {
  readonly #out = new ByteWriter();
  readonly #begin: Buffer;
  readonly #file: string;
  readonly #noun: string;

  /** @param file of the kind's area, in the archive */
  constructor(mode: string, kind: Kind, file: string) {
    this.#begin = Buffer.from(`{"mode":${JSON.stringify(mode)},"kind":${JSON.stringify(kind.name)},"id":`);
    this.#file = JSON.stringify(file);
    [this.#noun] = kind.noun;
  }

  /** What was written since the last call. */
  take(): Buffer {
    return this.#out.take();
  }

  /** Writes a `PreviewItem`. */
  line(effect: PreviewItem['effect'], row: ItemRow, { reason, changes }: ItemRest = {}): void {
    const [id, label, location, updatedAt] = row;
    const out = this.#out;
    out.raw(this.#begin);
    if (id && isPlainJson(id)) this.#plain(id);
    else out.text(JSON.stringify(String(id ?? '')));
    out.text(',"label":');
    const isNamed = this.#label(label);
    out.text(`,"effect":"${effect}"`);
    if (reason) out.text(`,"reason":"${reason}"`);
    if (changes) out.text(`,"changes":${JSON.stringify(changes)}`);
    if (!isNamed) out.text(',"unnamed":true');
    if (updatedAt && updatedAt.length > 0)
      out.text(`,"existing":{"updatedAt":${JSON.stringify(instantOf(String(updatedAt)))}}`);
    if (location) {
      const { line, column } = unpackLocation(Number(String(location)));
      out.text(`,"location":{"file":${this.#file},"line":${line},"column":${column}}`);
    }
    out.raw(END);
  }

  /** @returns whether the row has a name */
  #label(bytes: Buffer | null | undefined): boolean {
    if (bytes && isVisible(bytes[0]) && isVisible(bytes.at(-1)) && isPlainJson(bytes)) {
      this.#plain(bytes);
      return true;
    }
    const label = labelOf(bytes?.toString());
    this.#out.text(JSON.stringify(label ?? this.#noun));
    return label !== undefined;
  }

  #plain(bytes: Buffer): void {
    this.#out.byte(QUOTE);
    this.#out.raw(bytes);
    this.#out.byte(QUOTE);
  }
}

/** Whether JSON takes the bytes of a text as they are (RFC 8259, section 7). */
function isPlainJson(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte < SPACE || byte === QUOTE || byte === BACKSLASH) return false;
  return true;
}

/** Of ASCII, and nothing that is cut off a label's ends. */
const isVisible = (byte: number | undefined): boolean => byte !== undefined && byte > SPACE && byte < DELETE;
