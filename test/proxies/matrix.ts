/** What is tried along each way, and the table of what the client saw and what the account holds. */
import type { TestService, TestUser } from '../support/service.js';
import type { Spoil } from '../support/spoilt-store.js';
import type { Way } from './ways.js';

/** A way that is open. */
export interface Place {
  readonly way: Way;
  /** Where the service is along it, with its path. */
  readonly base: string;
  /** The same, by a proxy that gives up on an answer after {@link Sizes.readTimeout}. */
  readonly hastyBase: string;
  readonly service: TestService;
  /** Who has a large file. */
  readonly owner: TestUser;
  /** For what a client writes. */
  readonly folder: string;
}

/** What stands behind all ways, and can be made to misbehave. */
export interface Behind {
  /** How large files are read from the store. */
  spoil: Spoil | undefined;
  /** Waited for before a file is stored. */
  beforePut: () => Promise<void>;
  readonly sizes: Sizes;
}

export interface Sizes {
  /** Bytes of the large file. */
  readonly file: number;
  /** Bytes in a second that a slow reader takes. */
  readonly pace: number;
  /** Seconds after which a proxy, or a client without one, gives up on an answer. */
  readonly readTimeout: number;
  /** Bytes that an upload may have. */
  readonly upload: number;
}

export interface Cell {
  /** What the client saw. */
  readonly saw: string;
  /** What the account holds afterwards. */
  readonly holds: string;
}

export interface Row {
  readonly name: string;
  /** What it needs and is not here. */
  readonly missing: string | null;
  /** Tries it along all ways at once. @returns a cell for each way; undefined where there is nothing to try */
  run(places: readonly Place[], behind: Behind): Promise<readonly (Cell | undefined)[]>;
  /** What a client must see. */
  saw(way: Way): RegExp;
  /** What an account must hold. */
  readonly holds: string;
}

export type FilledRow = readonly [name: string, cells: readonly (Cell | undefined)[]];

/** In Markdown. */
export function tableOf(ways: readonly Way[], rows: readonly FilledRow[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const text = (cell: Cell | undefined): string => (cell ? `${cell.saw}; holds ${cell.holds}` : '–');
  return [
    line(['', ...ways.map(({ name }) => name)]),
    line(['---', ...ways.map(() => '---')]),
    ...rows.map(([name, cells]) => line([name, ...cells.map(text)])),
  ].join('\n');
}
