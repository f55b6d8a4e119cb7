/** Ids that are numbers as the UUIDs that stand for them, and back, in SQL; see `uuidPrefix`. */
import type { UuidPrefix } from '../archive/storage.js';
import { identifier, literal } from './sql.js';

/** The UUID of a number. @param alias of the row with the column, with its dot, or nothing */
export function uuidOf(number: string, prefix: UuidPrefix, alias = ''): string {
  if (typeof prefix === 'string') return `${literal(prefix)} || ${digitsOf(number)}`;
  const cases = Object.entries(prefix.prefixes).map(
    ([value, each]) => `WHEN ${literal(value)} THEN ${uuidOf(number, each)}`,
  );
  return `CASE ${alias}${identifier(prefix.column)}::text ${cases.join(' ')} END`;
}

/** 16 hexadecimal digits, with the variant's among them. */
const digitsOf = (number: string): string =>
  `overlay(overlay(lpad(to_hex((${number})::bigint), 16, '0') PLACING '-8' FROM 2 FOR 0) PLACING '-' FROM 7 FOR 0)`;

/** The number in a UUID that stands for one, of whichever kind. */
export const numberIn = (id: string): string =>
  `('x' || substr(${id}, 18, 1) || substr(${id}, 21, 3) || substr(${id}, 25))::bit(64)::bigint`;

/** The number that any UUID stands for; null where that is none of the kind's here. */
export const numberOf = (id: string, prefix: string): string =>
  `CASE WHEN starts_with(${id}, ${literal(prefix)}) AND substr(${id}, 20, 1) = '8' THEN ${numberIn(id)} END`;
