/** Every migration, in the order in which they run. */
import { Accounts1767225600000 } from './0001-accounts.js';
import { Domain1767225700000 } from './0002-domain.js';

export const MIGRATIONS = [Accounts1767225600000, Domain1767225700000] as const;
