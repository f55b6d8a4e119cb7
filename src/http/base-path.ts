/** Lets the service answer below the path of its public URL. */
import type { RequestHandler } from 'express';

/**
 * Express middleware, the first of all: takes the path off the address, where it is there. So the service answers at `/carol/api/export`
 * as well as at `/api/export`, whether or not a proxy has taken the path off before.
 * @param basePath like `/carol`; empty: nothing is done
 */
export function stripBasePath(basePath: string): RequestHandler {
  return (request, _response, next) => {
    const { url } = request;
    const after = url[basePath.length];
    // A longer name, such as `/carolina`, is another address.
    if (basePath !== '' && url.startsWith(basePath) && (after === undefined || '/?'.includes(after))) {
      const rest = url.slice(basePath.length);
      request.url = rest.startsWith('/') ? rest : `/${rest}`;
    }
    next();
  };
}
