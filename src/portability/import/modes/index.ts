/** The modes. To add one: a table beside these, and its line here. */
import { copies } from './copies.js';
import { fill } from './fill.js';
import { merge } from './merge.js';
import type { ModeRegistry } from './mode.js';
import { replace } from './replace.js';

export const MODES = { replace, merge, fill, copies } as const satisfies ModeRegistry;

export type ImportMode = keyof typeof MODES;

export const IMPORT_MODES = Object.keys(MODES) as readonly ImportMode[];
