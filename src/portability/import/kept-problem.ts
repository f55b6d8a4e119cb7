/** What an import ended with, as it is kept for whoever asks later. */
import { z } from 'zod';
import { PortabilityError, PROBLEM_SLUGS, type ProblemSlug } from '../errors.js';

const KEPT = z.object({
  slug: z.enum(PROBLEM_SLUGS),
  detail: z.string(),
  extensions: z.record(z.string(), z.unknown()),
  retrySeconds: z.number().optional(),
});

export const writeProblem = ({ slug, detail, extensions, options }: PortabilityError): string =>
  JSON.stringify({ slug, detail, extensions, retrySeconds: options.retrySeconds });

/** The problem that `writeProblem` wrote. */
export function parseProblem(json: string): PortabilityError {
  const { slug, detail, extensions, retrySeconds } = KEPT.parse(JSON.parse(json));
  return new PortabilityError(slug, detail, extensions, retrySeconds === undefined ? {} : { retrySeconds });
}

/** As it is told to who asks how an import ended: `outcome` tells it from a problem that stands in the way of asking. */
export function endedWith(json: string): PortabilityError {
  const { slug, detail, extensions, options } = parseProblem(json);
  return new PortabilityError(slug, detail, { ...extensions, outcome: 'failed' }, options);
}

/** What is worth another try with the same archive and the same key: it was the moment that was wrong, or the person stopped it. */
const TRANSIENT: ReadonlySet<ProblemSlug> = new Set<ProblemSlug>([
  'import-in-progress',
  'import-cancelled',
  'request-timeout',
  'unauthenticated',
  'too-many-requests',
  'server-busy',
  'database-unavailable',
  'storage-unavailable',
  'storage-full',
  'internal-error',
]);

/** Whether a kept problem is the answer to every further try under the same key. */
export const isFinal = (json: string | null): json is string =>
  json !== null && !TRANSIENT.has(parseProblem(json).slug);
