/** The shapes of requests and answers about signing in, as zod schemas from which the OpenAPI document is generated. */
import { z } from 'zod';
import { openApiSchema } from '../portability/index.js';
import { LONGEST_PASSWORD } from './passwords.js';

export const credentials = z.object({
  email: z.string().min(1).max(320),
  password: z.string().min(1).max(LONGEST_PASSWORD),
});

export type Credentials = z.infer<typeof credentials>;

export const signInLink = z.object({
  token: z.string().min(1).max(200).describe('What follows the # in a sign-in link. It works once.'),
});

export const CREDENTIALS = openApiSchema('Credentials', credentials);
export const SIGN_IN_LINK = openApiSchema('SignInLink', signInLink);
export const SIGNED_IN = openApiSchema(
  'SignedIn',
  z.object({ user: z.object({ id: z.string(), email: z.string() }) }),
);

export const newToken = z.object({
  name: z.string().trim().min(1).max(200).describe('What you call it: where it is used, say.'),
});

const token = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable().describe('Null: it holds until it is revoked.'),
});

export const NEW_TOKEN = openApiSchema('NewToken', newToken);
export const TOKEN = openApiSchema(
  'CreatedToken',
  token.extend({ token: z.string().describe('The token itself, which nobody is told again.') }),
);
export const TOKENS = openApiSchema('Tokens', z.object({ tokens: z.array(token) }));
