/** The id of a request: in its answer's header, in every problem's `instance`, in every line of the log. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const ids = new WeakMap<IncomingMessage, string>();

/** The same for one request however often it is asked; a client's own X-Request-Id if that is a UUID. */
export function requestIdOf(request: IncomingMessage): string {
  const known = ids.get(request);
  if (known) return known;
  const sent = request.headers['x-request-id'];
  const id = typeof sent === 'string' && UUID.test(sent) ? sent.toLowerCase() : randomUUID();
  ids.set(request, id);
  return id;
}
