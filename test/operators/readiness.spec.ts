/** Readiness asks for what the service needs of the database, and not only whether somebody answers. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startOwnServer, type OwnServer } from '../support/own-server.js';
import { eventually } from '../support/raw-http.js';
import { asSuperuser, createRole, type TestRole } from '../support/role.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { startTestService, type TestService } from '../support/service.js';

let server: OwnServer;
let role: TestRole;
let service: TestService;

beforeAll(async () => {
  server = await startOwnServer();
  role = await createRole({ url: server.url, drop: () => Promise.resolve() }, (name) => [
    `GRANT CREATE, USAGE ON SCHEMA public TO ${name}`,
  ]);
  service = await startTestService({}, { database: { url: role.url, drop: () => Promise.resolve() } });
}, 120_000);
afterAll(async () => {
  await service?.close();
  await server?.close();
});

const expectReady = (status: number, database: string): Promise<void> =>
  eventually(async () => {
    const ready = await fetch(`${service.url}/health/ready`);
    expect({ status: ready.status, body: await ready.json() }).toMatchObject({
      status,
      body: { checks: { database } },
    });
  });

describe('Readiness', () => {
  it('is not given while the server takes no changes, and comes back', async () => {
    await expectReady(200, 'up');
    const user = await service.createUser();
    const archive = await packGraph(sampleGraph());
    await asSuperuser(
      server,
      'ALTER SYSTEM SET default_transaction_read_only = on',
      'SELECT pg_reload_conf()',
    );
    await expectReady(503, 'down');
    expect(await service.import(user, archive, 'merge')).toMatchObject({
      status: 503,
      body: { type: '/problems/database-unavailable' },
    });
    await asSuperuser(server, 'ALTER SYSTEM RESET default_transaction_read_only', 'SELECT pg_reload_conf()');
    await expectReady(200, 'up');
    expect(await service.import(user, archive, 'merge')).toMatchObject({ status: 200 });
  });

  it('is not given without the right to temporary tables', async () => {
    await asSuperuser(server, 'REVOKE TEMPORARY ON DATABASE carol FROM PUBLIC');
    await expectReady(503, 'down');
    await asSuperuser(server, 'GRANT TEMPORARY ON DATABASE carol TO PUBLIC');
    await expectReady(200, 'up');
  });
});
