/** Uploads are refused in words that help: what does not fit the protocol, what is too much, and what is somebody else’s. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send } from '../support/raw-http.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { begun, create, head, patch, PIECE, remove, type Tus } from '../support/tus.js';

const MAXIMUM = 300_000;
const QUOTA = 500_000;
const COUNT = 3;
const BYTES = randomBytes(100_000);

let service: TestService;
let somebody: TestUser;
let tus: Tus;

beforeAll(async () => {
  service = await startTestService({
    LIMIT_UPLOAD_BYTES: String(MAXIMUM),
    LIMIT_UPLOAD_QUOTA_BYTES: String(QUOTA),
    LIMIT_UPLOADS_PER_USER: String(COUNT),
    LIMIT_STALL_SECONDS: '2',
  });
  somebody = await service.createUser();
});
afterAll(async () => {
  await service?.close();
});

/** Each test has a person of its own, who has a quota of their own. */
const anew = async (): Promise<Tus> => (tus = { service, user: await service.createUser() });

describe('a refusal', () => {
  let id: string;
  beforeAll(async () => {
    await anew();
    id = await begun(tus, BYTES.length);
    await patch(tus, id, 0, BYTES.subarray(0, 10));
  });

  it.each<[string, () => Promise<unknown>, number, object]>([
    [
      'another offset: less',
      () => patch(tus, id, 9, BYTES.subarray(9)),
      409,
      { type: '/problems/upload-offset-mismatch', offset: 10 },
    ],
    ['another offset: more', () => patch(tus, id, 11, BYTES.subarray(11)), 409, { offset: 10 }],
    [
      'no offset',
      () => patch(tus, id, 0, { body: BYTES, headers: { 'upload-offset': '' } }),
      400,
      { type: '/problems/invalid-parameter' },
    ],
    [
      'an offset that is no number',
      () => patch(tus, id, 0, { body: BYTES, headers: { 'upload-offset': '1e1' } }),
      400,
      { errors: [{ parameter: 'Upload-Offset' }] },
    ],
    ['a negative offset', () => patch(tus, id, -1, BYTES), 400, {}],
    [
      'another content type',
      () => patch(tus, id, 10, { body: BYTES, headers: { 'content-type': 'text/plain' } }),
      415,
      { type: '/problems/unsupported-media-type' },
    ],
    ['no content type', () => patch(tus, id, 10, { body: BYTES, headers: { 'content-type': '' } }), 415, {}],
    [
      'a compressed piece',
      () => patch(tus, id, 10, { body: BYTES, headers: { 'content-encoding': 'gzip' } }),
      415,
      {},
    ],
    [
      'more bytes than were said',
      () => patch(tus, id, 10, BYTES),
      413,
      { type: '/problems/upload-too-large', maximum: BYTES.length },
    ],
    [
      'another version of tus',
      () => patch(tus, id, 10, { body: BYTES, headers: { 'tus-resumable': '0.2.2' } }),
      412,
      { type: '/problems/tus-version-unsupported' },
    ],
    [
      'no version of tus',
      () => patch(tus, id, 10, { body: BYTES, headers: { 'tus-resumable': '' } }),
      412,
      {},
    ],
    [
      'no length',
      () => create(tus, 1, { 'upload-length': '' }),
      400,
      { errors: [{ parameter: 'Upload-Length' }] },
    ],
    ['a length that is none', () => create(tus, 1, { 'upload-length': '1.5' }), 400, {}],
    [
      'a length that is not known yet',
      () => create(tus, 1, { 'upload-length': '', 'upload-defer-length': '1' }),
      400,
      { errors: [{ parameter: 'Upload-Defer-Length' }] },
    ],
    [
      'pieces to be put together',
      () => create(tus, 1, { 'upload-concat': 'partial' }),
      400,
      { errors: [{ parameter: 'Upload-Concat' }] },
    ],
    [
      'metadata that are none',
      () => create(tus, 1, { 'upload-metadata': 'a b c' }),
      400,
      { errors: [{ parameter: 'Upload-Metadata' }] },
    ],
    [
      'more than an archive may have',
      () => create(tus, MAXIMUM + 1),
      413,
      { type: '/problems/upload-too-large', limit: 'uploadBytes', maximum: MAXIMUM },
    ],
    [
      'an id that is none',
      () => patch(tus, '..%2f..', 0, BYTES),
      404,
      { type: '/problems/upload-not-found' },
    ],
    [
      'an upload that is none',
      () => patch(tus, randomUUID(), 0, BYTES),
      404,
      { type: '/problems/upload-not-found' },
    ],
  ])('of %s', async (_, ask, status, body) => {
    expect(await ask()).toMatchObject({ status, body, headers: { 'tus-resumable': '1.0.0' } });
    expect((await head(tus, id)).headers['upload-offset']).toBe('10');
  });

  it('of bytes beyond the length, where no Content-Length told, keeps those before', async () => {
    await anew();
    const short = await begun(tus, 70_000);
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) yield await Promise.resolve(BYTES.subarray(0, 20_000));
    }
    expect(await patch(tus, short, 0, endless())).toMatchObject({
      status: 413,
      body: { type: '/problems/upload-too-large', maximum: 70_000 },
    });
    const { headers } = await head(tus, short);
    expect(Number(headers['upload-offset'])).toBeLessThanOrEqual(70_000);
  });

  it('comes before the body', async () => {
    await anew();
    const { sent } = await create(tus, MAXIMUM + 1, { 'content-type': PIECE, expect: '100-continue' });
    expect(sent).toBe(0);
  });
});

