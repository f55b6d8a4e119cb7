/** Parses the pieces of one document, one after the other; anchors of earlier pieces stay known. */
import { COLLECTION_STYLE, EVENT_ID, parseEvents, YAMLException, type Event } from 'js-yaml';
import { tooManyNodes, type Expansion } from './anchors.js';
import type { PassEntries } from './entry-scanner.js';
import { FastParser } from './fast-parser.js';
import { countLines } from './lines.js';
import type { Entry, Node, SourceLocation, YamlIssue } from './nodes.js';
import { splitEntries } from './split-entries.js';
import { syntaxIssue } from './syntax-issue.js';
import type { Piece } from './pieces.js';
import { TreeBuilder, type ParsedText } from './tree-builder.js';

/** From this length on values are counted before js-yaml makes an event of each; a shorter text cannot hold too many. */
const COUNTED_LENGTH = 1_048_576;
/** Every value but the first needs one of these before it; prose has some of them too, hence the generous factor. */
const SEPARATOR = /[,[{\n]|[-:?](?=[\s,[\]{}])/g;
const EVENTS_PER_NODE = 2;
/** js-yaml counts scalars as a level, and is to leave the judgement to the builder. */
const EXTRA_DEPTH = 2;

const MARKER = /^(?:---|\.\.\.)(?=[ \t\n]|$)/gm;
const SECOND_DOCUMENT =
  'A second document begins here. Keep one document in this file and remove the line of dashes or dots.';

type Words = readonly [code: YamlIssue['code'], detail: string];
const NO_ENTRY: Words = [
  'syntax',
  'Here a key with a colon must stand. Add the colon, or indent what belongs to the line above.',
];
export const NO_MAPPING: Words = [
  'root',
  'The document must be a mapping: keys with a colon, at the left margin.',
];

export const issueAt = ({ line, column }: SourceLocation, [code, detail]: Words): YamlIssue => ({
  line,
  column,
  code,
  detail,
});

/** Whether a document has nothing to say. */
export const isNull = (root: Node): boolean => root.type === 'scalar' && root.tag === 'null';

type TopPiece = Pick<Piece, 'text' | 'line' | 'complete'>;
type WithinPiece = Pick<Piece, 'text' | 'line' | 'margins' | 'following'>;

export class Parser {
  #ended = false;

  constructor(
    readonly expansion: Expansion,
    readonly report: (issue: YamlIssue) => void,
  ) {}

  /** The root of a text that is not cut: nothing if there is none, or a syntax error was reported. */
  *document(text: string, firstLine: number): Generator<Node, void> {
    const events = this.#events(text);
    if (events instanceof YAMLException) this.report(syntaxIssue(events, firstLine));
    else yield* this.#build({ text, events, firstLine });
  }

  /**
   * The entries of a piece at whose first line an entry begins; those around a syntax error, too.
   * `complete` says that it is the whole document.
   * @param pass asked before each entry
   */
  *entries({ text, line: firstLine, complete }: TopPiece, pass?: PassEntries): Generator<Entry, void> {
    let rest = text;
    let line = firstLine;
    if (!this.#ended) {
      const fast = new FastParser(text, firstLine, this.expansion.limits);
      for (;;) {
        if (pass) fast.moveTo(pass(text, { offset: fast.rest, line: fast.restLine }, fast.isPossible));
        const entry = fast.next();
        if (!entry) break;
        this.expansion.nodes = 0;
        this.expansion.count(fast.nodes);
        yield entry;
      }
      if (fast.rest === text.length) return;
      rest = text.slice(fast.rest);
      line = fast.restLine;
    }
    const events = this.#events(rest);
    if (!(events instanceof YAMLException)) {
      yield* this.#entriesOf(rest, events, line, complete && rest === text ? NO_MAPPING : NO_ENTRY);
      return;
    }
    const parts = splitEntries(rest);
    if (parts.length === 1 || !(yield* this.#piecemeal(parts, line))) this.report(syntaxIssue(events, line));
  }

  /**
   * The entries of a piece from within a longer entry, duplicates too; returns whether there was a syntax error, which is reported and
   * ends the entries.
   */
  *within({ text, line, margins, following }: WithinPiece): Generator<Entry, boolean> {
    let rest = text;
    let restLine = line;
    if (!this.#ended) {
      const fast = new FastParser(text, line, this.expansion.limits, margins);
      for (let entry = fast.next(); entry; entry = fast.next()) {
        this.expansion.nodes = 0;
        this.expansion.count(fast.nodes);
        yield entry;
      }
      if (fast.rest === text.length) return false;
      rest = text.slice(fast.rest);
      restLine = fast.restLine;
    }
    const context = contextOf(margins);
    const firstLine = restLine - margins.length;
    const events = this.#events(context + rest);
    if (events instanceof YAMLException) {
      // What is wrong may be how the next line goes on.
      const longer = this.#events(context + rest + following);
      this.report(syntaxIssue(longer instanceof YAMLException ? longer : events, firstLine));
      return true;
    }
    for (const root of this.#build({ text: context + rest, events, firstLine, partAt: margins.length }))
      yield* this.#withoutContext(root, margins.length);
    return false;
  }

  /** The entries of the mapping so many levels below, the root counted, but for the first. */
  *#withoutContext(root: Node, levels: number): Generator<Entry, void> {
    let node = root;
    for (let level = 1; node.type === 'map'; level++) {
      const [first, ...others] = node.entries;
      if (level === levels) return yield* others;
      for (const { key } of others) this.report(issueAt(key, NO_ENTRY));
      if (!first) return;
      node = first.value;
    }
  }

  /** Returns whether anything was wrong. */
  *#piecemeal(parts: readonly string[], firstLine: number): Generator<Entry, boolean> {
    let line = firstLine;
    let wrong = false;
    for (const part of parts) {
      const events = this.#events(part);
      if (events instanceof YAMLException) {
        this.report(syntaxIssue(events, line));
        wrong = true;
      } else if (yield* this.#entriesOf(part, events, line, NO_ENTRY)) wrong = true;
      line += countLines(part);
    }
    return wrong;
  }

  /** Returns whether the root was not a mapping. An empty whole document is left to whoever finds no entry in it. */
  *#entriesOf(
    text: string,
    events: readonly Event[],
    line: number,
    otherwise: Words,
  ): Generator<Entry, boolean> {
    let wrong = false;
    for (const root of this.#build({ text, events, firstLine: line })) {
      if (root.type === 'map' && !inFlow(events)) yield* root.entries;
      else if (otherwise !== NO_MAPPING || !isNull(root)) {
        this.report(issueAt(root, otherwise));
        wrong = true;
      }
    }
    return wrong;
  }

  *#build(piece: ParsedText): Generator<Node, void> {
    const { text, events, firstLine } = piece;
    const documents = events.filter((event) => event.type === EVENT_ID.DOCUMENT);
    const [first] = documents;
    if (!first) return;
    if (this.#ended)
      this.report({ line: firstLine, column: 1, code: 'multiple-documents', detail: SECOND_DOCUMENT });
    this.expansion.nodes = 0;
    yield new TreeBuilder(piece, this.expansion, this.report).build();
    if (documents.length > 1) {
      const offset = [...text.matchAll(MARKER)][first.explicitStart ? 1 : 0]?.index ?? 0;
      this.report({
        line: firstLine + countLines(text.slice(0, offset)),
        column: 1,
        code: 'multiple-documents',
        detail: SECOND_DOCUMENT,
      });
    }
    this.#ended = documents.at(-1)?.explicitEnd === true;
  }

  #events(text: string): readonly Event[] | YAMLException {
    const { limits } = this.expansion;
    if (text.length > COUNTED_LENGTH) {
      const most = limits.nodes * EVENTS_PER_NODE;
      const found = countSeparators(text, most);
      if (found > most) throw tooManyNodes(limits.nodes, found);
    }
    try {
      return parseEvents(text, { maxDepth: limits.depth + EXTRA_DEPTH });
    } catch (error) {
      if (error instanceof YAMLException) return error;
      throw error;
    }
  }
}

/** A line for each mapping around entries, and one for an entry before them: as they stand in their document. */
const contextOf = (margins: readonly number[]): string =>
  margins
    .map((margin, level) => `${' '.repeat(margin)}k:${level === margins.length - 1 ? ' 0' : ''}\n`)
    .join('');

/** Whether the root is written in brackets: then it is no entry of the mapping that the piece is part of. */
function inFlow(events: readonly Event[]): boolean {
  const root = events[1];
  return root?.type === EVENT_ID.MAPPING && root.style === COLLECTION_STYLE.FLOW;
}

/** Stops counting beyond `most`. */
function countSeparators(text: string, most: number): number {
  let count = 0;
  SEPARATOR.lastIndex = 0;
  while (count <= most && SEPARATOR.test(text)) count++;
  return count;
}
