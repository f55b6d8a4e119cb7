/** What a figure is, and what it is measured on. */
import type { Account } from './account.js';
import type { Client } from './client.js';
import type { Rounds, Times } from './clock.js';
import type { Disk } from './disk-bytes.js';
import type { Floors } from './floors.js';
import type { Service } from './service.js';
import type { SizeName } from './sizes.js';
import type { Watched } from './watch.js';

/** One size of data, and all that is needed to measure on it. */
export interface Stage extends Rounds {
  readonly size: SizeName;
  readonly account: Account;
  readonly service: Service;
  readonly client: Client;
  readonly floors: Floors;
  /** Of the benchmark's own. */
  readonly folder: string;
  readonly databaseUrl: string;
  /** Ends everything. */
  readonly stop: AbortSignal;
  /** Starts another service on the same data, which the caller closes. @param environment settings that it has beside */
  start(environment?: Readonly<Record<string, string>>): Promise<Service>;
  /** A file with everything that the account has when it has all. */
  archive(): Promise<string>;
  /** A file with a few rows that the account never had. */
  smallArchive(): Promise<string>;
  watched(): Promise<Watched>;
}

/** Milliseconds or bytes, as the figure's unit says. */
export interface Outcome extends Times {
  /** What else was promised and did not hold. */
  readonly broken?: string;
  /** What else there is to know. */
  readonly note?: string;
  readonly disk?: Disk;
}

/** The most that is aimed at: times the floor, or so many units. */
export type Aim = { readonly times: number } | { readonly units: number };

export interface Figure {
  readonly name: string;
  readonly title: string;
  readonly unit: 'ms' | 'MiB';
  aim(size: SizeName): Aim;
  /** Whether it takes the longer the more rows there are. */
  readonly grows?: true;
  /** Whether the size of the data says nothing: it is measured with the first. */
  readonly isOfProcess?: true;
  measure(stage: Stage): Promise<Outcome>;
}
