/** A TCP proxy that goes silent when told to, as a partition of the network does, or breaks everything off, as a server that goes down. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface FreezableProxy {
  readonly port: number;
  /** Connections that were made so far. */
  readonly connections: number;
  /** From now on no byte passes, in either direction, on old connections and on new ones. */
  freeze(): void;
  /** Lets what waits pass, and what comes. */
  thaw(): void;
  /** From now on old connections are broken, and new ones refused. */
  goDown(): Promise<void>;
  /** New connections are taken again. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** @param target a URL whose host and port are meant */
export async function startFreezableProxy(target: string): Promise<FreezableProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let frozen = false;
  let connections = 0;
  const join = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on('error', () => undefined);
    from.on('data', (chunk) => void to.write(chunk));
    from.on('end', () => (frozen ? undefined : to.end()));
    from.on('close', () => {
      sockets.delete(from);
      if (!frozen) to.destroy();
    });
    if (frozen) from.pause();
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    connections++;
    const remote = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    join(client, remote);
    join(remote, client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as AddressInfo;
  const goDown = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  return {
    port: own,
    get connections() {
      return connections;
    },
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw() {
      frozen = false;
      for (const socket of sockets) socket.resume();
    },
    goDown,
    async comeBack() {
      await once(server.listen(own, '127.0.0.1'), 'listening');
    },
    close: goDown,
  };
}

/** The same URL by way of the proxy. */
export function through({ port }: FreezableProxy, target: string): string {
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return url.href;
}
