/** An S3 endpoint that answers as a test says, and tells of each request what it held and how its connection ended. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { S3Options } from '../../src/portability/blobs.js';

export interface StoreRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** Whole once the answer is asked for. */
  readonly body: Buffer;
  /** `cut`: the client closed the connection before it had the whole answer. */
  state: 'open' | 'answered' | 'cut';
}

export interface RawStore {
  readonly options: S3Options;
  /** In the order in which they came. */
  readonly requests: readonly StoreRequest[];
  close(): Promise<void>;
}

/** @param answer called when the request has come whole; where it answers nothing, nothing is answered */
export async function startRawStore(
  answer: (request: StoreRequest, response: ServerResponse) => unknown,
): Promise<RawStore> {
  const requests: StoreRequest[] = [];
  const receive = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    const request = {
      method: incoming.method ?? '',
      url: new URL(incoming.url ?? '/', 'http://localhost'),
      headers: incoming.headers,
      body: Buffer.alloc(0),
      state: 'open' as StoreRequest['state'],
    };
    requests.push(request);
    response.once('close', () => (request.state = response.writableFinished ? 'answered' : 'cut'));
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    request.body = Buffer.concat(chunks);
    await answer(request, response);
  };
  const server = createServer((incoming, response) => {
    receive(incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    requests,
    options: {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      bucket: 'carol',
      region: 'us-east-1',
      accessKeyId: 'key',
      secretAccessKey: 'secret',
      partBytes: 5 * 1024 * 1024,
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
