/** How a UUID looks (RFC 9562, section 4), as source of a regular expression for JavaScript, PostgreSQL and JSON Schema. */

/** In lower case, as everything here keeps it. */
export const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** As people and other programs may write it; for JSON Schema, which has no flag for that. */
export const UUID_OF_ANY_CASE = UUID.replaceAll('a-f', 'a-fA-F');

/**
 * One in a text that is no part of a longer token: `<uuid>-7` and `ff<uuid>` name something else. Letters beyond ASCII bound it, as
 * scripts without spaces have them on both sides.
 */
export const WHOLE_UUID = `(?<![0-9A-Za-z_-])${UUID}(?![0-9A-Za-z_-])`;

export const UUID_PATTERN = new RegExp(`^${UUID}$`);

/** Whether a text is a UUID in lower case, and nothing else. */
export const isUuid = (text: string): boolean => UUID_PATTERN.test(text);
