/** The operations of signing in and out: what each is called, and every problem and header of its answers. */
import type { OperationDescription } from '../portability/index.js';

const OF_EVERY = ['server-busy', 'database-unavailable'] as const;

/** What a JSON body can be refused for. */
const OF_A_BODY = ['invalid-parameter', 'upload-too-large', 'unsupported-media-type'] as const;

export const SIGN_IN: OperationDescription = {
  operationId: 'signIn',
  summary: 'Sign in with a password; the answer sets the session cookie',
  problems: [...OF_EVERY, ...OF_A_BODY, 'unauthenticated', 'forbidden', 'too-many-requests'],
  headers: [
    'Cache-Control',
    'Set-Cookie',
    'RateLimit-Limit',
    'RateLimit-Remaining',
    'RateLimit-Reset',
    'RateLimit-Policy',
  ],
};

export const SIGN_IN_BY_LINK: OperationDescription = {
  operationId: 'signInByLink',
  summary: 'Sign in with a link that the log printed; the answer sets the session cookie',
  problems: [...OF_EVERY, ...OF_A_BODY, 'unauthenticated', 'forbidden'],
  headers: ['Cache-Control', 'Set-Cookie'],
};

export const SIGN_OUT: OperationDescription = {
  operationId: 'signOut',
  summary: 'Sign out',
  problems: [...OF_EVERY, ...OF_A_BODY, 'forbidden'],
  headers: ['Set-Cookie'],
};

export const GET_SESSION: OperationDescription = {
  operationId: 'getSession',
  summary: 'Say who is signed in',
  problems: [...OF_EVERY, 'unauthenticated'],
  headers: ['Cache-Control', 'Set-Cookie'],
};

export const LIST_TOKENS: OperationDescription = {
  operationId: 'listTokens',
  summary: 'List your personal access tokens',
  problems: [...OF_EVERY, 'unauthenticated'],
  headers: ['Cache-Control', 'Set-Cookie'],
};

export const CREATE_TOKEN: OperationDescription = {
  operationId: 'createToken',
  summary: 'Make a personal access token; by the session cookie alone',
  problems: [...OF_EVERY, ...OF_A_BODY, 'unauthenticated', 'forbidden'],
  headers: ['Cache-Control', 'Set-Cookie'],
};

export const REVOKE_TOKEN: OperationDescription = {
  operationId: 'revokeToken',
  summary: 'Revoke a personal access token',
  problems: [...OF_EVERY, ...OF_A_BODY, 'unauthenticated', 'forbidden', 'not-found'],
  headers: ['Set-Cookie'],
};
