/** How the commands talk: results on standard output, everything else on standard error, and never a control character. */

export interface Terminal {
  /** Results are printed as JSON. */
  readonly json: boolean;
  /** Whether a person sits there who can be asked. */
  readonly interactive: boolean;
  /** Prints the result: `value` as one JSON document, or the lines. */
  result(value: object, lines: readonly string[]): void;
  /** Prints a part of the result, and waits where it is not taken as fast. */
  print(lines: readonly string[]): Promise<void>;
  /** The text in a colour, where standard output is a terminal that shows colours and `NO_COLOR` does not forbid them; to be called with what is `shown`. */
  paint(color: Color, text: string): string;
  /** Prints a line that is not the result. */
  note(line: string): void;
}

// Controls, and the marks that turn the direction of text around: archives come from strangers, terminals obey.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/** What can be shown in a terminal, on one line. */
export const shown = (line: string): string =>
  line.replace(UNPRINTABLE, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);

/** Select Graphic Rendition (ECMA-48, section 8.3.117). */
const COLORS = { red: 31, green: 32, yellow: 33, grey: 90 } as const;
export type Color = keyof typeof COLORS;

/** Where a terminal writes: what is asked for, and what is said beside it. */
export interface Streams {
  /** `hasColors` is there where it is a terminal; Node heeds `NO_COLOR` in it. */
  readonly stdout: Pick<NodeJS.WritableStream, 'write'> & { readonly hasColors?: () => boolean };
  readonly stderr: Pick<NodeJS.WritableStream, 'write'>;
}

/** @param perLine whether a JSON document takes one line: what is printed is read line by line then, a failure too */
export function openTerminal(
  json: boolean,
  { stdout, stderr }: Streams = process,
  perLine = false,
): Terminal {
  const hasColors = stdout.hasColors?.() ?? false;
  return {
    json,
    interactive: process.stdin.isTTY && process.stderr.isTTY,
    result(value, lines) {
      if (json) stdout.write(`${JSON.stringify(value, null, perLine ? 0 : 2)}\n`);
      else for (const line of lines) stdout.write(`${shown(line)}\n`);
    },
    // Taken, or refused: behind `| head` nobody reads any more, and no 'drain' ever comes.
    print: (lines) =>
      new Promise((resolve) => {
        stdout.write(lines.map((line) => `${line}\n`).join(''), () => resolve());
      }),
    paint: (color, text) => (hasColors ? `\x1b[${COLORS[color]}m${text}\x1b[39m` : text),
    note: (line) => void stderr.write(`${shown(line)}\n`),
  };
}
