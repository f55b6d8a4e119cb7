/** Turns whatever was thrown into a problem document; the only place that answers with errors. */
import { Catch, Inject, Logger, Optional, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { PortabilityError } from '../../errors.js';
import { allowedMethods } from './allowed-methods.js';
import { answer } from './answer.js';
import { describeFailure } from './failure-log.js';
import { headersOf, HttpRefusal } from './http-refusal.js';
import { LINGER, lingerOptions, type LingerOptions } from './linger.js';
import { documentOf, type Problem } from './problem-document.js';
import { problemType } from './problem-types.js';
import { BASE_PATH, DEFAULT_PROBLEMS_PATH, pagesAt, PROBLEMS_PATH } from './problems-path.js';
import { publicAddressOf } from '../public-address.js';
import { requestIdOf } from '../request-id.js';
import { translate } from './translate.js';

@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  /**
   * @param path of the pages of the problem types, without slashes around it
   * @param basePath before all addresses as clients see them, such as `/carol`
   * @param linger how much of a body is read after an answer that came before its end, and for how long
   */
  constructor(
    @Optional() @Inject(PROBLEMS_PATH) private readonly path: string = DEFAULT_PROBLEMS_PATH,
    @Optional() @Inject(BASE_PATH) private readonly basePath: string = '',
    @Optional() @Inject(LINGER) private readonly linger: LingerOptions = lingerOptions(),
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const refusal = refine(translate(error), error, request);
    const requestId = requestIdOf(request);
    if (problemType(refusal.slug).status >= 500)
      this.logger.error(describeFailure(error, requestId, refusal));
    const problem = withLookUp(
      documentOf(refusal, requestId, pagesAt(this.path, this.basePath)),
      refusal.options.lookUp,
      publicAddressOf(request, this.basePath),
    );
    const headers = { 'X-Request-Id': requestId, ...headersOf(refusal) };
    answer(request, response, problem, { headers, linger: this.linger });
  }
}

/** The router says 404 for a method that an existing path does not know: that is a 405, with Allow. */
function refine(refusal: PortabilityError, error: unknown, request: Request): PortabilityError {
  if (refusal.slug !== 'not-found' || error instanceof PortabilityError) return refusal;
  const allowed = allowedMethods(request);
  if (allowed.length === 0 || allowed.includes(request.method)) return refusal;
  return new HttpRefusal('method-not-allowed', `This address answers to ${allowed.join(', ')} only.`, {
    Allow: allowed.join(', '),
  });
}

/** Only an import ends in doubt, and what became of it is found below the address that it was sent to. */
function withLookUp(problem: Problem, id: string | undefined, path: string): Problem {
  if (id === undefined) return problem;
  const lookUp = `${path}/${id}`;
  const detail = `${problem.detail} Ask GET ${lookUp} in a moment: it has the result, or says that nothing was imported.`;
  return { ...problem, detail, lookUp };
}
