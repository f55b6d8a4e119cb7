/** Reads what the service says when it refuses: an RFC 9457 problem document. */
import { problemTypeValues, type components } from './schema';
import type { Issue, KindEffects } from './types';

type Slug<Type> = Type extends `/problems/${infer Name}` ? Name : never;

/** What the service can refuse, as its OpenAPI document lists it. */
export type ProblemSlug = Slug<components['schemas']['Problem']['type']>;

export const PROBLEM_SLUGS = problemTypeValues.map((type) => lastSegment(type) as ProblemSlug);

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
  /** Of an import: `failed` where this is what it ended with, `unknown` where nobody knows yet. */
  readonly outcome: string | null;
  /** Found again in the service's log. */
  readonly errorId: string | null;
  /** What would be done now, where what was agreed to is no longer so; and what names just that. */
  readonly effects: KindEffects | null;
  readonly plan: string | null;
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
    outcome: textOf(document['outcome']),
    errorId: textOf(document['errorId']),
    effects: isObject(document['effects']) ? (document['effects'] as KindEffects) : null,
    plan: textOf(document['plan']),
  };
}

function slugOf(type: unknown): ProblemSlug | null {
  if (typeof type !== 'string') return null;
  const last = lastSegment(type);
  return PROBLEM_SLUGS.find((slug) => slug === last) ?? null;
}

function lastSegment(type: string): string {
  return type.slice(type.lastIndexOf('/') + 1);
}

/** Lists of other problems have other members (`{code, entry}`, `{parameter, detail}`): they become issues too. */
function issuesOf(list: unknown): readonly Issue[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isObject).map((item) => {
    const label = textOf(item['label']);
    const value = textOf(item['value']);
    const expected = item['expected'];
    return {
      file: textOf(item['file']) ?? textOf(item['entry']) ?? textOf(item['parameter']) ?? '',
      pointer: textOf(item['pointer']) ?? '',
      line: numberOf(item['line']),
      column: numberOf(item['column']),
      code: textOf(item['code']) ?? '',
      detail: textOf(item['detail']) ?? '',
      ...(label === null ? {} : { label }),
      ...(value === null ? {} : { value }),
      ...(isObject(expected) ? { expected: expected as Issue['expected'] } : {}),
    };
  });
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
