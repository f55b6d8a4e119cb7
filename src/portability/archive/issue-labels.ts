/** Names the entries that mistakes of YAML are in. They are found before their entry is handed out, and are named when the next one begins. */
import type { Issue } from '../errors.js';
import type { SourceLocation } from './staged-row.js';

/** After a key that is no text comes something that is no entry. */
const UNKNOWN = 'syntax';

/** Of one file, whose entries come in their order. */
export class IssueLabels {
  readonly #issues: Issue[];
  /** Told since the last entry began. */
  #told: number[] = [];
  /** Told before it began, and not before its place. What is told later is in something that could not be read as an entry. */
  #own: number[] = [];
  #labelOf: () => string | undefined = () => undefined;

  /** @param issues takes what is told; those that wait are replaced there by such with a name */
  constructor(issues: Issue[]) {
    this.#issues = issues;
  }

  /** The issue that was told last waits for its name. */
  wait(): void {
    this.#told.push(this.#issues.length - 1);
  }

  /** An entry begins. Its name is asked for only where something is wrong with it. */
  begin(location: SourceLocation, labelOf: () => string | undefined): void {
    if (this.#own.length + this.#told.length > 0) {
      const isBefore = (index: number): boolean => standsBefore(this.#issues[index], location);
      this.#name(this.#own.filter(isBefore));
      this.#own = [...this.#own, ...this.#told].filter((index) => !isBefore(index));
      this.#told = [];
    }
    this.#labelOf = labelOf;
  }

  /** Nothing follows: all of the file was read. */
  end(): void {
    this.#name(this.#own);
  }

  #name(own: readonly number[]): void {
    if (own.length === 0) return;
    const issues = this.#issues;
    const unknown = own.filter((index) => issues[index]?.code === UNKNOWN);
    const named = own.filter((index) => !unknown.some((at) => !standsBefore(issues[index], issues[at])));
    const label = named.length > 0 ? this.#labelOf() : undefined;
    for (const index of named) issues[index] = labelled(issues[index] as Issue, () => label);
  }
}

/** The issue with its name, where there is one. */
export function labelled(issue: Issue, labelOf?: () => string | undefined): Issue {
  const label = labelOf?.();
  return label === undefined ? issue : { ...issue, label };
}

/** Whether one stands before another. */
const standsBefore = (one: SourceLocation | undefined, other: SourceLocation | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  (one.line < other.line || (one.line === other.line && one.column < other.column));
