/** Ends a connection so that the client cannot take what it got for a whole answer. */
import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/**
 * Resets the connection of an answer that is under way (TCP RST). Closing it is not enough: over HTTP/1.0, which most reverse proxies
 * speak to us, the end of the connection is the end of the body (RFC 9112, section 6.3), and the part would look whole.
 *
 * A connection that is not TCP is closed: over a Unix socket HTTP/1.0 has no means to tell.
 */
export function resetConnection(response: ServerResponse): void {
  const { socket } = response;
  // Below TLS there is another socket, which Node does not document; TLS itself would end in good order.
  const below: unknown = socket && Reflect.get(socket, '_parent');
  try {
    (below instanceof Socket ? below : socket)?.resetAndDestroy();
  } catch {
    // No TCP socket (ERR_INVALID_HANDLE_TYPE).
  }
  response.destroy();
}
