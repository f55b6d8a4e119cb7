/** Completes an OpenAPI document: every problem and every header of every operation that says which it has. */
import type { OpenAPIObject } from '@nestjs/swagger';
import type { ProblemSlug } from '../../errors.js';
import { problemType } from '../problems/problem-types.js';
import { pagesAt } from '../problems/problems-path.js';
import { HEADERS_MEMBER, PROBLEMS_MEMBER } from './describe-operation.js';
import { ANSWER_HEADERS, type AnswerHeader } from './headers.js';
import { problemHeaders, problemSchema } from './problem-schemas.js';

/** Whatever is asked. */
const OF_EVERY_OPERATION: readonly ProblemSlug[] = ['internal-error'];
const OF_EVERY_ANSWER: readonly AnswerHeader[] = ['X-Request-Id'];

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'] as const;

interface Answer {
  description: string;
  headers?: Record<string, unknown>;
  content?: Record<string, unknown>;
}

interface Operation {
  responses?: Record<string, Answer>;
  security?: unknown[];
  [PROBLEMS_MEMBER]?: readonly ProblemSlug[];
  [HEADERS_MEMBER]?: readonly AnswerHeader[];
}

/**
 * Hand it what `SwaggerModule.createDocument` made. Operations without `DescribeOperation` stay as they are.
 * @param pages where clients see the pages of the problem types
 * @example SwaggerModule.setup('docs', app, () => declareAnswers(SwaggerModule.createDocument(app, config)));
 */
export function declareAnswers(document: OpenAPIObject, pages = pagesAt()): OpenAPIObject {
  const used = new Set<AnswerHeader>();
  const paths = Object.entries(document.paths).map(([path, item]) => {
    const methods = METHODS.flatMap((method) => {
      const operation = item[method] as Operation | undefined;
      return operation ? [[method, declare(operation, pages, used)] as const] : [];
    });
    return [path, { ...item, ...Object.fromEntries(methods) }] as const;
  });
  const headers = Object.fromEntries([...used].sort().map((name) => [name, ANSWER_HEADERS[name]]));
  return {
    ...document,
    paths: Object.fromEntries(paths),
    components: { ...document.components, headers },
  };
}

function declare(operation: Operation, pages: string, used: Set<AnswerHeader>): Operation {
  const { [PROBLEMS_MEMBER]: problems, [HEADERS_MEMBER]: own = [], ...rest } = operation;
  if (problems === undefined) return operation;
  const references = (names: readonly AnswerHeader[]): Record<string, unknown> => {
    const all = [...new Set([...OF_EVERY_ANSWER, ...own, ...names])];
    for (const name of all) used.add(name);
    return Object.fromEntries(all.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
  };
  const responses: Record<string, Answer> = {};
  for (const [status, answer] of Object.entries(rest.responses ?? {}))
    responses[status] = { ...answer, headers: { ...references([]), ...answer.headers } };
  for (const [status, slugs] of byStatus([...problems, ...OF_EVERY_OPERATION])) {
    const known = responses[status];
    responses[status] = {
      description: [known?.description, ...slugs.map((slug) => `\`${slug}\`: ${problemType(slug).title}`)]
        .filter(Boolean)
        .join('. '),
      headers: { ...known?.headers, ...references(slugs.flatMap(problemHeaders)) },
      content: { ...known?.content, 'application/problem+json': { schema: oneOf(slugs, pages) } },
    };
  }
  // No security at all, where none is asked for, is said outright.
  return { ...rest, security: rest.security ?? [], responses };
}

function byStatus(slugs: readonly ProblemSlug[]): ReadonlyMap<string, readonly ProblemSlug[]> {
  const found = new Map<string, ProblemSlug[]>();
  for (const slug of new Set(slugs)) {
    const status = String(problemType(slug).status);
    found.set(status, [...(found.get(status) ?? []), slug]);
  }
  return found;
}

/** The constant `type` tells them apart. */
function oneOf(slugs: readonly ProblemSlug[], pages: string): object {
  const [only, ...others] = slugs.map((slug) => problemSchema(slug, pages));
  return others.length === 0 && only ? only : { oneOf: [only, ...others] };
}
