/** Parses canonical YAML many times faster than js-yaml, to the same nodes; gives up on everything else. */
import { hasDuplicates } from './duplicates.js';
import type { TextPosition } from './entry-scanner.js';
import { beginsFlow, readFlow } from './fast-flow.js';
import { readLiteral } from './fast-literal.js';
import { FastScanner, HAND_OVER } from './fast-scanner.js';
import { beginsEntry } from './split-entries.js';
import type { Entry, Mapping, Node, Sequence, YamlLimits } from './nodes.js';

const SPACE = 0x20;
const LINE_FEED = 0x0a;
const HYPHEN = 0x2d;
const PIPE = 0x7c;

/**
 * Reads the entries of the block mapping that a text is, one by one, as long as they are what `write.ts` writes, with any
 * indentation, blank lines and lines of comment. The first one that is not stays for js-yaml, with all that follows; then nothing is
 * known to be wrong.
 */
export class FastParser {
  /** Where the text begins that was not read, and the number of that line. */
  rest = 0;
  restLine: number;
  /** Whether there is anything that it may read. */
  readonly isPossible: boolean;
  /** Nodes of the entry read last. */
  nodes = 0;
  readonly #scanner: FastScanner;
  readonly #levels: number;
  readonly #margin: number;

  /** @param margins of the mapping that the entries are of, last, and of those around it, in leading spaces */
  constructor(text: string, firstLine: number, limits: YamlLimits, margins: readonly number[] = [0]) {
    this.#scanner = new FastScanner(text, firstLine, limits.stringBytes);
    this.#levels = limits.depth - (margins.length - 1);
    this.#margin = margins.at(-1) as number;
    this.restLine = firstLine;
    this.isPossible = text.endsWith('\n') && !text.includes('\0') && !text.includes('\r');
    if (this.isPossible) this.#scanner.nextLine();
  }

  /** Passes over what another one read, up to where an entry begins or the text ends. */
  moveTo({ offset, line }: TextPosition): void {
    if (offset === this.rest) return;
    this.#scanner.offset = offset;
    this.#scanner.line = line;
    if (this.isPossible) this.#scanner.nextLine();
    this.rest = offset;
    this.restLine = line;
  }

  /** The next entry, or null: then `rest` is the length of the text, or js-yaml has to go on from there. */
  next(): Entry | null {
    const scanner = this.#scanner;
    if (scanner.indent !== this.#margin) return null;
    scanner.nodes = 0;
    try {
      const entry = readEntry(scanner, this.#margin, this.#levels);
      // Only what certainly begins another entry ends this one.
      if (!atEntryOrEnd(scanner, this.#margin)) return null;
      this.nodes = scanner.nodes;
      this.rest = scanner.lineStart;
      this.restLine = scanner.line;
      return entry;
    } catch (error) {
      if (error === HAND_OVER) return null;
      throw error;
    }
  }
}

const atEntryOrEnd = ({ indent, text, offset }: FastScanner, margin: number): boolean =>
  indent === -1 || (indent === margin && beginsEntry(text, offset));

const atDash = ({ text, offset }: FastScanner): boolean =>
  text.charCodeAt(offset) === HYPHEN && text.charCodeAt(offset + 1) === SPACE;

/**
 * From the key to the line behind its value. `column` is that of the key, from 0;
 * `levels`, here and below, is how many collections may be within one another from the key's mapping on.
 */
function readEntry(scanner: FastScanner, column: number, levels: number): Entry {
  const key = scanner.flowScalar();
  if (!scanner.atColon()) throw HAND_OVER;
  scanner.offset++;
  const below = scanner.text.charCodeAt(scanner.offset) === LINE_FEED;
  return { key, value: below ? readBelow(scanner, column, levels) : readBeside(scanner, column, levels) };
}

/** From the first key on to the line behind the mapping. */
function readMapping(scanner: FastScanner, column: number, levels: number): Mapping {
  if (levels === 0) throw HAND_OVER;
  const { line } = scanner;
  const entries: Entry[] = [];
  scanner.nodes++;
  do entries.push(readEntry(scanner, column, levels));
  while (scanner.indent === column && !atDash(scanner));
  if (scanner.indent > column || hasDuplicates(entries)) throw HAND_OVER;
  return { type: 'map', entries, line, column: column + 1 };
}

/** From the first dash on to the line behind the sequence. */
function readSequence(scanner: FastScanner, column: number, levels: number): Sequence {
  if (levels === 0) throw HAND_OVER;
  const { line } = scanner;
  const items: Node[] = [];
  scanner.nodes++;
  do {
    scanner.offset++;
    items.push(readItem(scanner, column, levels));
  } while (scanner.indent === column && atDash(scanner));
  if (scanner.indent > column) throw HAND_OVER;
  return { type: 'seq', items, line, column: column + 1 };
}

/** The value of a key on the lines below it. */
function readBelow(scanner: FastScanner, column: number, levels: number): Node {
  scanner.endLine();
  scanner.nextLine();
  const { indent } = scanner;
  if (atDash(scanner) && indent >= column) return readSequence(scanner, indent, levels - 1);
  if (indent <= column) throw HAND_OVER;
  return readMapping(scanner, indent, levels - 1);
}

/** What follows a dash: a value, or a collection that begins on the same line. */
function readItem(scanner: FastScanner, column: number, levels: number): Node {
  scanner.spaces();
  const start = scanner.offset;
  const inner = start - scanner.lineStart;
  const code = scanner.text.charCodeAt(start);
  if (code === HYPHEN && scanner.text.charCodeAt(start + 1) === SPACE) {
    return readSequence(scanner, inner, levels - 1);
  }
  if (code === PIPE || beginsFlow(code)) return readValue(scanner, column, levels);
  const { nodes } = scanner;
  const scalar = scanner.flowScalar();
  if (scanner.atColon()) {
    scanner.offset = start;
    scanner.nodes = nodes;
    return readMapping(scanner, inner, levels - 1);
  }
  scanner.endLine();
  scanner.nextLine();
  return scalar;
}

/** The value of a key on its line. */
function readBeside(scanner: FastScanner, column: number, levels: number): Node {
  scanner.spaces();
  return readValue(scanner, column, levels);
}

/** A scalar or a collection in brackets, on to the beginning of what follows. */
function readValue(scanner: FastScanner, column: number, levels: number): Node {
  const code = scanner.text.charCodeAt(scanner.offset);
  if (code === PIPE) {
    const literal = readLiteral(scanner, column);
    scanner.nextLine();
    return literal;
  }
  const value = beginsFlow(code) ? readFlow(scanner, column, levels - 1) : scanner.flowScalar();
  scanner.endLine();
  scanner.nextLine();
  return value;
}
