/** How the commands talk: results on standard output, everything else on standard error, and never a control character. */

export interface Terminal {
  /** Results are printed as JSON. */
  readonly json: boolean;
  /** Whether a person sits there who can be asked. */
  readonly interactive: boolean;
  /** Prints the result: `value` as one JSON document, or the lines. */
  result(value: object, lines: readonly string[]): void;
  /** Prints a line that is not the result. */
  note(line: string): void;
}

// Controls, and the marks that turn the direction of text around: archives come from strangers, terminals obey.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/** What can be shown in a terminal, on one line. */
export const shown = (line: string): string =>
  line.replace(UNPRINTABLE, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);

/** Where a terminal writes: what is asked for, and what is said beside it. */
export interface Streams {
  readonly stdout: Pick<NodeJS.WritableStream, 'write'>;
  readonly stderr: Pick<NodeJS.WritableStream, 'write'>;
}

export function openTerminal(json: boolean, { stdout, stderr }: Streams = process): Terminal {
  return {
    json,
    interactive: process.stdin.isTTY && process.stderr.isTTY,
    result(value, lines) {
      if (json) stdout.write(`${JSON.stringify(value, null, 2)}\n`);
      else for (const line of lines) stdout.write(`${shown(line)}\n`);
    },
    note: (line) => void stderr.write(`${shown(line)}\n`),
  };
}
