/** Markdown as the generated documents need it. */

/** Text for one cell of a table. */
export const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
