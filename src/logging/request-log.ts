/** One line of the log for each request: what was asked and how it ended, nothing of what was in it. */
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { clientAddressOf } from '../http/client-address.js';
import { requestIdOf } from '../portability/index.js';

/** Asked for every few seconds by machines. */
const QUIET = /^\/(health\/(live|ready)|metrics)$/;

/**
 * Express middleware; first of all, so that it sees the ones that others refuse too.
 * Gives each answer its X-Request-Id. The query is left out: it may hold what nobody should read in a log.
 */
export function requestLog(logger: Logger): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    const started = performance.now();
    const requestId = requestIdOf(request);
    const path = request.path.slice(0, 200);
    const address = clientAddressOf(request);
    response.setHeader('X-Request-Id', requestId);
    response.once('close', () => {
      const entry = {
        event: 'request',
        requestId,
        method: request.method,
        address,
        path,
        status: response.headersSent ? response.statusCode : null,
        durationMs: Math.round(performance.now() - started),
        // The client left, or the answer was broken off.
        aborted: !response.writableFinished,
      };
      logger[QUIET.test(path) ? 'debug' : 'info'](entry);
    });
    next();
  };
}
