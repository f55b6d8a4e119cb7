/** Collects what is wrong with an archive: all of it is counted, the first thousand of each sort are kept. */
import { MOST_ISSUES, type Issue } from '../issue.js';
import type { Warning } from './answers.js';

/** Where an issue stands that is about a file as a whole. */
export const wholeFile = (file: string): Pick<Issue, 'file' | 'pointer' | 'line' | 'column'> => ({
  file,
  pointer: '#',
  line: 1,
  column: 1,
});

export class IssueLog {
  readonly #errors: Issue[] = [];
  readonly #warnings: Warning[] = [];
  readonly #faulty = new Set<string>();
  #errorCount = 0;
  #warningCount = 0;

  get errorCount(): number {
    return this.#errorCount;
  }

  get warningCount(): number {
    return this.#warningCount;
  }

  get allErrors(): readonly Issue[] {
    return this.#errors;
  }

  get allWarnings(): readonly Warning[] {
    return this.#warnings;
  }

  hasErrorsIn(file: string): boolean {
    return this.#faulty.has(file);
  }

  /** Adds errors of which there are `total` in all, these being the first. */
  errors(issues: readonly Issue[], total: number = issues.length): void {
    this.#errorCount += total;
    for (const { file } of issues) this.#faulty.add(file);
    this.#errors.push(...issues.slice(0, MOST_ISSUES - this.#errors.length));
  }

  warning(warning: Warning): void {
    this.warnings([warning]);
  }

  warnings(warnings: readonly Warning[], total: number = warnings.length): void {
    this.#warningCount += total;
    this.#warnings.push(...warnings.slice(0, MOST_ISSUES - this.#warnings.length));
  }
}
