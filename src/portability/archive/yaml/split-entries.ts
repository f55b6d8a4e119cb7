/** Cuts the text of a block mapping before its top-level entries, so that it can be parsed in pieces. */

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;
const HYPHEN = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;

/** Characters at the start of a line that continue what is above: blanks, comments, properties, closing brackets, a directive, a BOM. */
const CONTINUES = new Set([
  LINE_FEED,
  SPACE,
  TAB,
  ...Array.from('#&!%}],', (sign) => sign.charCodeAt(0)),
  0xfeff,
]);

const isBlankOrEnd = (code: number): boolean =>
  code === SPACE || code === TAB || code === LINE_FEED || Number.isNaN(code);

/** Whether the line that begins there is a document marker, `---` or `...`. */
export function isMarker(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  return (
    (code === HYPHEN || code === DOT) &&
    text.charCodeAt(offset + 1) === code &&
    text.charCodeAt(offset + 2) === code &&
    isBlankOrEnd(text.charCodeAt(offset + 3))
  );
}

/**
 * Whether the line that begins there begins a top-level entry of a block mapping, or an error.
 * In a valid document nothing else stands at column 1: what continues a value is indented, but for the items of a
 * sequence (`- `) and the value of an explicit key (`: `).
 */
export function beginsEntry(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  if (Number.isNaN(code) || CONTINUES.has(code)) return false;
  if (code === HYPHEN || code === COLON || code === DOT) {
    return !isBlankOrEnd(text.charCodeAt(offset + 1)) && !isMarker(text, offset);
  }
  return true;
}

/** Where the last entry that begins in the text begins, or -1. The text must begin at the beginning of a line. */
export function lastEntry(text: string): number {
  for (
    let before = text.lastIndexOf('\n', text.length - 2);
    before !== -1;
    before = text.lastIndexOf('\n', before - 1)
  ) {
    if (beginsEntry(text, before + 1)) return before + 1;
    if (before === 0) break;
  }
  return beginsEntry(text, 0) ? 0 : -1;
}

/** The text cut before each of its entries; what stands before the first one stays with it. */
export function splitEntries(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let any = beginsEntry(text, 0);
  for (let end = text.indexOf('\n'); end !== -1 && end + 1 < text.length; end = text.indexOf('\n', end + 1)) {
    if (!beginsEntry(text, end + 1)) continue;
    if (any) {
      parts.push(text.slice(start, end + 1));
      start = end + 1;
    }
    any = true;
  }
  parts.push(text.slice(start));
  return parts;
}

/** What a document is by the first line that says something: `entries` may be cut, `whole` may not, `unknown` needs more text. */
export type Shape = 'unknown' | 'entries' | 'whole';

const MARKER_ALONE = /---[ \t]*(?:[ \t]#.*)?$/my;

/** Looks through the beginning of a document, piece by piece. */
export function createShapeFinder(): (piece: string) => Shape {
  let marked = false;
  return (piece) => {
    for (let start = 0; start < piece.length;) {
      const next = piece.indexOf('\n', start);
      const end = next === -1 ? piece.length : next;
      const first = piece.charCodeAt(start);
      MARKER_ALONE.lastIndex = start;
      if (!marked && first === HYPHEN && MARKER_ALONE.test(piece)) marked = true;
      else if (
        first !== 0x23 &&
        start < end &&
        !/^[ \t]*(?:#|$)/.test(piece.slice(start, Math.min(end, start + 1_000)))
      ) {
        return beginsEntry(piece, start) && first !== 0x7b && first !== 0x5b ? 'entries' : 'whole';
      }
      start = end + 1;
    }
    return 'unknown';
  };
}
