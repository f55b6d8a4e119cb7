/** Generated from the tables of the service's modes by "npm run docs": which of them delete. */
import type { ImportMode } from './types';

/** Whether a mode deletes what a person has and the archive does not hold. */
export const DELETES = {
  replace: true,
  merge: false,
  fill: false,
  copies: false,
} as const satisfies Readonly<Record<ImportMode, boolean>>;
