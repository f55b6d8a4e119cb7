/** The shapes of the probes' answers, as zod schemas from which the OpenAPI document is generated. */
import { z } from 'zod';
import { openApiSchema } from '../portability/index.js';

export const LIVENESS = openApiSchema('Liveness', z.object({ status: z.literal('live') }));

export const READINESS = openApiSchema(
  'Readiness',
  z.object({
    status: z.enum(['ready', 'unavailable', 'stopping']),
    checks: z.record(z.string(), z.enum(['up', 'down', 'timeout'])).describe('By name.'),
  }),
);