describe('the quota of a person', () => {
  it('counts what uploads will be, is told in figures, and is free again when one is removed', async () => {
    await anew();
    const first = await begun(tus, 300_000);
    expect(await create(tus, 200_001)).toMatchObject({
      status: 413,
      body: {
        type: '/problems/upload-quota-exceeded',
        limit: 'uploadQuotaBytes',
        maximum: QUOTA,
        actual: 500_001,
      },
    });
    await begun(tus, 200_000);
    await remove(tus, first);
    await begun(tus, 300_000);
  });

  it('counts uploads, also those that begin at once', async () => {
    await anew();
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(tus, 1)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(COUNT);
    expect(answers.find(({ status }) => status !== 201)).toMatchObject({
      status: 413,
      body: { limit: 'uploadsPerUser', maximum: COUNT, actual: COUNT + 1 },
    });
  });

  it('is nobody else’s', async () => {
    await anew();
    await begun(tus, 300_000);
    await anew();
    await begun(tus, 300_000);
  });
});

describe('an upload of somebody else', () => {
  it.each<[string, (other: Tus, id: string) => Promise<unknown>]>([
    ['HEAD', head],
    ['PATCH', (other, id) => patch(other, id, 0, BYTES)],
    ['DELETE', remove],
  ])('is not there for %s, as one that nobody has', async (_, ask) => {
    await anew();
    const id = await begun(tus, BYTES.length);
    const other = { service, user: somebody };
    const [theirs, nobodys] = await Promise.all([ask(other, id), ask(other, randomUUID())]);
    const shown = (answer: unknown): object => {
      const { status, body } = answer as { status: number; body: { type?: string; detail?: string } };
      return { status, type: body.type, detail: body.detail };
    };
    expect(shown(theirs)).toMatchObject({ status: 404 });
    expect(shown(theirs)).toEqual(shown(nobodys));
    expect(await head(tus, id)).toMatchObject({ status: 200, headers: { 'upload-offset': '0' } });
  });

  it('needs somebody who is signed in', async () => {
    for (const [method, path] of [
      ['POST', '/api/uploads'],
      ['HEAD', '/api/uploads/x'],
      ['PATCH', '/api/uploads/x'],
      ['DELETE', '/api/uploads/x'],
      ['OPTIONS', '/api/uploads'],
    ] as const)
      expect({ method, ...(await send(service, undefined, { method, path })) }).toMatchObject({
        method,
        status: 401,
      });
  });

  it.each(['POST /api/uploads', 'PATCH /api/uploads/x', 'DELETE /api/uploads/x'])(
    'is out of reach of another site: %s',
    async (address) => {
      const [method = '', path = ''] = address.split(' ');
      const headers = { cookie: 'carol_session=anything', origin: 'https://evil.example' };
      expect((await send(service, undefined, { method, path, headers })).status).toBe(403);
    },
  );
});
