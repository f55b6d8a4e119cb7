/** UUIDs that follow from what they are made of: version 8 (RFC 9562, section 5.8) over SHA-256, in SQL. */
import { literal } from './sql.js';

/** @param text SQL for what it is made of */
export const hashedUuid = (text: string): string =>
  `overlay(overlay(encode(substring(sha256(convert_to(${text}, 'UTF8')) FROM 1 FOR 16), 'hex')
    PLACING '8' FROM 13 FOR 1) PLACING '8' FROM 17 FOR 1)::uuid::text`;

/** Of a row without an id: what it is known by are the rows that it links. @param links SQL for their UUIDs */
export const linkUuid = (kind: string, links: readonly string[]): string =>
  hashedUuid([literal(kind), ...links].join(` || ':' || `));
