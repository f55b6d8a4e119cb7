/** The types of columns that hold fields. */
import type { Field } from './field-types.js';
import { VALUE_FORMATS } from './value-formats.js';

/**
 * The type that a field has in staging, where rows are compared, as PostgreSQL names it.
 * @example columnType(decimal('What it cost.', 5, 2)) // 'numeric(5,2)'
 */
export function columnType(field: Field): string {
  switch (field.type) {
    case 'boolean':
      return 'boolean';
    case 'integer':
      return field.big ? 'bigint' : 'integer';
    case 'decimal':
      return `numeric(${field.precision},${field.scale})`;
    case 'date':
      return 'date';
    case 'timestamp':
      return 'timestamp with time zone';
    case 'textList':
      return 'text[]';
    case 'json':
      return 'jsonb';
    case 'list':
      return `${columnType(field.item)}[]`;
    case 'value':
      return VALUE_FORMATS[field.format].staged;
    default:
      return 'text';
  }
}

/**
 * The type of the column that holds a field, unless it is declared to be another one.
 * @example storedType(interval('For how long it is lent.')) // 'interval'
 */
export function storedType(field: Field): string {
  if (field.type === 'list') return `${storedType(field.item)}[]`;
  return field.type === 'value' ? VALUE_FORMATS[field.format].column : columnType(field);
}
