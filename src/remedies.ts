/** What a person can do about a problem of this service, with the names of its settings and its addresses. */
import type { DataPortabilityOptions } from './portability/index.js';

/** @param basePath where the service is, such as `/carol`; empty: at the top */
export function remediesBelow(basePath: string): DataPortabilityOptions['remedies'] {
  const readiness = `Try again after as many seconds as “Retry-After” says. If it lasts, tell who runs the server: ${basePath}/health/ready says what is missing.`;
  return {
    unauthenticated: 'Sign in, or send a personal access token: “Authorization: Bearer carol_pat_…”.',
    forbidden:
      'Use the pages of this service itself. Programs use a personal access token instead of the cookie. Behind a proxy, PUBLIC_URL has to be the address that people see.',
    'not-found': `Check the address. The interface is described at ${basePath}/api/docs.`,
    'upload-too-large':
      'Ask who runs the server to raise the limit (LIMIT_UPLOAD_BYTES), or import a smaller archive.',
    'archive-too-large':
      'If the archive is really yours and really that large, ask who runs the server to raise that limit (LIMIT_…).',
    'unsupported-media-type': `Set the Content-Type that the interface asks for; ${basePath}/api/docs names it.`,
    'database-unavailable': readiness,
    'storage-unavailable': readiness,
  };
}
