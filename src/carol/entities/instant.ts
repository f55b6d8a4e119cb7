/** How an instant looks in an entity: a text in UTC. */
import type { ValueTransformer } from 'typeorm';

/**
 * Written as it is given, with microseconds; read to the millisecond, as TypeORM makes a Date of it first. Whoever needs
 * the exact value reads the column by SQL as text.
 */
export const instant: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: unknown) => (value instanceof Date ? value.toISOString() : value),
};
