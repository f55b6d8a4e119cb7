/** Writes rows of the database as YAML, from PostgreSQL's bytes to those of the file. */
import { Buffer } from 'node:buffer';
import type { Kind, KindField } from './define-kind.js';
import { ORIGIN } from './origin.js';
import { lengthAt, LENGTH_BYTES, NULL_LENGTH, textAt, type PackedRow } from './packed-row.js';
import { mediaPath } from './paths.js';
import { isPlainList, isPlainNumber, isUtcInstant } from './plain-values.js';
import { instantOf, itemSpelling } from './item-spelling.js';
import { VALUE_FORMATS, yamlNumber, type ValueFormat } from './value-formats.js';
import { isUuidIn } from './yaml/byte-style.js';
import { YamlBytes } from './yaml/byte-writer.js';
import { spellKey, STEP, YamlWriter } from './yaml/write.js';

/** A field at its place in a file. */
interface FieldPlan {
  readonly field: KindField;
  /** Mappings from the top. */
  readonly depth: number;
  /** Of its key, in spaces. */
  readonly column: number;
  /** What stands before a value: the indentation, the key, the colon, and a space or, before a list, a line break. */
  readonly key: Buffer;
}

/** The fields of a kind in their order; the origin stands before them. */
interface KindPlan {
  readonly origin: FieldPlan;
  readonly fields: readonly FieldPlan[];
}

const COLON_AND_LINE_FEED = Buffer.from(':\n');
const LINE_FEED = 0x0a;
const SPACE = 0x20;
const DOUBLE_QUOTE = 0x22;
const QUOTE = 0x27;
const DASH = 0x2d;
const LETTER_T = 0x74;
const TRUE = Buffer.from('true\n');
const FALSE = Buffer.from('false\n');
const TIME = 'T'.charCodeAt(0);
const UTC = Buffer.from("Z'\n");
/** Bytes of a day, and of `+00`. */
const DAY_BYTES = 10;
const ZONE_BYTES = 3;

/**
 * Writes rows one after the other. What is usual goes from bytes to bytes; what is not, and what is no row, by way of `YamlWriter`: both
 * write the same.
 */
export class RowEncoder {
  readonly #out = new YamlBytes();
  readonly #writer = new YamlWriter();
  readonly #plans = new Map<Kind, KindPlan>();

  /** Bytes that `take` would return. */
  get length(): number {
    return this.#out.length;
  }

  /** What was written since the last call, in memory of its own. */
  take(): Buffer {
    return this.#out.take();
  }

  /** Writes something as a `YamlWriter` does. */
  write(work: (writer: YamlWriter) => void): void {
    work(this.#writer);
    this.#out.text(this.#writer.take());
  }

  /** Writes a key that rows stand under. */
  key(depth: number, key: string): void {
    this.write((writer) => writer.mapKey(depth, key));
  }

  /**
   * Writes a row: its UUID as a key, and its fields below. Null is left out, as are empty lists and objects.
   * In the row stand its UUID, where it nests that of its parent, its origin if it `hasOrigin`, then the fields; a media field takes three
   * texts: the UUID, and the file name and content type that its path is made of.
   */
  row(depth: number, kind: Kind, row: PackedRow, hasOrigin: boolean): void {
    const { bytes } = row;
    let at = this.#id(depth, row);
    if (kind.parent) at += LENGTH_BYTES + Math.max(0, lengthAt(bytes, at));
    const { origin, fields } = this.#planOf(kind, depth + 1);
    if (hasOrigin) at = this.#field(origin, bytes, at);
    for (const plan of fields) at = this.#field(plan, bytes, at);
  }

  #planOf(kind: Kind, depth: number): KindPlan {
    const known = this.#plans.get(kind);
    if (known) return known;
    const column = depth * STEP;
    const planOf = (field: KindField): FieldPlan => {
      const key = `${spellKey(column, field.key)}${field.type === 'textList' ? '\n' : ' '}`;
      return { field, depth, column, key: Buffer.from(key) };
    };
    const plan = { origin: planOf(ORIGIN), fields: kind.fields.map(planOf) };
    this.#plans.set(kind, plan);
    return plan;
  }

