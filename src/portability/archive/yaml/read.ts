/** Reads YAML: an area file entry by entry in bounded memory, and small documents at once. */
import { Expansion } from './anchors.js';
import { duplicateIssue } from './duplicates.js';
import { KeySet } from './key-set.js';
import { decodeLines } from './lines.js';
import { DEFAULT_YAML_LIMITS, type Entry, type Node, type YamlIssue, type YamlLimits } from './nodes.js';
import { isNull, issueAt, NO_MAPPING, Parser } from './parser.js';
import { cutPieces, refuseLength } from './pieces.js';
import { isWellFormed } from './texts.js';

export type {
  Entry,
  Mapping,
  Node,
  SourceLocation,
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

/** Ends the reading from within; never leaves this file. */
class Stop extends Error {}

const EMPTY: YamlIssue = Object.freeze({
  line: 1,
  column: 1,
  code: 'empty',
  detail: 'There is nothing in this document. If nothing is meant, write {}.',
});

/**
 * The top-level entries of a mapping, in order, each key once. Synchronous; holds a piece of about 256 KiB at a time.
 * Entries around a syntax error are still handed out. Buffers may be reused once the next one is asked for.
 * @throws PortabilityError `yaml-too-complex` when an entry, or a document that cannot be cut, is longer than
 *   `wholeDocumentBytes`; `archive-too-large` with limit `nodes` when what is in memory at once has more nodes
 */
export function* readEntries(input: Iterable<Buffer>, options: ReadOptions): Generator<Entry, void> {
  const limits = limitsOf(options);
  const count = { issues: 0, entries: 0 };
  const report = counting(options.report, limits, count);
  const keys = new KeySet();
  const parser = new Parser(new Expansion(limits), report);
  try {
    for (const piece of cutPieces(input, limits, report)) {
      if (piece.shape !== 'entries') {
        yield* entriesOfRoot(parser.document(piece.text, piece.line), report, count);
        continue;
      }
      for (const entry of parser.entries(piece.text, piece.line, piece.complete)) {
        count.entries++;
        if (keys.add(entry.key.value)) yield entry;
        else report(duplicateIssue(entry));
      }
    }
    if (count.entries === 0 && count.issues === 0) options.report(EMPTY);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
}

/** Of a document in one piece; an empty mapping counts as something that was read. */
function* entriesOfRoot(
  roots: Iterable<Node>,
  report: (issue: YamlIssue) => void,
  count: { entries: number },
): Generator<Entry, void> {
  for (const root of roots) {
    if (root.type === 'map') {
      count.entries += root.entries.length + 1;
      yield* root.entries;
    } else if (!isNull(root)) report(issueAt(root, NO_MAPPING));
  }
}

/**
 * The root of a small document, or null when there is none or nothing could be read; then there was an issue.
 * @throws PortabilityError as `readEntries`
 */
export function readDocument(input: string | Buffer, options: ReadOptions): Node | null {
  const limits = limitsOf(options);
  const count = { issues: 0 };
  const report = counting(options.report, limits, count);
  const bytes = typeof input === 'string' ? Buffer.from(input) : input;
  if (bytes.length > limits.wholeDocumentBytes) refuseLength(limits);
  try {
    if (typeof input === 'string' && !isWellFormed(input)) {
      report({
        line: 1,
        column: 1,
        code: 'string',
        detail: 'This text holds half a character (a lone surrogate).',
      });
      return null;
    }
    const lines = {
      pieceBytes: bytes.length,
      maximumBytes: bytes.length,
      tooLong: () => refuseLength(limits),
      report,
    };
    const text = [...decodeLines([bytes], lines)].map((each) => each.text).join('');
    if (count.issues > 0) return null;
    const [root] = [...new Parser(new Expansion(limits), report).document(text, 1)];
    if (root && !isNull(root)) return root;
    if (count.issues === 0) report(EMPTY);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  return null;
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
function counting(
  report: ReadOptions['report'],
  limits: YamlLimits,
  count: { issues: number },
): (issue: YamlIssue) => void {
  return (issue) => {
    count.issues++;
    report(issue);
    if (count.issues >= limits.issues || issue.code === 'multiple-documents') throw new Stop();
  };
}
