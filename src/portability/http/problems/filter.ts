/** Turns whatever was thrown into a problem document; the only place that answers with errors. */
import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { PortabilityError } from '../../errors.js';
import { allowedMethods } from './allowed-methods.js';
import { answer } from './answer.js';
import { describeFailure } from './failure-log.js';
import { documentOf, problemType } from './problem-types.js';
import { requestIdOf } from '../request-id.js';
import { translate } from './translate.js';

@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const refusal = refine(translate(error), error, request);
    const requestId = requestIdOf(request);
    if (problemType(refusal.slug).status >= 500) this.log(error, refusal, requestId);
    answer(request, response, documentOf(refusal, requestId), {
      'X-Request-Id': requestId,
      ...refusal.options.headers,
    });
  }

  private log(error: unknown, refusal: PortabilityError, requestId: string): void {
    const errorId = refusal.extensions['errorId'];
    const id = typeof errorId === 'string' ? errorId : null;
    this.logger.error(describeFailure(error, requestId, refusal.slug, id));
  }
}

/** The router says 404 for a method that an existing path does not know: that is a 405, with Allow. */
function refine(refusal: PortabilityError, error: unknown, request: Request): PortabilityError {
  if (refusal.slug !== 'not-found' || error instanceof PortabilityError) return refusal;
  const allowed = allowedMethods(request);
  if (allowed.length === 0 || allowed.includes(request.method)) return refusal;
  return new PortabilityError(
    'method-not-allowed',
    `This address answers to ${allowed.join(', ')} only.`,
    {},
    { headers: { Allow: allowed.join(', ') } },
  );
}
