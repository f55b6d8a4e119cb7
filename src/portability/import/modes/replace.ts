/** Replace: afterwards the importer's domain data is the archive. */
import type { ImportStrategy } from './strategy.js';

export const replace: ImportStrategy = { identity: 'matched', unmentioned: 'delete', reachesOwnRows: false };
