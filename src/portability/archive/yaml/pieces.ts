/** Cuts a document into pieces that can be parsed on their own: before its top-level entries, where it has them. */
import { PortabilityError } from '../../errors.js';
import { countLines, decodeLines } from './lines.js';
import type { YamlIssue, YamlLimits } from './nodes.js';
import { createShapeFinder, lastEntry, type Shape } from './split-entries.js';

/** Long enough that js-yaml's start-up is lost in it, short enough for the memory of a thread. */
export const PIECE_BYTES = 256 * 1024;

export interface Piece {
  readonly text: string;
  /** The number of its first line. */
  readonly line: number;
  /** Whether this is the whole document. */
  readonly complete: boolean;
  /** `entries` if what it holds begins with a top-level entry, comments and the head of the document aside. */
  readonly shape: Shape;
}

/**
 * The document in pieces of at least half `PIECE_BYTES`; in one piece if it cannot be cut.
 * @throws PortabilityError `yaml-too-complex` when a piece is longer than `wholeDocumentBytes`
 */
export function* cutPieces(
  input: Iterable<Buffer>,
  limits: YamlLimits,
  report: (issue: YamlIssue) => void,
): Generator<Piece, void> {
  let pending: string[] = [];
  let length = 0;
  let line = 1;
  let shape: Shape = 'unknown';
  const findShape = createShapeFinder();
  const tooLong = (): never => refuseLength(limits);
  const texts = decodeLines(input, {
    pieceBytes: PIECE_BYTES,
    maximumBytes: limits.wholeDocumentBytes,
    tooLong,
    report,
  });
  for (const { text, nextLine } of texts) {
    const before = shape;
    if (shape === 'unknown') shape = findShape(text);
    const cut = shape === 'entries' ? lastEntry(text) : -1;
    // The head of the document, up to its first entry, is no piece of its own.
    const cuttable =
      cut !== -1 && (before === 'entries' || (cut > 0 && lastEntry(text.slice(0, cut)) !== -1));
    let rest = text;
    if (cuttable && length + cut >= PIECE_BYTES / 2) {
      yield { text: pending.join('') + text.slice(0, cut), line, complete: false, shape };
      pending = [];
      length = 0;
      rest = text.slice(cut);
      line = nextLine - countLines(rest);
    }
    pending.push(rest);
    length += rest.length;
    if (length > limits.wholeDocumentBytes) tooLong();
  }
  if (pending.length > 0) yield { text: pending.join(''), line, complete: line === 1, shape };
}

export function refuseLength(limits: YamlLimits): never {
  const maximum = limits.wholeDocumentBytes;
  throw new PortabilityError(
    'yaml-too-complex',
    `A YAML file has an entry of more than ${maximum} bytes, or is not written line by line. Write each entry at the left margin, as in an export.`,
    { limit: 'wholeDocumentBytes', maximum },
  );
}
