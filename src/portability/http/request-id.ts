/** The id of a request: in its answer's header, in every problem's `instance`, in every line of the log. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isUuid } from '../archive/uuid.js';

const ids = new WeakMap<IncomingMessage, string>();

/**
 * The same for one request however often it is asked; a client's own X-Request-Id if that is a UUID.
 * @example logger.log({ requestId: requestIdOf(request), url: request.url });
 */
export function requestIdOf(request: IncomingMessage): string {
  const known = ids.get(request);
  if (known) return known;
  const sent = request.headers['x-request-id'];
  const wish = typeof sent === 'string' ? sent.toLowerCase() : '';
  const id = isUuid(wish) ? wish : randomUUID();
  ids.set(request, id);
  return id;
}
