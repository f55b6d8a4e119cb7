/** Reads rows of a canonical area file from their bytes straight to COPY lines, and leaves every other entry as if it had not been looked at. */
import { Buffer } from 'node:buffer';
import { MAX_TEXT_BYTES } from '../values.js';
import { packLocation } from '../staged-row.js';
import { FEW } from '../yaml/duplicates.js';
import { HAND_OVER } from '../yaml/fast-scanner.js';
import { PIECE_SIZES } from '../yaml/pieces.js';
import { isHexadecimal, isUuidAt, startsWith, UUID_BYTES } from './byte-shapes.js';
import { ByteScanner } from './byte-scanner.js';
import type { CopyLines } from './copy-lines.js';
import { copyField } from './scan-field.js';
import { planKey, STEP, type PlannedField, type RowPlan } from './row-plan.js';
import { ORIGIN } from '../origin.js';
import { sumOf } from '../../sum.js';

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const COLON = 0x3a;
const TAB = 0x09;
const NULL = Buffer.from('\\N');
const ORIGIN_KEY = planKey(ORIGIN.key).bytes;

/** Bytes. A longer entry is read piece by piece; the nodes of one that is not are not too many. */
const LONGEST_ENTRY = PIECE_SIZES.longEntry;

export interface RowReaderOptions {
  /** One text, bytes. */
  readonly stringBytes: number;
  /** Told of each entry how many rows of it were added to their lines. */
  readonly added: (rows: number) => void;
}

export class RowReader {
  readonly scanner: ByteScanner;
  /** Of the kinds of the area. */
  readonly #lines: readonly CopyLines[];
  /** Where the keys of the mappings begin that are open, each behind those around it. */
  readonly #keys: number[] = [];

  constructor(
    readonly root: RowPlan,
    readonly options: RowReaderOptions,
  ) {
    this.scanner = new ByteScanner(Math.min(options.stringBytes, MAX_TEXT_BYTES));
    this.#lines = linesOf(root);
  }

