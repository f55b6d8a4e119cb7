/** Reads entries of a document straight from its bytes or its text, for whoever needs no nodes of them. */
import type { ByteSource } from './byte-source.js';

/** A place in a text: UTF-16 code units from its beginning, and the number of that line. */
export interface TextPosition {
  readonly offset: number;
  readonly line: number;
}

/** An entry that is not canonical, or not right, is left as if nobody had looked at it. */
export interface EntryScanner {
  /**
   * Takes the first entries of a document, which must be a mapping, up to one that it leaves.
   * @param isNew asked once for the key of each entry that is to be taken; one that is not new is left
   * @returns the number of the line that the first entry begins on that is left; undefined where none is
   */
  readSource(source: ByteSource, isNew: (key: string) => boolean): number | undefined;
  /**
   * Takes the entries of a mapping from there on, where one begins, up to one that it leaves.
   * @param text whole entries, with breaks of one line feed
   * @returns where that one begins, or the end of the text
   */
  read(text: string, from: TextPosition, isNew: (key: string) => boolean): TextPosition;
}

/** Goes over what is taken, from where an entry begins to where one begins that is left. `isFast`: the text may be canonical. */
export type PassEntries = (text: string, from: TextPosition, isFast: boolean) => TextPosition;

/** Lets a scanner take what it can of a document; undefined where it took all of it. `isNew`: see `EntryScanner`. */
export function passEntries(
  scanner: EntryScanner,
  source: ByteSource,
  isNew: (key: string) => boolean,
): PassEntries | undefined {
  const first = scanner.readSource(source, isNew);
  if (first === undefined) return undefined;
  return (text, from, isFast) => {
    const position = toLine(text, from, first);
    return isFast && position.offset < text.length ? scanner.read(text, position, isNew) : position;
  };
}

/** The beginning of the line, or the end of the text, no further back than `from`. */
function toLine(text: string, from: TextPosition, wanted: number): TextPosition {
  let { offset, line } = from;
  for (; line < wanted && offset < text.length; line++)
    offset = text.indexOf('\n', offset) + 1 || text.length;
  return { offset, line };
}
