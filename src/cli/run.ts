/** What every command is handed. */
import type { Terminal } from './terminal.js';

export interface Run {
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C, and by whoever ends the process in order. */
  readonly signal: AbortSignal;
}
