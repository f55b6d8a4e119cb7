/** One small JSON request and its answer. */
import { headersOf, urlOf, type Connection } from './connection';
import { failureFromAnswer, RequestFailed } from './failure';
import type { ApiPath } from './types';

/**
 * The parsed answer of a 2xx; null for one without a body.
 * Throws RequestFailed. The caller names the type by the schema's path: the service is trusted to keep its own contract.
 */
export async function requestJson<T>(
  connection: Connection,
  method: 'GET' | 'POST' | 'DELETE',
  path: ApiPath,
  body?: unknown,
): Promise<T> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(urlOf(connection, path), {
      method,
      credentials: connection.token ? 'omit' : 'same-origin',
      cache: 'no-store',
      headers: {
        ...headersOf(connection),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    text = await response.text();
  } catch (cause) {
    throw new RequestFailed({ kind: 'network' }, { cause });
  }
  if (!response.ok) throw new RequestFailed(failureFromAnswer(response.status, text));
  return parseAnswer<T>(response.status, text);
}

/** Throws RequestFailed when a 2xx carries something that is not JSON. */
export function parseAnswer<T>(status: number, text: string): T {
  try {
    return (text === '' ? null : JSON.parse(text)) as T;
  } catch (cause) {
    throw new RequestFailed({ kind: 'unexpected', status }, { cause });
  }
}
