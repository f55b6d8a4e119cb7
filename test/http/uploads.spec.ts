/** Uploads speak tus: begun, sent in pieces, gone on with at any byte, told of, removed. */
import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MAINTENANCE, type Maintenance } from '../../src/portability/index.js';
import { eventually, send } from '../support/raw-http.js';
import { startTestService, type TestService } from '../support/service.js';
import {
  begun,
  create,
  hangingPatch,
  head,
  options,
  patch,
  PIECE,
  remove,
  uploaded,
  type Tus,
} from '../support/tus.js';

const MAXIMUM = 300_000;
const BYTES = randomBytes(100_000);

let service: TestService;
let tus: Tus;

beforeAll(async () => {
  service = await startTestService({
    LIMIT_UPLOAD_BYTES: String(MAXIMUM),
    LIMIT_STALL_SECONDS: '2',
  });
});
afterAll(async () => {
  await service?.close();
});

/** Each test has a person of its own, who has a quota of their own. */
const anew = async (): Promise<Tus> => (tus = { service, user: await service.createUser() });

const onDisk = (id: string): Promise<Buffer> => readFile(join(service.dataDir, 'uploads', id));
const filesOf = async (): Promise<readonly string[]> => readdir(join(service.dataDir, 'uploads'));

describe('an upload', () => {
  it('begins with its length, and says where it goes on and until when it is kept', async () => {
    await anew();
    const answer = await create(tus, BYTES.length, { 'upload-metadata': 'filename YS50YXIuZ3o=,is_mine' });
    expect(answer).toMatchObject({
      status: 201,
      headers: { 'tus-resumable': '1.0.0', 'cache-control': 'no-store' },
    });
    expect(answer.headers.location).toMatch(/^\/api\/uploads\/[0-9a-f-]{36}$/);
    const id = String(answer.headers.location).slice(-36);
    const expires = Date.parse(String(answer.headers['upload-expires']));
    expect(Math.abs(expires - Date.now() - 86_400_000)).toBeLessThan(60_000);
    expect(await head(tus, id)).toMatchObject({
      status: 200,
      headers: {
        'upload-offset': '0',
        'upload-length': String(BYTES.length),
        'upload-metadata': 'filename YS50YXIuZ3o=,is_mine',
        'upload-expires': answer.headers['upload-expires'],
      },
    });
    expect((await stat(join(service.dataDir, 'uploads', id))).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['in one piece', [0]],
    ['in two', [0, 1]],
    ['byte by byte, and the rest', [0, 1, 2, 3]],
    ['in many', Array.from({ length: 20 }, (_, index) => index * 4_999)],
    ['with an empty piece between', [0, 50_000, 50_000]],
  ])('takes its bytes %s', async (_, offsets) => {
    await anew();
    const id = await begun(tus, BYTES.length);
    for (const [index, from] of offsets.entries()) {
      const to = offsets[index + 1] ?? BYTES.length;
      expect((await head(tus, id)).headers['upload-offset']).toBe(String(from));
      expect(await patch(tus, id, from, BYTES.subarray(from, to))).toMatchObject({
        status: 204,
        headers: { 'upload-offset': String(to), 'tus-resumable': '1.0.0' },
      });
    }
    expect((await onDisk(id)).equals(BYTES)).toBe(true);
  });

  it('is sent and removed by clients that can send nothing but POST, in the name of what they mean', async () => {
    await anew();
    const id = await begun(tus, BYTES.length);
    const post = (method: string, headers: Readonly<Record<string, string>>, body?: Buffer) =>
      send(tus.service, tus.user, {
        path: `/api/uploads/${id}`,
        headers: { 'tus-resumable': '1.0.0', 'x-http-method-override': method, ...headers },
        ...(body && { body }),
      });
    const piece = { 'content-type': PIECE, 'upload-offset': '0' };
    expect((await post('PUT', piece, BYTES)).status).toBe(405);
    expect(await post('PATCH', piece, BYTES)).toMatchObject({
      status: 204,
      headers: { 'upload-offset': String(BYTES.length) },
    });
    expect((await post('delete', { 'content-type': '' })).status).toBe(204);
    expect((await head(tus, id)).status).toBe(404);
  });

  it('may begin with its first bytes, and come without a Content-Length', async () => {
    await anew();
    const answer = await send(service, tus.user, {
      path: '/api/uploads',
      headers: { 'tus-resumable': '1.0.0', 'upload-length': String(BYTES.length), 'content-type': PIECE },
      body: BYTES.subarray(0, 10_000),
    });
    expect(answer).toMatchObject({ status: 201, headers: { 'upload-offset': '10000' } });
    const id = String(answer.headers.location).slice(-36);
    async function* rest(): AsyncGenerator<Buffer> {
      for (let from = 10_000; from < BYTES.length; from += 30_000)
        yield await Promise.resolve(BYTES.subarray(from, from + 30_000));
    }
    expect(await patch(tus, id, 10_000, rest())).toMatchObject({ status: 204 });
    expect((await onDisk(id)).equals(BYTES)).toBe(true);
  });

  it.each([0, 1, 40_000, 99_999])('goes on after a connection that broke off at byte %i', async (broken) => {
    await anew();
    const id = await begun(tus, BYTES.length);
    const { socket } = await hangingPatch(tus, id, {
      offset: 0,
      announced: BYTES.length,
      sent: BYTES.subarray(0, broken),
    });
    await eventually(async () => expect((await onDisk(id)).length).toBe(broken));
    socket.destroy();
    expect((await head(tus, id)).headers['upload-offset']).toBe(String(broken));
    expect(await patch(tus, id, broken, BYTES.subarray(broken))).toMatchObject({ status: 204 });
    expect((await onDisk(id)).equals(BYTES)).toBe(true);
  });

  it('is taken over from a connection that is dead and does not know it', async () => {
    await anew();
    const id = await begun(tus, BYTES.length);
    const earlier = await hangingPatch(tus, id, {
      offset: 0,
      announced: BYTES.length,
      sent: BYTES.subarray(0, 7),
    });
    await eventually(async () => expect((await onDisk(id)).length).toBe(7));
    const started = performance.now();
    expect((await head(tus, id)).headers['upload-offset']).toBe('7');
    expect(performance.now() - started).toBeLessThan(1_800);
    expect(await earlier.answer).toBe(204);
    earlier.socket.destroy();
    expect(await patch(tus, id, 7, BYTES.subarray(7))).toMatchObject({ status: 204 });
    expect((await onDisk(id)).equals(BYTES)).toBe(true);
  });

  it('is whole when two send to it at once', async () => {
    await anew();
    const id = await begun(tus, BYTES.length);
    const answers = await Promise.all([1, 2, 3].map(() => patch(tus, id, 0, BYTES)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409]);
    expect((await onDisk(id)).equals(BYTES)).toBe(true);
  });

  it('that stands still is given up, and keeps what arrived', async () => {
    await anew();
    const id = await begun(tus, BYTES.length);
    const { answer, socket } = await hangingPatch(tus, id, {
      offset: 0,
      announced: 9_000,
      sent: BYTES.subarray(0, 5_000),
    });
    expect(await answer).toBe(408);
    socket.destroy();
    expect((await head(tus, id)).headers['upload-offset']).toBe('5000');
  });

  it('is removed by whoever has it, also while bytes arrive', async () => {
    await anew();
    const id = await begun(tus, BYTES.length);
    const { socket } = await hangingPatch(tus, id, {
      offset: 0,
      announced: 9_000,
      sent: BYTES.subarray(0, 5_000),
    });
    await eventually(async () => expect((await onDisk(id)).length).toBe(5_000));
    expect(await remove(tus, id)).toMatchObject({ status: 204 });
    socket.destroy();
    expect(await head(tus, id)).toMatchObject({ status: 404 });
    expect(await remove(tus, id)).toMatchObject({
      status: 404,
      body: { type: '/problems/upload-not-found' },
    });
    expect(await filesOf()).not.toContain(id);
  });
});

describe('the end of uploads', () => {
  const sweep = (): Promise<void> =>
    service.server.app.get<Maintenance>(MAINTENANCE, { strict: false }).run();
  const execute = (sql: string, ...values: unknown[]): Promise<unknown> =>
    service.instance.dataSource.query(sql, values);

  it('comes when their time is over: not there at once, gone from the disk with the sweep', async () => {
    await anew();
    const [old, young] = [await uploaded(tus, BYTES), await begun(tus, 1)];
    await execute(`UPDATE upload SET expires_at = now() - interval '1 second' WHERE id = $1`, old);
    expect(await head(tus, old)).toMatchObject({ status: 404 });
    await begun(tus, 300_000);
    await sweep();
    const left = await filesOf();
    expect(left).not.toContain(old);
    expect(left).toContain(young);
  });

  it('comes with their account', async () => {
    await anew();
    const id = await uploaded(tus, BYTES);
    await execute('DELETE FROM "user" WHERE id = $1', tus.user.id);
    await sweep();
    expect(await filesOf()).not.toContain(id);
  });
});

it('says what of tus it supports', async () => {
  await anew();
  expect(await options(tus)).toMatchObject({
    status: 204,
    headers: {
      'tus-version': '1.0.0',
      'tus-extension': 'creation,creation-with-upload,expiration,termination',
      'tus-max-size': String(MAXIMUM),
    },
  });
});
