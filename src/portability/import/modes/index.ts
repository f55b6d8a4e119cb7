/** The strategy of each mode. */
import type { ImportMode } from '../modes.js';
import { copies } from './copies.js';
import { merge } from './merge.js';
import { replace } from './replace.js';
import type { ImportStrategy } from './strategy.js';

export const STRATEGIES = { replace, merge, copies } satisfies Record<ImportMode, ImportStrategy>;
