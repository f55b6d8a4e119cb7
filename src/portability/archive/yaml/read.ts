/** Reads YAML: an area file entry by entry in bounded memory, and small documents at once. */
import { PortabilityError } from '../../errors.js';
import { Expansion } from './anchors.js';
import { duplicateIssue } from './duplicates.js';
import { KeySet } from './key-set.js';
import { countLines, decodeLines } from './lines.js';
import {
  DEFAULT_YAML_LIMITS,
  type Entry,
  type Node,
  type Place,
  type YamlIssue,
  type YamlLimits,
} from './nodes.js';
import { noEntry, Parser } from './parser.js';
import { isWellFormed } from './texts.js';
import { createShapeFinder, lastEntry, type Shape } from './split-entries.js';

export type {
  Entry,
  Mapping,
  Node,
  Place,
  Scalar,
  ScalarTag,
  Sequence,
  YamlIssue,
  YamlLimits,
} from './nodes.js';

/** Limits that are left out have their defaults. */
export interface ReadOptions extends Partial<YamlLimits> {
  /** Takes every issue, in the order of finding. A document with an issue is not to be used. What it throws ends the reading. */
  readonly report: (issue: YamlIssue) => void;
}

/** Long enough that js-yaml's start-up is lost in it, short enough for the memory of a thread. */
const PIECE_BYTES = 256 * 1024;

/** Ends the reading from within; never leaves this file. */
class Stop extends Error {}

/**
 * The top-level entries of a mapping, in order, each key once. Synchronous; holds a piece of about 256 KiB at a time.
 * Entries around a syntax error are still handed out. Buffers may be reused once the next one is asked for.
 * @throws PortabilityError `yaml-too-complex` when an entry, or a document that cannot be cut, is longer than
 *   `wholeDocumentBytes`; `archive-too-large` with limit `nodes` when a piece has more than `nodes` nodes
 */
export function* readEntries(input: Iterable<Buffer>, options: ReadOptions): Generator<Entry, void> {
  const limits = limitsOf(options);
  const state = { issues: 0 };
  let mappings = 0;
  const report = counted(options.report, limits, state);
  const keys = new KeySet();
  const parser = new Parser(new Expansion(limits), report);
  try {
    for (const piece of pieces(input, limits, report)) {
      const roots =
        piece.shape === 'entries'
          ? parser.entries(piece.text, piece.line)
          : parser.document(piece.text, piece.line);
      for (const root of roots) {
        if (root.type !== 'map') {
          if (!piece.complete) report(noEntry(root));
          else if (!isEmpty(root)) report(rootIssue(root));
          continue;
        }
        mappings++;
        for (const entry of root.entries) {
          if (keys.add(entry.key.value)) yield entry;
          else report(duplicateIssue(entry));
        }
      }
    }
    if (mappings === 0 && state.issues === 0) options.report(EMPTY);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
}

/**
 * The root of a small document, or null when there is none or nothing could be read; then there was an issue.
 * @throws PortabilityError as `readEntries`
 */
export function readDocument(input: string | Buffer, options: ReadOptions): Node | null {
  const limits = limitsOf(options);
  const state = { issues: 0 };
  const report = counted(options.report, limits, state);
  const bytes = typeof input === 'string' ? Buffer.from(input) : input;
  try {
    if (typeof input === 'string' && !isWellFormed(input)) {
      report({
        line: 1,
        column: 1,
        code: 'not-utf8',
        detail: 'This text holds half a character (a lone surrogate).',
      });
      return null;
    }
    const text = [...decodeLines([bytes], lineOptions(limits, report))].join('');
    if (bytes.length > limits.wholeDocumentBytes) refuseLength(limits);
    const root =
      state.issues > 0 ? null : ([...new Parser(new Expansion(limits), report).document(text, 1)][0] ?? null);
    if (isEmpty(root) && state.issues === 0) report(EMPTY);
    return isEmpty(root) ? null : root;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return null;
  }
}

interface Piece {
  readonly text: string;
  /** The number of its first line. */
  readonly line: number;
  /** Whether this is the whole document. */
  readonly complete: boolean;
  readonly shape: Shape;
}

/** The document cut before entries; in one piece if it cannot be cut. */
function* pieces(
  input: Iterable<Buffer>,
  limits: YamlLimits,
  report: (issue: YamlIssue) => void,
): Generator<Piece, void> {
  let pending: string[] = [];
  let length = 0;
  let line = 1;
  let shape: Shape = 'unknown';
  const findShape = createShapeFinder();
  for (const text of decodeLines(input, lineOptions(limits, report))) {
    const before = shape;
    if (shape === 'unknown') shape = findShape(text);
    const cut = shape === 'entries' ? lastEntry(text) : -1;
    // The head of the document, up to its first entry, is no piece of its own.
    const cuttable =
      cut !== -1 && (before === 'entries' || (cut > 0 && lastEntry(text.slice(0, cut)) !== -1));
    if (cuttable && length + cut >= PIECE_BYTES / 2) {
      const piece = pending.join('') + text.slice(0, cut);
      yield { text: piece, line, complete: false, shape };
      line += countLines(piece);
      pending = [];
      length = -cut;
    }
    pending.push(length < 0 ? text.slice(cut) : text);
    length += text.length;
    if (length > limits.wholeDocumentBytes) refuseLength(limits);
  }
  if (pending.length > 0) yield { text: pending.join(''), line, complete: line === 1, shape };
}

const limitsOf = (options: ReadOptions): YamlLimits => ({
  depth: options.depth ?? DEFAULT_YAML_LIMITS.depth,
  aliases: options.aliases ?? DEFAULT_YAML_LIMITS.aliases,
  nodes: options.nodes ?? DEFAULT_YAML_LIMITS.nodes,
  stringBytes: options.stringBytes ?? DEFAULT_YAML_LIMITS.stringBytes,
  wholeDocumentBytes: options.wholeDocumentBytes ?? DEFAULT_YAML_LIMITS.wholeDocumentBytes,
  issues: options.issues ?? DEFAULT_YAML_LIMITS.issues,
});

/** A report that counts, and ends the reading at the limit or where nothing after it can be understood. */
function counted(
  report: ReadOptions['report'],
  limits: YamlLimits,
  state: { issues: number },
): (issue: YamlIssue) => void {
  return (issue) => {
    state.issues++;
    report(issue);
    if (state.issues >= limits.issues || issue.code === 'multiple-documents') throw new Stop();
  };
}

const lineOptions = (limits: YamlLimits, report: (issue: YamlIssue) => void) => ({
  pieceBytes: PIECE_BYTES,
  maximumBytes: limits.wholeDocumentBytes,
  tooLong: () => refuseLength(limits),
  report,
});

function refuseLength(limits: YamlLimits): never {
  throw new PortabilityError(
    'yaml-too-complex',
    `A YAML file has an entry of more than ${limits.wholeDocumentBytes} bytes, or is not written line by line. Write one entry per line at the left margin, as in an export.`,
    { limit: 'wholeDocumentBytes', maximum: limits.wholeDocumentBytes },
  );
}

const EMPTY: YamlIssue = Object.freeze({
  line: 1,
  column: 1,
  code: 'empty',
  detail: 'There is nothing in this document. If nothing is meant, write {}.',
});

const isEmpty = (root: Node | null): boolean =>
  root === null || (root.type === 'scalar' && root.tag === 'null');

const rootIssue = ({ line, column }: Place): YamlIssue => ({
  line,
  column,
  code: 'root',
  detail: 'The document must be a mapping: keys with a colon, at the left margin.',
});
