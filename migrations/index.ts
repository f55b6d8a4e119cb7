/** Every migration, in the order in which they run. */
import { Accounts1767225600000 } from './0001-accounts.js';

export const MIGRATIONS = [Accounts1767225600000] as const;
