/** Reads entries that are too long for memory: once to find all that is wrong, and again, piece by piece, whenever what is in them is asked for. */
import { Expansion, tooManyNodes } from './anchors.js';
import { readAgain, type ByteSource, type TextOrigin } from './byte-source.js';
import { duplicateIssue } from './duplicates.js';
import { KeySet } from './key-set.js';
import type { Entry, Scalar, SourceLocation, YamlIssue, YamlLimits } from './nodes.js';
import { Parser } from './parser.js';
import { refuseLength, type Cut, type Piece } from './pieces.js';
import { Stop, type Reporter } from './reporter.js';

type Begin = Extract<Cut, { type: 'begin' }>;

/** A piece that lies in the file alone. */
interface StoredPiece {
  readonly origin: TextOrigin;
  readonly length: number;
  readonly line: number;
  readonly margins: readonly number[];
}

type Part = StoredPiece | readonly Entry[];

/** A mapping whose entries are being read for the first time. */
interface Open {
  readonly key: Scalar;
  readonly value: SourceLocation;
  readonly keys: KeySet;
  readonly parts: Part[];
  readonly duplicates: YamlIssue[];
}

/** The long entries of one document. */
export class LongEntries {
  /** Of what has an anchor or an alias, and so stays in memory. */
  #keptLength = 0;
  #keptNodes = 0;

  constructor(
    readonly source: ByteSource,
    readonly parser: Parser,
    readonly reporter: Reporter,
  ) {}

  /**
   * Takes the cuts of an entry, up to its end; undefined where there is a syntax error. What is wrong with it is reported in the order in
   * which it would be if it were short.
   */
  read(begin: Begin, cuts: Iterator<Cut, void>): Entry | undefined {
    const { reporter } = this;
    const open: Open[] = [];
    let entry: Entry | undefined;
    reporter.hold();
    try {
      for (let cut: Cut | void = begin; cut && !entry; cut = entry ? undefined : cuts.next().value) {
        if (cut.type === 'end') entry = this.#close(open);
        else if (!(cut.type === 'begin' ? this.#open(open, cut) : this.#take(open.at(-1) as Open, cut))) {
          reporter.keepLast();
          skip(cuts, open.length + (cut.type === 'begin' ? 1 : 0));
          break;
        }
      }
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      while (open.length > 0) entry = this.#close(open);
    }
    reporter.release();
    return entry;
  }

  /** Whether the key could be read. */
  #open(open: Open[], { head, value }: Begin): boolean {
    const found = [...(head.margins.length === 1 ? this.parser.entries(head) : this.parser.within(head))].at(
      -1,
    );
    if (!found) return false;
    // A copy: a slice would keep the text alive that it was cut from.
    const key = { ...found.key, value: Buffer.from(found.key.value, 'utf16le').toString('utf16le') };
    open.push({ key, value, keys: new KeySet(), parts: [], duplicates: [] });
    return true;
  }

  /** Whether the piece could be read. What has an anchor or an alias stays in memory, as it means nothing without what stands before it. */
  #take(into: Open, piece: Piece): boolean {
    const { expansion } = this.parser;
    const { uses } = expansion;
    const entries: Entry[] = [];
    const reading = this.parser.within(piece);
    try {
      for (;;) {
        const { done, value } = reading.next();
        if (done) return !value;
        entries.push(value);
        if (!into.keys.add(value.key.value)) this.#addDuplicate(into, value);
      }
    } finally {
      const { text, origin, line, margins } = piece;
      into.parts.push(
        expansion.uses === uses
          ? { origin, length: text.length, line, margins }
          : this.#keep(entries, text.length),
      );
    }
  }

  #keep(entries: readonly Entry[], length: number): readonly Entry[] {
    const { nodes, limits } = this.parser.expansion;
    this.#keptLength += length;
    this.#keptNodes += nodes;
    if (this.#keptLength > limits.wholeDocumentBytes) refuseLength(limits);
    if (this.#keptNodes > limits.nodes) throw tooManyNodes(limits.nodes, this.#keptNodes);
    return entries;
  }

  #addDuplicate({ duplicates }: Open, entry: Entry): void {
    // With more of them the reading ends before anybody asks for the entries.
    if (duplicates.length < this.reporter.most) duplicates.push(duplicateIssue(entry));
  }

  /** Ends the innermost mapping; returns the entry if it is the outermost. */
  #close(open: Open[]): Entry | undefined {
    const { key, value, parts, duplicates } = open.pop() as Open;
    duplicates.forEach(this.reporter.report);
    const { limits } = this.parser.expansion;
    const entries = new StoredEntries(this.source, limits, parts, new Set(duplicates.map(placeOf)));
    const entry: Entry = { key, value: { type: 'map', entries, ...value } };
    const around = open.at(-1);
    if (!around) return entry;
    if (!around.keys.add(key.value)) this.#addDuplicate(around, entry);
    around.parts.push([entry]);
    return undefined;
  }
}

const placeOf = ({ line, column }: SourceLocation): string => `${line}:${column}`;

/** Passes over the cuts up to the end of so many entries within one another. */
function skip(cuts: Iterator<Cut, void>, levels: number): void {
  for (let left = levels; left > 0;) {
    const cut = cuts.next().value;
    if (!cut) return;
    if (cut.type !== 'piece') left += cut.type === 'begin' ? 1 : -1;
  }
}

/** The entries of a mapping that lies in a file: whoever goes through them reads it once more. */
class StoredEntries implements Iterable<Entry> {
  constructor(
    readonly source: ByteSource,
    readonly limits: YamlLimits,
    readonly parts: readonly Part[],
    readonly duplicates: ReadonlySet<string>,
  ) {}

  *[Symbol.iterator](): Iterator<Entry> {
    for (const part of this.parts) {
      for (const entry of 'origin' in part ? this.#again(part) : part)
        if (this.duplicates.size === 0 || !this.duplicates.has(placeOf(entry.key))) yield entry;
    }
  }

  /** It was found to be right, but for what was reported. */
  #again({ origin, length, line, margins }: StoredPiece): Iterable<Entry> {
    const text = readAgain(this.source, origin, length);
    const parser = new Parser(new Expansion(this.limits), () => undefined);
    return parser.within({ text, line, margins, following: '' });
  }
}
