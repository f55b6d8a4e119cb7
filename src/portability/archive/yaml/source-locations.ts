/** Where in a file the nodes of js-yaml's events begin. */
import { SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import type { SourceLocation } from './nodes.js';

const ABSENT = -1;

export class SourceLocations {
  readonly #lineStarts: number[] = [0];

  /** Line breaks must be `\n`; `firstLine` is the number of the line that the text begins with. */
  constructor(
    readonly source: string,
    readonly firstLine: number,
  ) {
    for (let end = source.indexOf('\n'); end !== -1; end = source.indexOf('\n', end + 1)) {
      this.#lineStarts.push(end + 1);
    }
  }

  at(offset: number): SourceLocation {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#lineStarts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: this.firstLine + low, column: offset - (this.#lineStarts[low] as number) + 1 };
  }

  /** `previousEnd` is where the event before ended; `otherwise` is for a value that is not there at all. */
  ofScalar(event: ScalarEvent, previousEnd: number, otherwise: SourceLocation): SourceLocation {
    if (event.valueStart === ABSENT) {
      const properties = [event.tagStart, event.anchorStart - 1].filter((start) => start >= 0);
      return properties.length > 0 ? this.at(Math.min(...properties)) : otherwise;
    }
    if (event.style === SCALAR_STYLE.PLAIN) return this.at(event.valueStart);
    if (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED) {
      return this.at(event.valueStart - 1);
    }
    // Of a block only the content is known: its sign stands on the line before, behind the key and the properties.
    const header = this.source.lastIndexOf('\n', event.valueStart - 2) + 1;
    const from = Math.max(header, previousEnd, event.tagEnd, event.anchorEnd);
    const sign = this.source.slice(from, event.valueStart).search(/[|>]/);
    return this.at(sign === -1 ? header : from + sign);
  }
}
