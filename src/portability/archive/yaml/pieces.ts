/** Cuts a document into pieces that can be parsed on their own: before its entries, and before those within an entry that is long. */
import { PortabilityError } from '../../errors.js';
import { findOpening, nextBoundary } from './boundaries.js';
import type { ByteSource, TextOrigin } from './byte-source.js';
import { countLines, decodeLines, type Lines } from './lines.js';
import type { SourceLocation, YamlIssue, YamlLimits } from './nodes.js';
import { Pending, type Taken } from './pending.js';
import { createShapeFinder, lastEntry, type Shape } from './split-entries.js';

/** How large what is parsed at once is. */
export interface PieceSizes {
  /** Long enough that js-yaml's start-up is lost in it, short enough for the memory of a thread; bytes. */
  readonly pieceBytes: number;
  /** An entry that is longer is cut before the entries within it, UTF-16 code units. */
  readonly longEntry: number;
}

export const PIECE_SIZES: PieceSizes = { pieceBytes: 256 * 1024, longEntry: 1024 * 1024 };

/** As much of what follows a piece as is needed to tell where it is wrong, UTF-16 code units. */
const FOLLOWING = 64 * 1024;

/** Whole entries of one mapping. */
export interface Piece {
  readonly type: 'piece';
  readonly text: string;
  /** The number of its first line. */
  readonly line: number;
  /** Where it can be read again. */
  readonly origin: TextOrigin;
  /** Where the mappings that its entries are in begin, in leading spaces, the outermost first. */
  readonly margins: readonly number[];
  /** Whether this is the whole document. */
  readonly complete: boolean;
  /** `entries` if what it holds begins with an entry, comments and the head of the document aside. */
  readonly shape: Shape;
  /** What stands behind it in the document. */
  readonly following: string;
}

/** Entries, or the beginning or the end of one that is cut. */
export type Cut =
  | Piece
  | {
      readonly type: 'begin';
      /** The key, with what stands before it, as an entry without a value. */
      readonly head: Piece;
      /** Where its value begins, a mapping. */
      readonly value: SourceLocation;
    }
  | { readonly type: 'end' };

/**
 * The document in pieces of at least half `pieceBytes`, as far as entries are so long; in one piece if it cannot be cut.
 * @throws PortabilityError `yaml-too-complex` when a piece is longer than `wholeDocumentBytes`
 */
export function* cutDocument(
  source: ByteSource,
  limits: YamlLimits,
  sizes: PieceSizes,
  report: (issue: YamlIssue) => void,
): Generator<Cut, void> {
  const cutter = new Cutter(limits, sizes);
  const lines = decodeLines(source.from(0), {
    pieceBytes: sizes.pieceBytes,
    maximumBytes: limits.wholeDocumentBytes,
    tooLong: () => refuseLength(limits),
    report,
  });
  for (const each of lines) yield* cutter.push(each);
  yield* cutter.end();
}

class Cutter {
  readonly #pending = new Pending();
  readonly #findShape = createShapeFinder();
  #shape: Shape = 'unknown';
  /** Of the mapping whose entries are looked for, and those around it. */
  #margins: readonly number[] = [0];
  /** Where the last entry begins in what is pending, or -1. */
  #entry = -1;
  /** Whether another entry begins before that one. */
  #preceded = false;
  /** Whether the last entry was looked at and cannot be cut. */
  #whole = false;

  constructor(
    readonly limits: YamlLimits,
    readonly sizes: PieceSizes,
  ) {}

