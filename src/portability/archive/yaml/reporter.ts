/** Hands on what is wrong with a document, and ends the reading where nothing after it can be understood. */
import type { YamlIssue } from './nodes.js';

/** Ends the reading from within; never leaves this folder. */
export class Stop extends Error {}

export class Reporter {
  /** How many were handed on. */
  count = 0;
  #held: YamlIssue[] | undefined;
  #last: YamlIssue | undefined;
  /** The one that ended the reading while others were held. */
  #end: YamlIssue | undefined;

  /** @param most the reading ends after so many issues */
  constructor(
    readonly tell: (issue: YamlIssue) => void,
    readonly most: number,
  ) {}

  /** Throws `Stop` at the limit, and at a second document. */
  readonly report = (issue: YamlIssue): void => {
    this.#last = issue;
    const isEnd = issue.code === 'multiple-documents';
    if (this.#held) {
      if (isEnd) {
        this.#end = issue;
        throw new Stop();
      }
      if (this.#held.length < this.most) this.#held.push(issue);
      return;
    }
    this.count++;
    this.tell(issue);
    if (isEnd || this.count >= this.most) throw new Stop();
  };

  /** Keeps issues back from here on, as long as it is not known whether the last of them makes the others pointless. */
  hold(): void {
    this.#held = [];
  }

  /** Forgets what was held but for the last one. */
  keepLast(): void {
    if (this.#last) this.#held = [this.#last];
  }

  /** Hands on what was held, but for a second document: that comes behind what it ended, with `end`. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    held.forEach(this.report);
  }

  end(): void {
    if (this.#end) this.report(this.#end);
  }
}
