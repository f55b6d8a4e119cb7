/** What the surroundings ask the service: whether it runs, whether it is ready, and what it counts. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { HealthModule } from '../../src/health/health.module.js';
import { CAROL } from '../../src/carol/product.js';
import { createMetrics } from '../../src/portability/metrics.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const registry = new Registry();

let database: TestDatabase;
let server: TestApp;
let storeIsUp = true;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestApp(database.url, {
    imports: [
      HealthModule.forRootAsync({
        metrics: registry,
        metricsAccess: { isServed: true },
        inject: [DataSource],
        useFactory: (sql: DataSource) => [
          { name: 'database', check: () => sql.query('SELECT 1') },
          {
            name: 'store',
            timeout: 50,
            check: () => (storeIsUp ? Promise.resolve() : new Promise(() => undefined)),
          },
        ],
      }),
    ],
  });
});

afterAll(async () => {
  await server?.close();
  await database?.drop();
});

describe('the probes', () => {
  it('tell running from ready', async () => {
    const live = await fetch(`${server.url}/health/live`);
    expect([live.status, await live.json()]).toEqual([200, { status: 'live' }]);
    const ready = await fetch(`${server.url}/health/ready`);
    const up = { status: 'ready', checks: { database: 'up', store: 'up' } };
    expect([ready.status, await ready.json()]).toEqual([200, up]);
  });

  it('wait for nothing that hangs', async () => {
    storeIsUp = false;
    const ready = await fetch(`${server.url}/health/ready`);
    const down = { status: 'unavailable', checks: { database: 'up', store: 'timeout' } };
    expect([ready.status, await ready.json()]).toEqual([503, down]);
    storeIsUp = true;
  });
});

describe('the metrics', () => {
  it('count transfers by how they ended, each once', async () => {
    const transfer = createMetrics(registry, CAROL.slug).startTransfer('import');
    transfer.addBytes(1000);
    transfer.addRows(7);
    transfer.end('done');
    transfer.end('failed');
    const response = await fetch(`${server.url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    const text = await response.text();
    expect(text).toContain('carol_transfers_total{operation="import",outcome="done"} 1');
    expect(text).not.toContain('outcome="failed"');
    expect(text).toContain('carol_transfer_bytes_total{operation="import"} 1000');
    expect(text).toContain('carol_transfer_rows_total{operation="import"} 7');
    expect(text).toContain('carol_transfer_duration_seconds_count{operation="import",outcome="done"} 1');
    expect(text).toContain('process_cpu_seconds_total');
  });
});
