/** Import as copies: every row anew under a fresh UUID; nothing that exists is touched. */
import type { ImportStrategy } from './strategy.js';

export const copies: ImportStrategy = { identity: 'fresh', unmentioned: 'keep', reachesOwnRows: false };
