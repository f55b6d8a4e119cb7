/** Lets the service answer below the path of its public URL. */
import type { RequestHandler } from 'express';

/**
 * Express middleware, the first of all: takes the path off the address, where it is there. So the service answers at `/carol/api/export`
 * as well as at `/api/export`, whether or not a proxy has taken the path off before.
 * @param basePath like `/carol`; empty: nothing is done
 */
export function stripBasePath(basePath: string): RequestHandler {
  return (request, _response, next) => {
    // `location /carol { proxy_pass http://carol/; }` makes `//api` of `/carol/api`.
    const url = oneSlash(request.url);
    const after = url[basePath.length];
    // A longer name, such as `/carolina`, is another address.
    const isBelow =
      basePath !== '' && url.startsWith(basePath) && (after === undefined || '/?'.includes(after));
    request.url = isBelow ? oneSlash(url.slice(basePath.length)) : url;
    next();
  };
}

const oneSlash = (url: string): string => url.replace(/^\/*/, '/');
