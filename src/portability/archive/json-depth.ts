/** How deep JSON may be: one rule for the database, the import and the export. */

/**
 * Objects and lists within one another, the outermost counted. A table has a CHECK of the same (see the README of the engine); two more
 * levels stand around the JSON of a root row in an archive, which may have 64.
 */
export const MAX_JSON_DEPTH = 62;
