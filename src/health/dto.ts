/** The shapes of the probes' answers, as zod schemas from which the OpenAPI document is generated. */
import { ApiSchema } from '@nestjs/swagger';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

@ApiSchema({ name: 'Liveness' })
export class LivenessDto extends createZodDto(z.object({ status: z.literal('live') })) {}

@ApiSchema({ name: 'Readiness' })
export class ReadinessDto extends createZodDto(
  z.object({
    status: z.enum(['ready', 'unavailable', 'stopping']),
    checks: z.record(z.string(), z.enum(['up', 'down', 'timeout'])).describe('By name.'),
  }),
) {}
