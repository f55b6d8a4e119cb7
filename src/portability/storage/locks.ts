/** The names of the advisory locks; all are held by a session, in PostgreSQL, so that they count for every instance. */

/** Held exclusively by the one import of a user that may run. */
export const importLock = (userId: string): string => `carol-import:${userId}`;

/** Shared by a user's exports; held exclusively while blobs of the user are removed, which an export may still have to read. */
export const exportLock = (userId: string): string => `carol-export:${userId}`;
