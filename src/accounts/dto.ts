/** The shapes of requests and answers about signing in, as zod schemas from which the OpenAPI document is generated. */
import { ApiSchema } from '@nestjs/swagger';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { LONGEST_PASSWORD } from './passwords.js';

@ApiSchema({ name: 'Credentials' })
export class CredentialsDto extends createZodDto(
  z.object({
    email: z.string().min(1).max(320),
    password: z.string().min(1).max(LONGEST_PASSWORD),
  }),
) {}

@ApiSchema({ name: 'SignInLink' })
export class SignInLinkDto extends createZodDto(
  z.object({
    token: z.string().min(1).max(200).describe('What follows the # in a sign-in link. It works once.'),
  }),
) {}

@ApiSchema({ name: 'SignedIn' })
export class SignedInDto extends createZodDto(
  z.object({ user: z.object({ id: z.string(), email: z.string() }) }),
) {}
