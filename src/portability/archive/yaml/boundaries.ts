/** Finds, in the text of a long entry, where the entries of the mapping within begin. */
import { FastScanner, HAND_OVER } from './fast-scanner.js';
import { beginsEntry } from './split-entries.js';

export interface Boundary {
  /** Where the line begins. */
  readonly offset: number;
  /** Its leading spaces. */
  readonly indent: number;
}

/** By the most leading spaces that a line may have to be found: one that something begins on. */
const PATTERNS = new Map<number, RegExp>();

function patternOf(margin: number): RegExp {
  let pattern = PATTERNS.get(margin);
  if (!pattern)
    PATTERNS.set(margin, (pattern = new RegExp(`(?:^|\\n)( {0,${margin}})(?=[^ \\n\\t#%}\\],])`, 'g')));
  return pattern;
}

const LINE_FEED = 0x0a;
/** A key with an anchor or a tag before it, none at all, or one that begins with what elsewhere is a byte order mark. */
const OTHER_ENTRY = /(?:[&!][^ \t\n]*[ \t]+)+[^ \t\n#]|:(?:[ \t\n]|$)|\ufeff/y;

/**
 * The first line that is indented no more than `margin` spaces and that an entry begins on, or an error stands on. In a mapping at that
 * margin it begins the next entry, or ends the mapping: what continues a value is indented further.
 * @param from 0 for the line that the text begins with, too; else the lines behind the one that it is in
 */
export function nextBoundary(text: string, from: number, margin: number): Boundary | undefined {
  const pattern = patternOf(margin);
  pattern.lastIndex = from;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    const offset = found.index === 0 && text.charCodeAt(0) !== LINE_FEED ? 0 : found.index + 1;
    const indent = (found[1] ?? '').length;
    OTHER_ENTRY.lastIndex = offset + indent;
    if (beginsEntry(text, offset + indent) || (indent < margin && OTHER_ENTRY.test(text)))
      return { offset, indent };
    // The first line is found without a line break before it, and so again and again.
    pattern.lastIndex = Math.max(pattern.lastIndex, 1);
  }
  return undefined;
}

/** Where a mapping within an entry begins. */
export interface Opening {
  /** The beginning of the line behind the key's. */
  readonly below: number;
  /** The beginning of the line with the first key of the mapping within. */
  readonly first: number;
  /** Leading spaces of that line. */
  readonly margin: number;
}

/** Behind the colon of a key: blanks, a comment and the end of the line. */
const NOTHING_MORE = /[ \t]*(?:[ \t]#.*)?\n/y;

/**
 * What the entry that begins on the line there, at the margin, is if its value is a block mapping, plainly so: the key alone on its line,
 * in one line and without an anchor or a tag, and below it, indented further, the first key of the mapping. Else undefined.
 */
export function findOpening(text: string, offset: number, margin: number): Opening | undefined {
  if (!text.endsWith('\n')) return undefined;
  const scanner = new FastScanner(text, 1, Infinity);
  scanner.offset = offset;
  if (scanner.nextLine() !== margin) return undefined;
  try {
    scanner.flowScalar();
    if (!scanner.atColon()) return undefined;
    NOTHING_MORE.lastIndex = scanner.offset + 1;
    if (!NOTHING_MORE.test(text)) return undefined;
    const below = NOTHING_MORE.lastIndex;
    scanner.offset = below;
    const within = scanner.nextLine();
    if (within <= margin) return undefined;
    const first = scanner.lineStart;
    scanner.flowScalar();
    return scanner.atColon() ? { below, first, margin: within } : undefined;
  } catch (error) {
    if (error === HAND_OVER) return undefined;
    throw error;
  }
}