  /**
   * Takes the entries from where the scanner is to its end, up to the first that is not canonical or not right; the scanner then is at its
   * beginning. Where one ends, another begins, or the document ends.
   */
  entries(isNew: (key: string) => boolean): void {
    const scanner = this.scanner;
    let { at, line } = scanner;
    try {
      while (at < scanner.end) {
        for (const lines of this.#lines) lines.mark();
        this.#row(this.root, -1);
        // Only what certainly begins another entry ends this one.
        if (scanner.at < scanner.end && !isHexadecimal(scanner.bytes[scanner.at] as number)) throw HAND_OVER;
        if (scanner.at - at > LONGEST_ENTRY) throw HAND_OVER;
        if (!isNew(scanner.bytes.toString('latin1', at, at + UUID_BYTES))) throw HAND_OVER;
        ({ at, line } = scanner);
        this.options.added(sumOf(this.#lines.map(({ newRows }) => newRows)));
      }
    } catch (error) {
      if (error !== HAND_OVER) throw error;
      for (const lines of this.#lines) lines.reset();
      this.#keys.length = 0;
      scanner.at = at;
      scanner.line = line;
    }
  }

  /** Whether the next line is indented so far; one that is indented further is left. */
  #isAt(column: number): boolean {
    const { bytes, at, end } = this.scanner;
    if (at >= end) return false;
    let content = at;
    while (bytes[content] === SPACE) content++;
    if (content - at > column) throw HAND_OVER;
    return content - at === column;
  }

  /** A row from the line of its key on, with those that nest under it. `parent` is where the UUID of the row above stands. */
  #row(plan: RowPlan, parent: number): void {
    const scanner = this.scanner;
    const { bytes, line } = scanner;
    const { lines, place } = plan;
    const id = scanner.at + place.column - STEP;
    if (place.levels < 1 || !isUuidAt(bytes, id) || bytes[id + UUID_BYTES] !== COLON) throw HAND_OVER;
    scanner.at = id + UUID_BYTES + 1;
    scanner.endLine();
    if (!this.#isAt(place.column)) throw HAND_OVER;
    lines.reserve(0);
    lines.copy(bytes, id, id + UUID_BYTES);
    this.#origin(plan, id);
    if (plan.hasParent) {
      lines.byte(TAB);
      lines.copy(bytes, parent, parent + UUID_BYTES);
    }
    this.#fields(plan);
    lines.byte(TAB);
    lines.number(packLocation({ line, column: place.column - STEP + 1 }));
    for (const packed of plan.linkPlaces) {
      lines.byte(TAB);
      if (packed === 0) lines.copy(NULL, 0, NULL.length);
      else lines.number(packed);
    }
    lines.byte(LINE_FEED);
    lines.rows++;
    this.#children(plan, id);
  }

  #origin({ lines, place }: RowPlan, id: number): void {
    const scanner = this.scanner;
    const { bytes } = scanner;
    lines.byte(TAB);
    const key = scanner.at + place.column;
    if (!startsWith(bytes, key, ORIGIN_KEY)) return lines.copy(NULL, 0, NULL.length);
    scanner.at = key + ORIGIN_KEY.length;
    if (bytes[scanner.at++] !== SPACE) throw HAND_OVER;
    scanner.scalar();
    const { from, to } = scanner;
    if (to - from !== UUID_BYTES || !isUuidAt(bytes, from)) throw HAND_OVER;
    if (isSame(bytes, from, id)) lines.copy(NULL, 0, NULL.length);
    else lines.copy(bytes, from, to);
  }

  /** The fields of a row in the order of the declaration. */
  #fields(plan: RowPlan): void {
    const scanner = this.scanner;
    const { bytes } = scanner;
    const { fields, lines, place, given, linkPlaces } = plan;
    given.fill(0);
    linkPlaces.fill(0);
    let next = 0;
    while (next < fields.length && this.#isAt(place.column)) {
      const key = scanner.at + place.column;
      const index = indexAt(bytes, key, fields, next);
      if (index === -1) break;
      for (; next < index; next++) addAbsent(lines, fields[next] as PlannedField);
      const field = fields[next++] as PlannedField;
      if (field.link !== -1)
        linkPlaces[field.link] = packLocation({
          line: scanner.line,
          column: place.column + field.length + ' '.length + 1,
        });
      scanner.at = key + field.bytes.length;
      lines.byte(TAB);
      copyField(scanner, lines, field, place);
      given[index] = 1;
    }
    for (; next < fields.length; next++) addAbsent(lines, fields[next] as PlannedField);
    for (const [one, other] of plan.pairs) if (isNull(plan, one) !== isNull(plan, other)) throw HAND_OVER;
  }

  /** The rows under a row whose UUID stands there, kind by kind in the order of the declaration. */
  #children({ children, place }: RowPlan, id: number): void {
    const scanner = this.scanner;
    for (const { bytes: key, plan } of children) {
      if (!this.#isAt(place.column)) return;
      if (!startsWith(scanner.bytes, scanner.at + place.column, key)) continue;
      scanner.at += place.column + key.length;
      scanner.endLine();
      this.#rows(plan, id);
    }
    if (this.#isAt(place.column)) throw HAND_OVER;
  }

  #rows(plan: RowPlan, parent: number): void {
    const column = plan.place.column - STEP;
    const keys = this.#keys;
    const first = keys.length;
    if (!this.#isAt(column)) throw HAND_OVER;
    do {
      keys.push(this.scanner.at + column);
      this.#row(plan, parent);
    } while (this.#isAt(column));
    if (hasSame(this.scanner.bytes, keys, first)) throw HAND_OVER;
    keys.length = first;
  }
}

/** Those of the kind and of the kinds that nest under it. */
const linesOf = ({ lines, children }: RowPlan): readonly CopyLines[] => [
  lines,
  ...children.flatMap(({ plan }) => linesOf(plan)),
];

/** Which of the fields from there on the key is of, or -1. */
function indexAt(bytes: Uint8Array, key: number, fields: readonly PlannedField[], from: number): number {
  for (let index = from; index < fields.length; index++)
    if (startsWith(bytes, key, (fields[index] as PlannedField).bytes)) return index;
  return -1;
}

function addAbsent(lines: CopyLines, { absent }: PlannedField): void {
  if (!absent) throw HAND_OVER;
  lines.byte(TAB);
  lines.copy(absent, 0, absent.length);
}

const isNull = ({ given, fields }: RowPlan, index: number): boolean =>
  given[index] === 0 && fields[index]?.isNullWhenAbsent === true;

/** Whether the same UUID stands at both places. */
function isSame(bytes: Uint8Array, one: number, other: number): boolean {
  for (let index = 0; index < UUID_BYTES; index++)
    if (bytes[one + index] !== bytes[other + index]) return false;
  return true;
}

/** Whether two of the UUIDs are the same that stand at these places from `first` on. */
function hasSame(bytes: Buffer, places: readonly number[], first: number): boolean {
  const count = places.length - first;
  if (count > FEW) {
    const keys = places.slice(first).map((at) => bytes.toString('latin1', at, at + UUID_BYTES));
    return new Set(keys).size < count;
  }
  for (let index = first + 1; index < places.length; index++)
    for (let other = first; other < index; other++)
      if (isSame(bytes, places[index] as number, places[other] as number)) return true;
  return false;
}
