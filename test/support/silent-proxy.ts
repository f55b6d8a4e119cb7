/** A way to a server that may go silent, as a network that is cut: connections stay open, and nothing passes any more. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

export interface SilentProxy {
  /** The given URL, by way of the proxy. */
  readonly url: string;
  /** From now on nothing passes, in either direction, and what is new is taken and not answered. */
  silence(): void;
  /** New connections pass again. Those that went silent stay silent, and open, on both sides. */
  passAgain(): void;
  close(): Promise<void>;
}

export async function startSilentProxy(target: string): Promise<SilentProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isSilent = false;
  /** Passing connections, each with what makes it silent. */
  const passing = new Set<() => void>();

  const server = createServer({ allowHalfOpen: true }, (client) => {
    keep(client);
    if (isSilent) {
      client.resume();
      return;
    }
    const upstream = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    keep(upstream);
    const forget: (() => void)[] = [];
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      const onData = (chunk: Buffer): void => void to.write(chunk);
      const onEnd = (): void => void to.end();
      const onClose = (): void => void to.destroy();
      from.on('data', onData).on('end', onEnd).on('close', onClose);
      forget.push(() => {
        from.off('data', onData).off('end', onEnd).off('close', onClose);
        // Read and dropped, so that the sender notices nothing.
        from.on('data', () => undefined);
      });
    }
    passing.add(() => forget.forEach((each) => each()));
  });

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    silence() {
      isSilent = true;
      for (const makeSilent of passing) makeSilent();
      passing.clear();
    },
    passAgain: () => void (isSilent = false),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
