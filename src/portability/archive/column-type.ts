/** The types of columns that hold fields. */
import type { Field, TimestampField } from './field-types.js';
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
      return instantType(field);
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

/** Where the column keeps fewer digits, staging does, too: what fills it, such as the time of the export, is rounded likewise. */
const instantType = (field: TimestampField): string => {
  const digits = secondDigits(field);
  return `timestamp${digits === MICROSECONDS ? '' : `(${digits})`} with time zone`;
};

const MICROSECONDS = 6;

/**
 * How many digits of a second the column of an instant keeps.
 * @example secondDigits(storedAs('timestamp(3) without time zone', timestamp('When it was lent.'))) // 3
 */
export const secondDigits = ({ stored = '' }: TimestampField): number =>
  Number(INSTANT_TYPE.exec(stored)?.[1] ?? MICROSECONDS);

/** The types of columns that hold an instant; without time zone it is one of UTC. */
const INSTANT_TYPE = /^timestamp(?:\(([0-6])\))? (?:with|without) time zone$/;

export const isInstantType = (type: string): boolean => INSTANT_TYPE.test(type);

export const isWithoutZone = (type: string): boolean =>
  isInstantType(type) && type.endsWith(' without time zone');

/**
 * The type of the column that holds a field, unless it is declared to be another one.
 * @example storedType(interval('For how long it is lent.')) // 'interval'
 */
export function storedType(field: Field): string {
  if (field.type === 'list') return `${storedType(field.item)}[]`;
  return field.type === 'value' ? VALUE_FORMATS[field.format].column : columnType(field);
}
