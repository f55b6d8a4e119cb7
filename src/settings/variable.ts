/** How one variable of the environment is declared. */
import type { z } from 'zod';

export interface Variable<T> {
  /** Of the trimmed value; undefined where the variable is unset or empty. */
  readonly schema: z.ZodType<T>;
  /** Completes "must be …". */
  readonly allowed: string;
  /** Its value is never shown. */
  readonly secret?: true;
}

export function variable<T>(schema: z.ZodType<T>, allowed: string): Variable<T> {
  return { schema, allowed };
}

export function secret<T>(schema: z.ZodType<T>, allowed: string): Variable<T> {
  return { schema, allowed, secret: true };
}
