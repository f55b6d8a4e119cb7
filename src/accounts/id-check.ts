/** What the id of a row of the accounts looks like, for the checks of their tables: a UUID in lower case. */

export const ID_CHECK = `id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'`;