  /** @returns where the next value begins */
  #id(depth: number, { bytes, at }: PackedRow): number {
    const start = at + LENGTH_BYTES;
    const end = start + Math.max(0, lengthAt(bytes, at));
    if (isUuidIn(bytes, start, end)) {
      this.#out.indent(depth * STEP);
      this.#out.raw(bytes, start, end);
      this.#out.raw(COLON_AND_LINE_FEED);
    } else {
      this.write((writer) => writer.mapKey(depth, bytes.toString('utf8', start, end)));
    }
    return end;
  }

  /** @returns where the next value begins */
  #field(plan: FieldPlan, bytes: Buffer, at: number): number {
    const length = lengthAt(bytes, at);
    const start = at + LENGTH_BYTES;
    const end = start + Math.max(0, length);
    if (plan.field.type === 'media') return this.#media(plan, bytes, at);
    if (length !== NULL_LENGTH) this.#value(plan, bytes, start, end);
    return end;
  }

  #value(plan: FieldPlan, bytes: Buffer, start: number, end: number): void {
    const { field, depth, column, key } = plan;
    const out = this.#out;
    switch (field.type) {
      case 'boolean':
        out.raw(key);
        out.raw(end === start + 1 && bytes[start] === LETTER_T ? TRUE : FALSE);
        return;
      case 'integer':
      case 'decimal':
        if (isPlainNumber(bytes, start, end)) this.#plain(key, bytes, start, end);
        else this.write((writer) => writer.number(depth, field.key, bytes.toString('utf8', start, end)));
        return;
      case 'timestamp':
        if (isUtcInstant(bytes, start, end)) this.#instant(key, bytes, start, end);
        else
          this.write((writer) =>
            writer.scalar(depth, field.key, instantOf(bytes.toString('utf8', start, end))),
          );
        return;
      case 'textList':
        if (isPlainList(bytes, start, end)) this.#list(plan, bytes, start, end);
        else this.#unusualList(plan, bytes.toString('utf8', start, end));
        return;
      case 'list':
        this.#values(plan, bytes.toString('utf8', start, end));
        return;
      case 'value':
        this.#valueText(plan, field.format, bytes, [start, end]);
        return;
      case 'json':
        this.#json(plan, bytes.toString('utf8', start, end));
        return;
      default:
        out.raw(key);
        out.scalar(bytes, start, end, column + STEP);
    }
  }

  #valueText(
    { depth, field, column, key }: FieldPlan,
    format: ValueFormat,
    bytes: Buffer,
    [start, end]: readonly [number, number],
  ): void {
    if (!VALUE_FORMATS[format].isNumber) {
      this.#out.raw(key);
      this.#out.scalar(bytes, start, end, column + STEP);
    } else if (isPlainNumber(bytes, start, end)) this.#plain(key, bytes, start, end);
    else
      this.write((writer) => writer.token(depth, field.key, yamlNumber(bytes.toString('utf8', start, end))));
  }

  #values({ field, depth }: FieldPlan, json: string): void {
    const items = JSON.parse(json) as (string | null)[];
    if (field.type !== 'list' || (items.length === 0 && !field.nullable)) return;
    this.write((writer) => writer.tokens(depth, field.key, items, itemSpelling(field.item)));
  }

  #plain(key: Buffer, bytes: Buffer, start: number, end: number): void {
    this.#out.raw(key);
    this.#out.raw(bytes, start, end);
    this.#out.byte(LINE_FEED);
  }

  #instant(key: Buffer, bytes: Buffer, start: number, end: number): void {
    const out = this.#out;
    out.raw(key);
    out.byte(QUOTE);
    out.raw(bytes, start, start + DAY_BYTES);
    out.byte(TIME);
    out.raw(bytes, start + DAY_BYTES + 1, end - ZONE_BYTES);
    out.raw(UTC);
  }

  /** Of texts in quotes without an escape. */
  #list({ column, key }: FieldPlan, bytes: Buffer, start: number, end: number): void {
    const out = this.#out;
    out.raw(key);
    // Behind the bracket, and then behind each comma, is a quote.
    for (let from = start + 2; from < end;) {
      const to = bytes.indexOf(DOUBLE_QUOTE, from);
      out.indent(column + STEP);
      out.byte(DASH);
      out.byte(SPACE);
      out.scalar(bytes, from, to, column + 2 * STEP);
      from = to + 3;
    }
  }

  #unusualList({ field, depth }: FieldPlan, json: string): void {
    const items = JSON.parse(json) as string[];
    if (items.length > 0) this.write((writer) => writer.list(depth, field.key, items));
    else if (field.nullable) this.write((writer) => writer.json(depth, field.key, json));
  }

  #json({ field, depth }: FieldPlan, json: string): void {
    // What may be null is null where it is left out, and empty where it says so.
    if (json !== '{}' || field.nullable) this.write((writer) => writer.json(depth, field.key, json));
  }

  /** @returns where the next value begins */
  #media({ field, depth }: FieldPlan, bytes: Buffer, at: number): number {
    const id = textAt(bytes, at);
    const fileName = textAt(bytes, id.end);
    const contentType = textAt(bytes, fileName.end);
    if (id.text !== null) {
      const path = mediaPath(id.text, fileName.text ?? '', contentType.text ?? '');
      this.write((writer) => writer.scalar(depth, field.key, path));
    }
    return contentType.end;
  }
}
