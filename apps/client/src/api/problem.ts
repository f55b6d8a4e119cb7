/** Reads what the service says when it refuses: an RFC 9457 problem document. */
import type { Issue } from './types';

export const PROBLEM_SLUGS = [
  'malformed-multipart',
  'missing-file',
  'unexpected-part',
  'invalid-parameter',
  'confirmation-required',
  'unauthenticated',
  'forbidden',
  'not-found',
  'method-not-allowed',
  'request-timeout',
  'preview-stale',
  'import-in-progress',
  'upload-too-large',
  'archive-too-large',
  'unsupported-media-type',
  'unsupported-archive-type',
  'archive-corrupt',
  'archive-unsafe',
  'archive-unexpected-file',
  'manifest-missing',
  'manifest-invalid',
  'format-unsupported',
  'integrity-mismatch',
  'yaml-invalid',
  'yaml-too-complex',
  'validation-failed',
  'reference-broken',
  'media-invalid',
  'too-many-requests',
  'server-busy',
  'database-unavailable',
  'storage-unavailable',
  'storage-full',
  'internal-error',
] as const;

export type ProblemSlug = (typeof PROBLEM_SLUGS)[number];

export interface Problem {
  readonly slug: ProblemSlug;
  /** HTTP status. */
  readonly status: number;
  /** The service's own words for this occurrence; English. */
  readonly detail: string | null;
  /** In bytes where the limit is of bytes. */
  readonly maximum: number | null;
  /** The name of the limit that was passed. */
  readonly limit: string | null;
  readonly errors: readonly Issue[];
  readonly errorCount: number;
  /** Found again in the service's log. */
  readonly errorId: string | null;
}

/** The problem that `body` describes; null when it is no problem document that this client knows. */
export function parseProblem(body: string): Problem | null {
  const document = parseObject(body);
  if (document === null) return null;
  const slug = slugOf(document['type']);
  if (slug === null) return null;
  const errors = issuesOf(document['errors']);
  return {
    slug,
    status: numberOf(document['status']) ?? 0,
    detail: textOf(document['detail']),
    maximum: numberOf(document['maximum']),
    limit: textOf(document['limit']),
    errors,
    errorCount: numberOf(document['errorCount']) ?? errors.length,
    errorId: textOf(document['errorId']),
  };
}

function slugOf(type: unknown): ProblemSlug | null {
  if (typeof type !== 'string') return null;
  const last = type.slice(type.lastIndexOf('/') + 1);
  return PROBLEM_SLUGS.find((slug) => slug === last) ?? null;
}

/** Lists of other problems have other members (`{code, entry}`, `{parameter, detail}`): they become issues too. */
function issuesOf(list: unknown): readonly Issue[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isObject).map((item) => ({
    file: textOf(item['file']) ?? textOf(item['entry']) ?? textOf(item['parameter']) ?? '',
    pointer: textOf(item['pointer']) ?? '',
    line: numberOf(item['line']),
    column: numberOf(item['column']),
    code: textOf(item['code']) ?? '',
    detail: textOf(item['detail']) ?? '',
  }));
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
