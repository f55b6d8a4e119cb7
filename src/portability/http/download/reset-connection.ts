/** Ends a connection so that the client cannot take what it got for a whole answer. */
import type { ServerResponse } from 'node:http';

/**
 * Resets the connection of an answer that is under way (TCP RST). Closing it is not enough: over HTTP/1.0, which most reverse proxies
 * speak to us, the end of the connection is the end of the body (RFC 9112, section 6.3), and the part would look whole.
 *
 * What is not a TCP connection of our own is closed: TLS ends without its close_notify then, which clients take for an error (RFC 9112,
 * section 9.8); over a Unix socket HTTP/1.0 has no means to tell.
 */
export function resetConnection(response: ServerResponse): void {
  try {
    response.socket?.resetAndDestroy();
  } catch {
    // Not a TCP socket: ERR_INVALID_HANDLE_TYPE.
  }
  response.destroy();
}
