/** A port for the metrics alone, which a firewall can close to everybody but Prometheus. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PortabilityError } from '../portability/index.js';
import type { Metrics } from './metrics.js';

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface MetricsServerOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly host: string;
}

/** Listens when it resolves. @throws the error of the operating system where the port cannot be had */
export async function startMetricsServer(
  metrics: Metrics,
  { port, host }: MetricsServerOptions,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    metrics.read(request.headers.authorization).then(
      (text) =>
        response
          .writeHead(200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' })
          .end(text),
      (error: unknown) => {
        const isRefused = error instanceof PortabilityError;
        response.writeHead(isRefused ? 401 : 500, isRefused ? { 'WWW-Authenticate': 'Bearer' } : {}).end();
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
