/** Turns js-yaml's events into nodes with places, and applies the rules that js-yaml leaves to others. */
import {
  EVENT_ID,
  getScalarValue,
  SCALAR_STYLE,
  type Event,
  type MappingEvent,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';
import type { Expansion } from './anchors.js';
import { firstDuplicates } from './duplicates.js';
import { absent, type Entry, type Node, type SourceLocation, type Scalar, type YamlIssue } from './nodes.js';
import { resolvePlain } from './resolve-plain.js';
import { SourceLocations } from './source-locations.js';
import { fullTag, MAP_TAG, NON_SPECIFIC, resolveTagged, SEQ_TAG, tagHandles } from './tags.js';
import { escapesBeyondUnicode, unusableText, usableText } from './texts.js';

type Collection = MappingEvent | SequenceEvent;
const ABSENT = -1;
const TAG_DETAIL =
  'A tag (a word that begins with an exclamation mark) is not one of str, int, float, bool, null, map and seq, or does not fit its value. Remove it.';
/** A piece of text; the events must be those of that text. */
export interface ParsedText {
  readonly text: string;
  readonly events: readonly Event[];
  /** Of the file, from 1. */
  readonly firstLine: number;
  /** At this depth of mappings whoever reads the piece looks for keys that stand twice, as only a part of the keys is in it. */
  readonly partAt?: number;
}

/** Builds the nodes of one piece of text. */
export class TreeBuilder {
  #at = 0;
  #depth = 0;
  /** Of the node built last. */
  #height = 0;
  #anchored = 0;
  /** Where the event before this one ended. */
  #previousEnd = 0;
  #lastLocation: SourceLocation;
  #tagHandles: ReadonlyMap<string, string> = new Map();
  readonly #places: SourceLocations;

  constructor(
    readonly piece: ParsedText,
    readonly expansion: Expansion,
    readonly report: (issue: YamlIssue) => void,
  ) {
    this.#places = new SourceLocations(piece.text, piece.firstLine);
    this.#lastLocation = { line: piece.firstLine, column: 1 };
  }

  /** The root of the first document. */
  build(): Node {
    const document = this.piece.events[this.#at++];
    if (document?.type === EVENT_ID.DOCUMENT) this.#tagHandles = tagHandles(document);
    return this.#node();
  }

  #node(): Node {
    const event = this.piece.events[this.#at++];
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        return this.#anchor(event, () => this.#scalar(event));
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE:
        return this.#anchor(event, () => this.#collection(event));
      case EVENT_ID.ALIAS:
        this.#previousEnd = event.anchorEnd;
        return this.#alias(
          this.piece.text.slice(event.anchorStart, event.anchorEnd),
          this.#places.at(event.anchorStart - 1),
        );
      default:
        throw new Error('a YAML event is missing');
    }
  }

  #anchor(event: ScalarEvent | Collection, build: () => Node): Node {
    this.expansion.count(1);
    if (event.anchorStart === ABSENT) return build();
    const { expansion } = this;
    const anchored = expansion.open(this.piece.text.slice(event.anchorStart, event.anchorEnd));
    const nodes = expansion.nodes - 1;
    const aliases = expansion.aliases;
    this.#anchored++;
    const node = build();
    this.#anchored--;
    anchored.size = expansion.nodes - nodes;
    anchored.aliases = expansion.aliases - aliases;
    anchored.height = this.#height;
    expansion.close(anchored, node);
    return node;
  }

  #alias(name: string, location: SourceLocation): Node {
    const { expansion } = this;
    const anchored = expansion.find(name);
    this.#height = 0;
    this.#lastLocation = location;
    const refuse = (code: YamlIssue['code'], detail: string): Node => {
      this.report({ ...location, code, detail });
      expansion.count(1);
      return absent(location);
    };
    if (!anchored)
      return refuse(
        'syntax',
        'This alias has no anchor before it. Write the value out, or put the text into quotes.',
      );
    if (!anchored.node)
      return refuse('alias', 'This alias stands for something that it is part of. Write the value out.');
    const before = expansion.aliases;
    expansion.aliases += 1 + anchored.aliases;
    const { limits } = expansion;
    if (expansion.aliases > limits.aliases) {
      if (before > limits.aliases) return absent(location);
      return refuse(
        'alias',
        `There are more than ${limits.aliases} aliases, those within others counted. Write the values out.`,
      );
    }
    if (this.#depth + anchored.height > limits.depth) return refuse('depth', tooDeep(limits.depth));
    expansion.count(anchored.size);
    this.#height = anchored.height;
    return anchored.node;
  }

  #collection(event: Collection): Node {
    const location = this.#places.at(event.start);
    this.#lastLocation = location;
    this.#previousEnd = event.start;
    const mapping = event.type === EVENT_ID.MAPPING;
    this.#checkCollectionTag(event, mapping ? MAP_TAG : SEQ_TAG);
    const { depth } = this.expansion.limits;
    if (this.#depth >= depth) {
      this.report({ ...location, code: 'depth', detail: tooDeep(depth) });
      this.#skip();
      this.#height = 0;
      return absent(location);
    }
    this.#depth++;
    const node: Node = mapping
      ? { type: 'map', entries: this.#entries(), ...location }
      : { type: 'seq', items: this.#items(), ...location };
    this.#depth--;
    return node;
  }

  #entries(): Entry[] {
    const entries: Entry[] = [];
    let height = 0;
    while (this.piece.events[this.#at]?.type !== EVENT_ID.POP) {
      const key = this.#node();
      if (key.type !== 'scalar') {
        this.report({
          line: key.line,
          column: key.column,
          code: 'syntax',
          detail: 'A key must be a text. Write a text as the key.',
        });
      } else this.#lastLocation = key;
      const value = this.#node();
      height = Math.max(height, this.#height);
      if (key.type === 'scalar') entries.push({ key, value });
    }
    this.#at++;
    this.#height = height + 1;
    return this.#depth === this.piece.partAt ? entries : firstDuplicates(entries, this.report);
  }

  #items(): Node[] {
    const items: Node[] = [];
    let height = 0;
    while (this.piece.events[this.#at]?.type !== EVENT_ID.POP) {
      items.push(this.#node());
      height = Math.max(height, this.#height);
    }
    this.#at++;
    this.#height = height + 1;
    return items;
  }

  /** Passes over the rest of a collection. */
  #skip(): void {
    for (let open = 1; open > 0; this.#at++) {
      const type = this.piece.events[this.#at]?.type;
      if (type === EVENT_ID.POP) open--;
      else if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) open++;
    }
  }

  #scalar(event: ScalarEvent): Scalar {
    const read = getScalarValue(this.piece.text, event);
    const location = this.#places.ofScalar(event, this.#previousEnd, this.#lastLocation);
    this.#lastLocation = location;
    this.#previousEnd = Math.max(event.valueEnd, event.tagEnd, event.anchorEnd, this.#previousEnd);
    this.#height = 0;
    const plain = event.style === SCALAR_STYLE.PLAIN;
    const wrong = unusableText(read, this.expansion.limits.stringBytes);
    const text = wrong === undefined ? read : usableText(read);
    if (wrong !== undefined) this.report({ ...location, code: 'string', detail: wrong });
    else if (
      event.style === SCALAR_STYLE.DOUBLE_QUOTED &&
      !event.fast &&
      escapesBeyondUnicode(this.piece.text.slice(event.valueStart, event.valueEnd))
    ) {
      this.report({
        ...location,
        code: 'string',
        detail: 'An escape names a character that does not exist. Correct it.',
      });
    }
    let tag = plain ? resolvePlain(text) : 'str';
    if (event.tagStart !== ABSENT) {
      const tagged = resolveTagged(fullTag(this.piece.text, event, this.#tagHandles), text);
      if (tagged === undefined) this.#refuseTag(event);
      else tag = tagged;
    }
    // What an anchor keeps must not keep the whole text with it.
    const value = this.#anchored > 0 ? Buffer.from(text, 'utf16le').toString('utf16le') : text;
    return {
      type: 'scalar',
      value,
      style: plain ? 'plain' : 'quoted',
      tag,
      line: location.line,
      column: location.column,
    };
  }

  #checkCollectionTag(event: Collection, expected: string): void {
    if (event.tagStart === ABSENT) return;
    const tag = fullTag(this.piece.text, event, this.#tagHandles);
    if (tag !== expected && tag !== NON_SPECIFIC) this.#refuseTag(event);
  }

  #refuseTag(event: ScalarEvent | Collection): void {
    this.report({ ...this.#places.at(event.tagStart), code: 'tag', detail: TAG_DETAIL });
  }
}

const tooDeep = (maximum: number): string =>
  `This is nested more than ${maximum} levels deep. Make it flatter.`;
