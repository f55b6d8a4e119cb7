/** Columns that the host fills, by what it knows of a request. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { PreviewReport } from '../../src/portability/index.js';
import { subjectOf } from '../../src/portability/testing/host.js';
import { startHost, type ShapeHost } from '../support/shape-host.js';
import { SHAPES } from '../support/shapes.js';

const shape = SHAPES['columns that the host fills'] ?? {};
let host: ShapeHost;
let url = '';
beforeAll(async () => {
  host = await startHost(shape);
  url = await host.listen();
});
afterAll(() => host?.close());

it('come from the request of an import, and only into rows that it makes', async () => {
  const user = randomUUID();
  const [home, away] = [randomUUID(), randomUUID()];
  await host.dataSource.query(
    `INSERT INTO shelf (user_id, id, label, tenant_id, region) VALUES ('${user}', '${user}', 'Novels', '${home}', 1)`,
  );
  const headers = { 'x-user': user, 'x-constants': JSON.stringify({ tenant_id: away, region: '2' }) };
  const archive = await (await fetch(`${url}/my-data/export`, { headers })).blob();
  await host.dataSource.query(`UPDATE shelf SET label = 'Old' WHERE user_id = '${user}'`);
  const send = async (path: string, fields: Readonly<Record<string, string>>): Promise<Response> => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    body.set('file', archive, 'archive.tar.gz');
    return fetch(`${url}/my-data/${path}`, { method: 'POST', headers, body });
  };
  const report = (await (await send('import/preview', {})).json()) as PreviewReport;
  expect(report).toMatchObject({ valid: true });
  for (const mode of ['merge', 'copies'])
    expect((await send('import', { mode, confirm: 'true' })).status).toBe(200);
  expect(
    await host.dataSource.query(
      `SELECT label, tenant_id, region FROM shelf WHERE user_id = '${user}' ORDER BY region`,
    ),
  ).toEqual([
    { label: 'Novels', tenant_id: home, region: 1 },
    { label: 'Novels', tenant_id: away, region: 2 },
  ]);
});

it('are asked for by name where nobody gives them', async () => {
  const subject = subjectOf({ app: host.app, createUser: () => Promise.resolve('') });
  const archive = await subject.export(randomUUID());
  await expect(subject.import(randomUUID(), archive, 'merge')).rejects.toThrow(
    /option "constants" says nothing of shelves\.tenant_id/,
  );
});

it('are held against the table at the start', async () => {
  const wrong = { ...shape, storage: { constants: { tenant_id: 'text', region: 'integer' } } };
  await expect(startHost(wrong)).rejects.toThrow(
    /column shelf\.tenant_id\): uuid; declare that type by "storage\.constants"/,
  );
});
