/** Reads YAML: an area file entry by entry in bounded memory, and small documents at once. */
import { Expansion } from './anchors.js';
import type { ByteSource } from './byte-source.js';
import { duplicateIssue } from './duplicates.js';
import { passEntries, type EntryScanner } from './entry-scanner.js';
import { KeySet } from './key-set.js';
import { decodeLines } from './lines.js';
import { LongEntries } from './long-entries.js';
import { DEFAULT_YAML_LIMITS, type Entry, type Node, type YamlIssue, type YamlLimits } from './nodes.js';
import { isNull, issueAt, NO_MAPPING, Parser } from './parser.js';
import { cutDocument, PIECE_SIZES, refuseLength, type PieceSizes } from './pieces.js';
import { Reporter, Stop } from './reporter.js';
import { isWellFormed } from './texts.js';

export type { ByteSource } from './byte-source.js';
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

/** What is left out has its default. */
export interface ReadOptions extends Partial<YamlLimits & PieceSizes> {
  /** Takes every issue, in the order of finding. A document with an issue is not to be used. What it throws ends the reading. */
  readonly report: (issue: YamlIssue) => void;
  /** Takes entries before anything is made of them; they are not handed out. */
  readonly scanner?: EntryScanner;
  /** Told of an entry that is not handed out, as its key stood before; and of nothing when the document was read to its end. */
  readonly passed?: (entry: Entry | undefined) => void;
}

const EMPTY: YamlIssue = Object.freeze({
  line: 1,
  column: 1,
  code: 'empty',
  detail: 'There is nothing in this document. If nothing is meant, write {}.',
});

/**
 * The top-level entries of a mapping, in order, each key once. Synchronous; holds a piece of about 256 KiB at a time: of an entry of more
 * than 1 MiB the entries are read from the source when they are asked for, which may be as often as wanted, until this generator is done.
 * Entries around a syntax error are still handed out.
 * @throws PortabilityError `yaml-too-complex` when something that cannot be cut is longer than `wholeDocumentBytes`;
 *   `archive-too-large` with limit `nodes` when what is in memory at once has more nodes
 */
export function* readEntries(source: ByteSource, options: ReadOptions): Generator<Entry, void> {
  const limits = limitsOf(options);
  const reporter = new Reporter(options.report, limits.issues);
  const keys = new KeySet();
  const parser = new Parser(new Expansion(limits), reporter.report);
  const longEntries = new LongEntries(source, parser, reporter);
  const cuts = cutDocument(source, limits, sizesOf(options), reporter.report);
  let count = 0;
  const isNew = (key: string): boolean => {
    if (!keys.add(key)) return false;
    count++;
    return true;
  };
  const { scanner, passed } = options;
  const pass = scanner && passEntries(scanner, source, isNew);
  if (scanner && !pass) return;
  function* once(entries: Iterable<Entry>): Generator<Entry, void> {
    for (const entry of entries) {
      count++;
      if (keys.add(entry.key.value)) yield entry;
      else {
        reporter.report(duplicateIssue(entry));
        passed?.(entry);
      }
    }
  }
  try {
    for (const cut of cuts) {
      if (cut.type === 'begin') {
        const entry = longEntries.read(cut, cuts);
        if (entry) yield* once([entry]);
        reporter.end();
      } else if (cut.type === 'piece') {
        if (cut.shape === 'entries') yield* once(parser.entries(cut, pass));
        else
          for (const root of parser.document(cut.text, cut.line)) {
            if (root.type === 'map') {
              // An empty mapping is something that was read.
              count++;
              yield* root.entries;
            } else if (!isNull(root)) reporter.report(issueAt(root, NO_MAPPING));
          }
      }
    }
    if (count === 0 && reporter.count === 0) options.report(EMPTY);
    passed?.(undefined);
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
  const reporter = new Reporter(options.report, limits.issues);
  const { report } = reporter;
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
    if (reporter.count > 0) return null;
    const [root] = [...new Parser(new Expansion(limits), report).document(text, 1)];
    if (root && !isNull(root)) return root;
    if (reporter.count === 0) report(EMPTY);
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

const sizesOf = ({
  pieceBytes = PIECE_SIZES.pieceBytes,
  longEntry = PIECE_SIZES.longEntry,
}: ReadOptions) => ({
  pieceBytes,
  longEntry,
});
