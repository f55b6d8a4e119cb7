/** How an operation is described: its name, and what it answers where it does not do what was asked. */
import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { ProblemSlug } from '../../errors.js';
import { REQUEST_HEADERS, type AnswerHeader, type RequestHeader } from './headers.js';

export interface OperationDescription {
  /** What a generated client calls it; the only one of this name. */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** Every problem that it may answer, but those of every operation. */
  readonly problems: readonly ProblemSlug[];
  /** Of every answer, beside those of its problems and of every operation. */
  readonly headers?: readonly AnswerHeader[];
  readonly requestHeaders?: readonly RequestHeader[];
  readonly requiredHeaders?: readonly RequestHeader[];
}

/** The members of an operation from which `declareAnswers` makes its responses; they are in no finished document. */
export const PROBLEMS_MEMBER = 'x-problems';
export const HEADERS_MEMBER = 'x-answer-headers';

/**
 * The decorator of a controller's method. The addresses of problems are not known where it stands: `declareAnswers` completes the document.
 * @example \@DescribeOperation({ operationId: 'listLoans', summary: 'List the loans', problems: ['unauthenticated'] })
 */
export const DescribeOperation = ({
  operationId,
  summary,
  description,
  problems,
  headers = [],
  requestHeaders = [],
  requiredHeaders = [],
}: OperationDescription): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId, summary, ...(description === undefined ? {} : { description }) }),
    ApiExtension(PROBLEMS_MEMBER, problems),
    ApiExtension(HEADERS_MEMBER, headers),
    ...requiredHeaders.map((name) => ApiHeader({ name, required: true, ...REQUEST_HEADERS[name] })),
    ...requestHeaders.map((name) => ApiHeader({ name, required: false, ...REQUEST_HEADERS[name] })),
  );
