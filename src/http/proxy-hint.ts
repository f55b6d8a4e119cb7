/** Tells the operator, once, of a proxy whose word is not taken. */
import type { RequestHandler } from 'express';

/**
 * Express middleware. A proxy that says whom it asks for, and is not trusted, makes all people one: whoever guesses a password
 * would keep everybody out.
 * @param warn told once
 */
export function hintAtProxy(warn: (line: string) => void): RequestHandler {
  let isTold = false;
  return (request, _response, next) => {
    if (!isTold && request.headers['x-forwarded-for'] !== undefined) {
      isTold = true;
      warn(
        'a proxy says whom it asks for (X-Forwarded-For), and is not believed: throttles and log see its address alone. ' +
          'Where a proxy stands before the service, set TRUST_PROXY, to 1 for one proxy',
      );
    }
    next();
  };
}
