/** Who may read the metrics: whoever has the token, whoever reaches their own port, and else nobody. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { startTestService, type TestService } from '../support/service.js';

const TOKEN = 'a-token-for-prometheus';

let database: TestDatabase;
let service: TestService;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(() => service?.close());
afterAll(() => database?.drop());

const start = async (environment: Readonly<Record<string, string>>): Promise<void> => {
  // The database outlives each service of this spec.
  service = await startTestService(environment, { database: { ...database, drop: async () => undefined } });
};

async function read(path: string, token?: string): Promise<string> {
  const headers = new Headers(token === undefined ? {} : { authorization: `Bearer ${token}` });
  const answer = await fetch(path, { headers });
  const text = await answer.text();
  return `${answer.status} ${text.includes('process_cpu_seconds_total') ? 'figures' : text}`;
}

const here = (): string => `${service.url}/metrics`;
const apart = (path = '/metrics'): string => `http://127.0.0.1:${service.server.metricsPort}${path}`;

describe('the metrics', () => {
  it('are shown to nobody unless it is set', async () => {
    await start({});
    expect(await read(here())).toMatch(/^404 .+METRICS_TOKEN.+METRICS_PORT/);
    expect(service.server.metricsPort).toBeUndefined();
  });

  it('are shown at the service’s port to who sends the token', async () => {
    await start({ METRICS_TOKEN: TOKEN });
    expect(await read(here(), TOKEN)).toBe('200 figures');
    const refused = await fetch(here());
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="metrics"',
    ]);
    expect(await read(here(), `${TOKEN}x`)).toMatch(/^401 /);
    // Somebody's own token is none for figures of the whole service.
    expect(await read(here(), (await service.createUser()).token)).toMatch(/^401 /);
  });

  it('have a port of their own, where nothing else is', async () => {
    await start({ METRICS_PORT: '0' });
    expect(await read(apart())).toBe('200 figures');
    expect(await read(apart('/api/export'))).toBe('404 ');
    expect(await read(here())).toMatch(/^404 /);
    const metrics = apart();
    await service.close();
    await expect(fetch(metrics)).rejects.toThrow('fetch failed');
    await start({});
  });

  it('that cannot have their port end the start, and say so', async () => {
    await start({ METRICS_PORT: '0' });
    const first = service;
    const taken = String(first.server.metricsPort);
    await expect(start({ METRICS_PORT: taken })).rejects.toThrow(
      `METRICS_PORT, METRICS_HOST: the metrics cannot listen at 127.0.0.1:${taken} (EADDRINUSE)`,
    );
    expect(service).toBe(first);
  });

  it('ask for the token at their own port too, where there is one', async () => {
    await start({ METRICS_PORT: '0', METRICS_TOKEN: TOKEN });
    expect(await read(apart())).toBe('401 ');
    expect(await read(apart(), TOKEN)).toBe('200 figures');
    expect(await read(here(), TOKEN)).toMatch(/^404 /);
  });
});
