/** What a figure is, and what it is measured on. */
import type { Account } from './account.js';
import type { Client } from './client.js';
import type { Rounds } from './clock.js';
import type { Watched } from './watch.js';

/** One size of data, and all that is needed to measure on it. */
export interface Stage extends Rounds {
  readonly account: Account;
  readonly client: Client;
  /** Of the benchmark's own. */
  readonly folder: string;
  /** Whether the rows are so few beside the files that the floors leave them out. */
  readonly filesOnly: boolean;
  /** A file with everything that the account has when it has all. */
  archive(): Promise<string>;
  watched(): Promise<Watched>;
}

export interface Outcome {
  /** Milliseconds or bytes, as the figure's unit says. */
  readonly floor: number;
  readonly measured: number;
  /** What else was promised and did not hold. */
  readonly broken?: string;
}

export interface Figure {
  readonly name: string;
  readonly title: string;
  readonly unit: 'ms' | 'MiB';
  /** The most that is aimed at: times the floor, or so many units. */
  readonly aim: { readonly times: number } | { readonly units: number };
  /** Whether it takes the longer the more rows there are. */
  readonly grows?: true;
  measure(stage: Stage): Promise<Outcome>;
}
