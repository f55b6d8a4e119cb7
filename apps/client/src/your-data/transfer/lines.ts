/** Splits a text that arrives in pieces into its lines. */

export interface Lines {
  /** The next piece. @returns the lines that it completes */
  add(piece: string): readonly string[];
  /** What stands after the last line break: of a text that was cut short, part of a line. */
  rest(): string;
}

export function splitLines(): Lines {
  let open = '';
  return {
    add(piece) {
      const lines = (open + piece).split('\n');
      open = lines.pop() ?? '';
      return lines;
    },
    rest: () => open,
  };
}
