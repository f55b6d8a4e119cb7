/** `Expect: 100-continue`: whoever may not send, or sends too much, is told before they send anything. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/**
 * Lets a server say `100 Continue` when a body begins to be read, and not before the request has been looked at, as Node does. A
 * request that is refused from its headers gets the refusal alone (RFC 9110, section 10.1.1).
 * @example deferContinue(app.getHttpServer());
 */
export function deferContinue(server: Server): void {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    const onListener = (event: string | symbol): void => {
      if (event !== 'data' && event !== 'readable') return;
      request.off('newListener', onListener);
      // After the answer a body is read to be thrown away.
      if (!response.headersSent) response.writeContinue();
    };
    request.on('newListener', onListener);
    server.emit('request', request, response);
  });
}
