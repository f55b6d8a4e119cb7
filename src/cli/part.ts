/** The options that choose a part: `--areas` and `--skip`. */
import { CAROL_GRAPH } from '../carol/graph.js';
import { areasNamed, type PartChoice, PortabilityError, skipNamed } from '../portability/files.js';
import { UsageError } from './exit.js';

export interface PartOptions {
  /** Names of areas, separated by commas. */
  readonly areas?: string;
  /** UUIDs of entries, separated by commas. */
  readonly skip?: string;
}

/** @throws UsageError where a name is not known, or what is no UUID stands for an entry */
export function partOf({ areas, skip }: PartOptions): PartChoice {
  try {
    return {
      ...(areas !== undefined && { areas: areasNamed(CAROL_GRAPH, areas) }),
      ...(skip !== undefined && { skip: skipNamed(skip) }),
    };
  } catch (error) {
    throw error instanceof PortabilityError ? new UsageError(error.detail) : error;
  }
}
