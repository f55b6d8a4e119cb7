/** Uploads outlive the process that took their bytes, and instances that share the folder take each other's; those that do not say so. */
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { type BareProcess, killBareProcesses, startBareProcess } from '../support/bare-process.js';
import { eventually, send } from '../support/raw-http.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { startTestService, type TestService } from '../support/service.js';
import { begun, hangingPatch, head, patch, remove, sendFields, uploaded } from '../support/tus.js';

let service: TestService;
/** On the same database, with files of its own. */
let apart: TestService;
/** On the same database, with other files, and the same folder for uploads. */
let beside: TestService;

beforeAll(async () => {
  service = await startTestService();
  const { url } = service.instance.dataSource.options as { readonly url: string };
  apart = await startTestService({ DATABASE_URL: url, CORS_ORIGINS: 'https://app.example' });
  beside = await startTestService({
    DATABASE_URL: url,
    UPLOADS_DIR: join(service.dataDir, 'uploads'),
    PUBLIC_URL: 'https://example.org/carol',
  });
});
afterEach(killBareProcesses);
afterAll(async () => {
  await beside?.close();
  await apart?.close();
  await service?.close();
});

const start = (): Promise<BareProcess> => startBareProcess(service, { LIMIT_DRAIN_SECONDS: '2' });

const sizeOf = async (id: string): Promise<number> => (await stat(join(service.dataDir, 'uploads', id))).size;
const BYTES = randomBytes(500_000);

it('goes on where it was after a process was killed, and after one was told to stop, in the middle of a piece', async () => {
  const user = await service.createUser();
  const first = await start();
  const id = await begun({ ...first, user }, BYTES.length);
  await hangingPatch({ ...first, user }, id, {
    offset: 0,
    announced: BYTES.length,
    sent: BYTES.subarray(0, 200_000),
  });
  await eventually(async () => expect(await sizeOf(id)).toBe(200_000));
  first.process.kill('SIGKILL');
  await once(first.process, 'exit');

  const second = await start();
  expect((await head({ ...second, user }, id)).headers['upload-offset']).toBe('200000');
  const { socket, answer } = await hangingPatch({ ...second, user }, id, {
    offset: 200_000,
    announced: 300_000,
    sent: BYTES.subarray(200_000, 300_000),
  });
  await eventually(async () => expect(await sizeOf(id)).toBe(300_000));
  second.process.kill('SIGTERM');
  expect(await answer).toBe(503);
  socket.destroy();
  second.process.kill('SIGKILL');

  const third = { service, user };
  expect((await head(third, id)).headers['upload-offset']).toBe('300000');
  expect((await patch(third, id, 300_000, BYTES.subarray(300_000))).status).toBe(204);
  expect((await readFile(join(service.dataDir, 'uploads', id))).equals(BYTES)).toBe(true);
});

it('is begun, sent, looked at and imported at instances that share the folder, below the path of the public URL', async () => {
  const user = await service.createUser();
  const archive = await packGraph(sampleGraph());
  const created = await send(beside, user, {
    path: '/carol/api/uploads',
    headers: { 'tus-resumable': '1.0.0', 'upload-length': String(archive.length), 'content-type': '' },
  });
  expect(created.headers.location).toMatch(/^\/carol\/api\/uploads\/[0-9a-f-]{36}$/);
  const id = String(created.headers.location).slice(-36);
  await patch({ service, user }, id, 0, archive.subarray(0, 10));
  await patch({ service: beside, user }, id, 10, archive.subarray(10));
  expect((await sendFields({ service, user }, '/api/import/preview', { upload: id })).body.valid).toBe(true);
  const fields = { upload: id, mode: 'merge', confirm: 'true' };
  expect((await sendFields({ service: beside, user }, '/api/import', fields)).status).toBe(200);
});

it('is told apart where it lies with another instance, counts there, too, and can be removed from anywhere', async () => {
  const user = await service.createUser();
  const archive = await packGraph(sampleGraph());
  const [here, there] = [
    { service, user },
    { service: apart, user },
  ];
  const id = await uploaded(here, archive);
  const elsewhere = { status: 409, body: { type: '/problems/upload-elsewhere' } };
  expect(await head(there, id)).toMatchObject({ status: 409 });
  expect(await patch(there, id, 0, archive)).toMatchObject(elsewhere);
  expect(await sendFields(there, '/api/import/preview', { upload: id })).toMatchObject(elsewhere);
  expect(
    await sendFields(there, '/api/import', { upload: id, mode: 'merge', confirm: 'true' }),
  ).toMatchObject(elsewhere);
  expect(await remove(there, id)).toMatchObject({ status: 204 });
  expect(await head(here, id)).toMatchObject({ status: 404 });
});

it('may be sent by a page of a listed origin, which reads what it needs', async () => {
  const { token } = await service.createUser();
  const origin = 'https://app.example';
  const preflight = await fetch(`${apart.url}/api/uploads`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization,tus-resumable,upload-offset,content-type',
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
  const created = await fetch(`${apart.url}/api/uploads`, {
    method: 'POST',
    headers: { origin, authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0', 'upload-length': '1' },
  });
  expect(created.status).toBe(201);
  expect(created.headers.get('access-control-allow-origin')).toBe(origin);
  const exposed = String(created.headers.get('access-control-expose-headers')).split(',');
  for (const name of ['Location', 'Upload-Offset', 'Upload-Length', 'Upload-Expires', 'Tus-Resumable'])
    expect(exposed).toContain(name);
});
