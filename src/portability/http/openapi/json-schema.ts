/** A zod schema as the OpenAPI document shows it. */
import type { ApiResponseOptions } from '@nestjs/swagger';
import { z } from 'zod';

/** What a decorator of `@nestjs/swagger` takes as `schema`. */
export type OpenApiSchema = Extract<ApiResponseOptions, { readonly schema: unknown }>['schema'];

/**
 * The JSON Schema of what is sent, under a title by which a document may name it once for all operations.
 * @example const LOAN = openApiSchema('Loan', z.object({ until: z.iso.date() }));
 */
export function openApiSchema(title: string, schema: z.ZodType): OpenApiSchema {
  const { $schema: _, ...jsonSchema } = z.toJSONSchema(schema, { io: 'input' });
  return { title, ...jsonSchema } as OpenApiSchema;
}
