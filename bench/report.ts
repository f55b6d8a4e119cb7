/** The report of a run as JSON: what docs/performance.md takes its tables from. */
import { cpus, loadavg, totalmem } from 'node:os';
import type { Row } from './table.js';

export interface Report {
  /** The arguments of the benchmark. */
  readonly command: string;
  readonly machine: {
    readonly cores: number;
    readonly model: string;
    /** Bytes. */
    readonly memory: number;
    readonly platform: string;
    readonly node: string;
    /** Processes that ran or waited, in the mean of the minute before: what else the machine did. */
    readonly load: number;
  };
  readonly rows: readonly Row[];
}

export type Machine = Report['machine'];

/** To be asked before anything is measured. */
export const describeMachine = (): Machine => ({
  cores: cpus().length,
  model: cpus()[0]?.model ?? '',
  memory: totalmem(),
  platform: `${process.platform} ${process.arch}`,
  node: process.version,
  load: loadavg()[0] ?? NaN,
});

export const createReport = (args: readonly string[], machine: Machine, rows: readonly Row[]): Report => ({
  command: ['npm run bench --', ...args].join(' '),
  machine,
  rows,
});
