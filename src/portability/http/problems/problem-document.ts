/** What is answered where something is refused: a problem document (RFC 9457). */
import type { PortabilityError } from '../../errors.js';
import { problemType } from './problem-types.js';
import { pagesAt, problemUri } from './problems-path.js';
import { translate } from './translate.js';

/** A problem document, `application/problem+json`; extension members stand beside the standard ones. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly [extension: string]: unknown;
}

/** The problem document of any error; extension members never displace the standard ones. */
export function toProblem(error: unknown, requestId: string, pages?: string): Problem {
  return documentOf(translate(error), requestId, pages);
}

/** The problem document of a refusal. @param pages where the pages of the problem types are, such as `/problems` */
export function documentOf(refusal: PortabilityError, requestId: string, pages = pagesAt()): Problem {
  const { status, title } = problemType(refusal.slug);
  return {
    ...refusal.extensions,
    type: problemUri(refusal.slug, pages),
    title,
    status,
    detail: refusal.detail,
    instance: `urn:uuid:${requestId}`,
  };
}
