/** A proxy that breaks a connection on demand, as tunnels, trains and crashed routers do. */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Transform } from 'node:stream';

export interface Cut {
  /** The request whose connection breaks. */
  readonly path: string | RegExp;
  /** `upload`: while the request's body travels; `answer`: while the answer's does. */
  readonly during: 'upload' | 'answer';
  /** Bytes of that body which still arrive. */
  readonly after: number;
  /** Instead of breaking it goes silent. */
  readonly silent?: boolean;
}

export interface CuttingProxy {
  readonly url: string;
  /** Breaks every request that fits, until it is called again. */
  cut(cut: Cut | null): void;
  /** Bytes of requests that have come here so far. */
  readonly received: number;
  close(): Promise<void>;
}

export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
  let current: Cut | null = null;
  let received = 0;
  const server = createServer((incoming, outgoing) => {
    incoming.on('data', (chunk: Buffer) => (received += chunk.length));
    forward(target, incoming, outgoing, current);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    cut: (cut) => {
      current = cut;
    },
    get received() {
      return received;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forward(target: string, incoming: IncomingMessage, outgoing: ServerResponse, cut: Cut | null): void {
  const fits = cut !== null && isAt(cut.path, incoming.url ?? '') ? cut : null;
  const hangUp = (): void => {
    if (fits?.silent) return;
    upstream.destroy();
    incoming.socket.destroy();
  };
  const upstream = request(
    target + incoming.url,
    { method: incoming.method, headers: incoming.headers },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      const body = fits?.during === 'answer' ? answer.pipe(breaking(fits.after, hangUp)) : answer;
      body.on('error', hangUp).pipe(outgoing);
      answer.on('error', hangUp);
    },
  );
  upstream.on('error', () => incoming.socket.destroy());
  incoming.on('error', () => upstream.destroy());
  // Who asks has gone: whoever answers hears of it, unless the line is dead on that side.
  outgoing.on('close', () => (fits?.silent ? undefined : upstream.destroy()));
  const body = fits?.during === 'upload' ? incoming.pipe(breaking(fits.after, hangUp)) : incoming;
  body.pipe(upstream);
}

const isAt = (path: string | RegExp, url: string): boolean =>
  typeof path === 'string' ? url === path : path.test(url);

/** Lets `bytes` through, then calls `broken` and nothing more. */
function breaking(bytes: number, broken: () => void): Transform {
  let left = bytes;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (left < 0) return;
      const part = chunk.subarray(0, left);
      left -= part.length;
      done(null, part);
      // What has been let through leaves before the line goes dead.
      if (left > 0) return;
      left = -1;
      setTimeout(broken, 50);
    },
  });
}
