/** How long a connection stays open for the next request: longer than proxies keep theirs, so that none is closed as it is used. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;
afterEach(() => service?.close());

it('is a minute and a quarter unless it is set, and headers are waited for longer', async () => {
  service = await startTestService();
  const server = service.server.app.getHttpServer();
  expect(server.keepAliveTimeout).toBe(75_000);
  expect(server.headersTimeout).toBeGreaterThan(server.keepAliveTimeout);
  const { headers } = await fetch(`${service.url}/health/live`);
  expect(headers.get('keep-alive')).toBe('timeout=75');
});

it('is as long as it is set', async () => {
  service = await startTestService({ KEEP_ALIVE_SECONDS: '1' });
  const { hostname, port } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  socket.write('GET /health/live HTTP/1.1\r\nHost: carol\r\n\r\n');
  await once(socket, 'data');
  const answered = performance.now();
  await once(socket, 'close');
  const open = performance.now() - answered;
  expect(open).toBeGreaterThan(900);
  expect(open).toBeLessThan(8_000);
});
