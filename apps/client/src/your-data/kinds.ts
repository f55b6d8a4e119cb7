/** The kinds of rows that an archive counts, grouped as a person thinks of them. */
import { AREAS } from '../api/kinds';

export { AREAS };
export type Area = (typeof AREAS)[number]['area'];
export type Kind = (typeof AREAS)[number]['kinds'][number];

export const KINDS: readonly Kind[] = AREAS.flatMap(({ kinds }) => kinds);
/** A newer service may tell of others. */
export const isKnownKind = (kind: string | undefined): kind is Kind =>
  (KINDS as readonly (string | undefined)[]).includes(kind);

/** What a person would count first. */
export const MAIN_KINDS: readonly Kind[] = AREAS.map(({ kinds }) => kinds[0]);