  *push(lines: Lines): Generator<Cut, void> {
    const offset = this.#pending.length;
    if (this.#shape === 'unknown') this.#shape = this.#findShape(lines.text);
    this.#pending.push(lines);
    if (this.#shape === 'entries') yield* this.#cut(offset);
    if (this.#pending.length > this.limits.wholeDocumentBytes) refuseLength(this.limits);
  }

  *end(): Generator<Cut, void> {
    if (this.#pending.length > 0) yield this.#take(this.#pending.length, this.#pending.line === 1);
    yield* this.#close(1);
  }

  /** Looks through what is pending from there on. */
  *#cut(offset: number): Generator<Cut, void> {
    if (this.#margins.length === 1) yield* this.#cutTop(offset);
    else yield* this.#cutWithin(offset);
    while (!this.#isShort() && (yield* this.#open())) yield* this.#cutWithin(0, this.#entry + 1);
  }

  #isShort(): boolean {
    return this.#whole || this.#entry === -1 || this.#pending.length - this.#entry <= this.sizes.longEntry;
  }

  /** At the top, where the last entry is all that is needed. */
  *#cutTop(offset: number): Generator<Cut, void> {
    const text = this.#pending.tail(offset);
    const found = lastEntry(text);
    if (found === -1) return;
    // The head of the document, up to its first entry, is no piece of its own.
    this.#preceded ||= this.#entry !== -1 || (found > 0 && lastEntry(text.slice(0, found)) !== -1);
    this.#entry = offset + found;
    this.#whole = false;
    if (this.#preceded && this.#entry >= this.sizes.pieceBytes / 2) yield this.#takeEntries();
  }

  /** In a mapping within an entry, up to its end, and in those around it; in what is pending from `offset` on, where a line begins, the lines behind `from`. */
  *#cutWithin(offset: number, from = 0): Generator<Cut, void> {
    const text = this.#pending.tail(offset);
    let base = offset;
    let innermost = this.#margins.length - 1;
    const next = (from: number) => nextBoundary(text, from, this.#margins[innermost] as number);
    for (let at = next(from); at; at = next(at.offset + 1)) {
      const level = this.#margins.indexOf(at.indent);
      // Indented like nothing around it: whoever parses the piece finds out what is wrong.
      if (level === -1) continue;
      const isEnd = level < innermost;
      this.#preceded ||= this.#entry !== -1;
      this.#entry = base + at.offset;
      this.#whole = false;
      if (this.#preceded && (isEnd || this.#entry >= this.sizes.pieceBytes / 2)) {
        base -= this.#entry;
        yield this.#takeEntries();
      }
      if (!isEnd) continue;
      yield* this.#close(level + 1);
      innermost = level;
      if (level === 0) return yield* this.#cutTop(0);
    }
  }

  /** What is pending before the last entry. */
  #takeEntries(): Piece {
    const piece = this.#take(this.#entry);
    this.#entry = 0;
    this.#preceded = false;
    return piece;
  }

  /** Begins to cut the last entry, if its value is a mapping that can be cut; returns whether it is. */
  *#open(): Generator<Cut, boolean> {
    this.#whole = true;
    // Deeper than that is told by whoever parses it.
    if (this.#margins.length >= this.limits.depth) return false;
    const text = this.#pending.tail(0);
    const opening = findOpening(text, this.#entry, this.#margins.at(-1) as number);
    if (!opening) return false;
    const before = this.#preceded ? this.#entry : 0;
    const head = text.slice(before, opening.below);
    // A directive is about all of the document.
    if (/^%/m.test(head)) return false;
    if (before > 0) yield this.#takeEntries();
    const { line } = this.#pending;
    const above = countLines(text.slice(before, opening.first));
    yield {
      type: 'begin',
      head: this.#take(head.length),
      value: { line: line + above, column: opening.margin + 1 },
    };
    this.#margins = [...this.#margins, opening.margin];
    // Known here alone: with a tag before its key, it does not look like the beginning of an entry.
    this.#entry = opening.first - opening.below;
    this.#preceded = false;
    this.#whole = false;
    return true;
  }

  *#close(levels: number): Generator<Cut, void> {
    for (; this.#margins.length > levels; this.#margins = this.#margins.slice(0, -1)) yield { type: 'end' };
  }

  #take(length: number, complete = false): Piece {
    const taken: Taken = this.#pending.take(length);
    return {
      type: 'piece',
      ...taken,
      complete,
      margins: this.#margins,
      shape: this.#shape,
      following: this.#pending.next.slice(0, FOLLOWING),
    };
  }
}

export function refuseLength(limits: YamlLimits): never {
  const maximum = limits.wholeDocumentBytes;
  throw new PortabilityError(
    'yaml-too-complex',
    `A YAML file has a value, or an entry in brackets or with an anchor, of more than ${maximum} bytes. Write each entry, and each key of it, on a line of its own, as in an export.`,
    { limit: 'wholeDocumentBytes', maximum },
  );
}
