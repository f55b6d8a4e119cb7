/** How items of lists stand in an archive. */
import type { ItemField } from './fields.js';
import { VALUE_FORMATS, yamlNumber } from './value-formats.js';
import { writeScalar } from './yaml/write-scalar.js';

/** PostgreSQL's text of an instant in UTC, `2026-05-31 12:00:00.5+00`, as RFC 3339. */
export const instantOf = (text: string): string => text.replace(' ', 'T').replace(/\+00(:?00)?$/, 'Z');

/** @param column where it stands */
export type ItemSpelling = (text: string | null, column: number) => string;

/** Spells an item in YAML from PostgreSQL's text of it. */
export function itemSpelling(item: ItemField): ItemSpelling {
  const spell = spellingOf(item);
  return (text, column) => (text === null ? 'null' : spell(text, column));
}

function spellingOf(item: ItemField): (text: string, column: number) => string {
  switch (item.type) {
    case 'boolean':
    case 'integer':
    case 'decimal':
      return (text) => text;
    case 'timestamp':
      return (text, column) => writeScalar(instantOf(text), column);
    case 'date':
      return writeScalar;
    case 'value':
      return VALUE_FORMATS[item.format].isNumber ? yamlNumber : writeScalar;
  }
}
