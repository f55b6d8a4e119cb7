/** An import is known by its Idempotency-Key, and is done once however often it is sent. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { IMPORT_MODES } from '../../src/portability/kinds.js';
import { pausedAtPut } from '../support/blob-faults.js';
import { eventually, field, file, formOf, importForm } from '../support/raw-http.js';
import { fingerprint } from '../support/seeded.js';
import {
  archive,
  ask,
  blobs,
  other,
  post,
  rows,
  service,
  slugOf,
  useKeyedImports,
  user,
} from './keyed-imports.js';

useKeyedImports();

describe('an Idempotency-Key', () => {
  it.each(IMPORT_MODES)('lets %s be done once, and gives the first answer again', async (mode) => {
    const key = randomUUID();
    const first = await post({ key, mode });
    expect(first.status).toBe(200);
    const after = await fingerprint(service);
    const second = await post({ key, mode });
    expect(second).toMatchObject({ status: 200, body: first.body });
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    expect(await fingerprint(service)).toBe(after);
    expect(await ask(key)).toMatchObject({ status: 200, body: first.body });
  });

  it('is the same with the quotation marks of the draft and without, and need be no UUID', async () => {
    const first = await post({ key: 'year-end:2026/1' });
    const second = await post({ key: '"year-end:2026/1"' });
    expect(second).toMatchObject({ status: 200, body: first.body });
    expect(await ask('year-end:2026/1')).toMatchObject({ status: 200, body: first.body });
    const third = await post({ key: 'year-end:2026/2' });
    expect(third.body).not.toEqual(first.body);
  });

  it('names one import whichever instance is asked', async () => {
    const key = randomUUID();
    const first = await post({ key });
    const before = await rows();
    expect(await post({ key, at: other })).toMatchObject({ status: 200, body: first.body });
    expect(await rows()).toBe(before);
  });

  it.each([
    ['another mode', { mode: 'merge' }],
    ...[field('areas', 'people'), field('skip', randomUUID())].map(
      (part, nth) =>
        [
          ['other areas', 'other rows left out'][nth] ?? '',
          {
            body: (): Buffer =>
              formOf(field('mode', 'copies'), field('confirm', 'true'), part, file(archive)),
          },
        ] as const,
    ),
    ['another file', { body: importForm(Buffer.from('another'), 'copies') }],
    [
      'another confirmation',
      {
        body: (): Buffer => formOf(field('mode', 'copies'), field('confirm', 'f'.repeat(64)), file(archive)),
      },
    ],
  ])(
    'is refused with %s',
    async (_what, { body, ...rest }: { mode?: string; body?: Buffer | (() => Buffer) }) => {
      const key = randomUUID();
      await post({ key });
      const before = await fingerprint(service);
      const answer = await post({
        key,
        ...rest,
        ...(body && { body: typeof body === 'function' ? body() : body }),
      });
      expect(answer.status).toBe(422);
      expect(slugOf(answer)).toBe('idempotency-key-reused');
      expect(await fingerprint(service)).toBe(before);
      expect((await ask(key)).status).toBe(200);
    },
  );

  it('is refused while its import runs, by every instance, which all tell how far it is', async () => {
    const key = randomUUID();
    const { answer, resume } = await pausedAtPut(blobs, () => post({ key }));
    for (const at of [service, other]) {
      const again = await post({ key, at });
      expect(again.status).toBe(409);
      expect(slugOf(again)).toBe('import-in-progress');
      expect(Number(again.headers['retry-after'])).toBeGreaterThan(0);
    }
    // What is wrong with the request itself comes first.
    const wrong = await post({ key, headers: { 'content-type': 'text/plain' } });
    expect(slugOf(wrong)).toBe('unsupported-media-type');
    const status = await eventually(async () => {
      const asked = await ask(key, { at: other });
      expect(asked.body).toMatchObject({ state: 'running', phase: 'store' });
      return asked;
    });
    expect(status.status).toBe(202);
    expect(status.headers['retry-after']).toBe('1');
    expect(status.body['total']).toBeGreaterThan(0);
    resume();
    const first = await answer;
    expect(await ask(key, { at: other })).toMatchObject({ status: 200, body: first.body });
    expect(await post({ key, at: other })).toMatchObject({ status: 200, body: first.body });
  });

  it('lets one of many that come at once be done, whichever instance they reach', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => post({ key, at: index % 2 === 0 ? service : other })),
    );
    const done = answers.filter(({ status }) => status === 200);
    expect(done.length).toBeGreaterThan(0);
    for (const answer of done) expect(answer.body).toEqual(done[0]?.body);
    for (const answer of answers) expect([200, 409]).toContain(answer.status);
    const once = await rows();
    expect(await post({ key })).toMatchObject({ status: 200, body: done[0]?.body });
    await post({ mode: 'copies' });
    expect(await rows()).toBe(2 * once);
  });

  it('is a name among those of one person only', async () => {
    const key = randomUUID();
    await post({ key });
    const stranger = await service.createUser();
    expect((await ask(key, { who: stranger })).status).toBe(404);
    expect((await ask(key, { who: stranger }, 'DELETE')).status).toBe(404);
    const theirs = await post({ key, who: stranger, mode: 'merge' });
    expect(theirs.status).toBe(200);
    expect(theirs.body['mode']).toBe('merge');
    expect((await ask(key)).body['mode']).toBe('copies');
  });

  it('finds the import also where a proxy has replaced the X-Request-Id', async () => {
    const key = randomUUID();
    const id = randomUUID();
    const first = await post({ key, headers: { 'x-request-id': id } });
    expect((await ask(id)).status).toBe(404);
    expect(await ask(key)).toMatchObject({ status: 200, body: first.body });
  });

  it.each([
    // A header without a value would not be sent; blanks around one do not count.
    ['empty', ' '],
    ['with a space', 'a b'],
    ['longer than 255 characters', 'k'.repeat(256)],
    ['sent twice', 'one, two'],
    ['the address of something else', 'history'],
    ['a step up', '..'],
  ])('that is %s is refused before the body', async (_what, key) => {
    const answer = await post({ key });
    expect(answer.status).toBe(400);
    expect(slugOf(answer)).toBe('invalid-parameter');
    expect(answer.body.errors).toMatchObject([{ parameter: 'Idempotency-Key' }]);
    expect(await rows()).toBe(0);
  });

  it('keeps the refusal of an archive as the answer', async () => {
    const key = randomUUID();
    const body = importForm(Buffer.from('no archive'), 'merge');
    const first = await post({ key, body });
    expect(slugOf(first)).toBe('unsupported-archive-type');
    const kept = await ask(key);
    const again = await post({ key, body });
    expect(kept.body['outcome']).toBe('failed');
    for (const answer of [kept, again]) {
      const { instance: _, outcome: __, ...problem } = answer.body;
      expect(first.body).toMatchObject(problem);
      expect(answer.status).toBe(first.status);
    }
  });

  it('may be used again where it was the moment that was wrong', async () => {
    const key = randomUUID();
    blobs.before = (call) => {
      if (call === 'put') throw Object.assign(new Error('down'), { code: 'EIO' });
    };
    expect(slugOf(await post({ key }))).toBe('storage-unavailable');
    expect(slugOf(await ask(key))).toBe('storage-unavailable');
    blobs.reset();
    const done = await post({ key });
    expect(done.status).toBe(200);
    expect(await ask(key)).toMatchObject({ status: 200, body: done.body });
  });

  it('of an import that nobody carries out any more is free', async () => {
    const key = randomUUID();
    await service.instance.dataSource.query(
      `INSERT INTO import_run (user_id, id, attempt, phase, updated_at) VALUES ($1, $2, $3, 'write', now() - interval '1 minute')`,
      [user.id, key, randomUUID()],
    );
    expect((await ask(key)).status).toBe(404);
    expect((await post({ key })).status).toBe(200);
    expect((await ask(key)).status).toBe(200);
  });

  it('is not needed: without one everything is done as often as it is sent', async () => {
    const id = randomUUID();
    await post({ headers: { 'x-request-id': id } });
    const once = await rows();
    await post({ headers: { 'x-request-id': id } });
    expect(await rows()).toBe(2 * once);
    expect((await ask(id)).status).toBe(200);
  });
});
