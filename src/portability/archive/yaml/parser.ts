/** Parses the pieces of one document, one after the other; anchors of earlier pieces stay known. */
import { EVENT_ID, parseEvents, YAMLException, type Event } from 'js-yaml';
import { tooManyNodes, type Expansion } from './anchors.js';
import { parseFast } from './fast-parser.js';
import { countLines } from './lines.js';
import type { Node, Place, YamlIssue } from './nodes.js';
import { splitEntries } from './split-entries.js';
import { syntaxIssue } from './syntax-issue.js';
import { TreeBuilder } from './tree-builder.js';

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

/** For a place where an entry of the top-level mapping must be. */
export const noEntry = ({ line, column }: Place): YamlIssue => ({
  line,
  column,
  code: 'syntax',
  detail: 'Here a key with a colon must stand. Add the colon, or indent what belongs to the line above.',
});

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
    else yield* this.#build(text, events, firstLine);
  }

  /** The root of a piece; if it has a syntax error, the mappings of those of its entries that can be read. */
  *entries(text: string, firstLine: number): Generator<Node, void> {
    const fast = this.#ended ? null : parseFast(text, firstLine, this.expansion.limits);
    if (fast) {
      this.expansion.nodes = 0;
      this.expansion.count(fast.nodes);
      yield fast.root;
      return;
    }
    const events = this.#events(text);
    if (!(events instanceof YAMLException)) {
      yield* this.#build(text, events, firstLine);
      return;
    }
    const parts = splitEntries(text);
    let line = firstLine;
    let explained = false;
    for (const part of parts.length > 1 ? parts : []) {
      const partial = this.#events(part);
      if (partial instanceof YAMLException) {
        this.report(syntaxIssue(partial, line));
        explained = true;
      } else {
        for (const root of this.#build(part, partial, line)) {
          if (root.type === 'map') yield root;
          else this.report(noEntry(root));
          explained ||= root.type !== 'map';
        }
      }
      line += countLines(part);
    }
    if (!explained) this.report(syntaxIssue(events, firstLine));
  }

  *#build(text: string, events: readonly Event[], firstLine: number): Generator<Node, void> {
    const documents = events.filter((event) => event.type === EVENT_ID.DOCUMENT);
    const [first] = documents;
    if (!first) return;
    if (this.#ended)
      this.report({ line: firstLine, column: 1, code: 'multiple-documents', detail: SECOND_DOCUMENT });
    this.expansion.nodes = 0;
    yield new TreeBuilder(text, events, firstLine, this.expansion, this.report).build();
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

/** Stops counting beyond `most`. */
function countSeparators(text: string, most: number): number {
  let count = 0;
  SEPARATOR.lastIndex = 0;
  while (count <= most && SEPARATOR.test(text)) count++;
  return count;
}
