/** An import belongs to the server once its upload is complete: it goes on whoever waits, tells how far it is, and can be stopped. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { IMPORT_MODES } from '../../src/portability/kinds.js';
import { gate } from '../support/blob-faults.js';
import { begin, eventually, importForm } from '../support/raw-http.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { fingerprint, give } from '../support/seeded.js';
import {
  archive,
  ask,
  blobs,
  endOf,
  other,
  post,
  rows,
  service,
  slugOf,
  useKeyedImports,
  user,
} from './keyed-imports.js';

useKeyedImports();

describe('an import whose upload is complete', () => {
  it.each(IMPORT_MODES)('goes on when nobody waits for its answer any more: %s', async (mode) => {
    const key = randomUUID();
    const body = importForm(archive, mode);
    const stored = gate();
    const resume = gate();
    blobs.before = (call) => {
      if (call !== 'put') return undefined;
      stored.open();
      return resume.opened;
    };
    const socket = await begin(service, user, body.length, { headers: { 'Idempotency-Key': key } });
    socket.write(body);
    await stored.opened;
    socket.destroy();
    await eventually(async () => expect((await ask(key)).body).toMatchObject({ phase: 'store' }));
    resume.open();
    const answer = await endOf(key);
    expect(answer).toMatchObject({ status: 200, body: { mode } });
    expect(await rows()).toBeGreaterThan(0);
  });

  it('that breaks off before is forgotten', async () => {
    const key = randomUUID();
    const body = importForm(archive, 'merge');
    const socket = await begin(service, user, body.length, { headers: { 'Idempotency-Key': key } });
    socket.write(body.subarray(0, body.length - 10));
    await eventually(async () =>
      expect(await ask(key)).toMatchObject({ status: 202, body: { phase: 'receive', total: body.length } }),
    );
    await eventually(async () => expect((await ask(key)).body['done']).toBe(body.length - 10));
    socket.destroy();
    expect((await endOf(key)).status).toBe(404);
    expect((await post({ key, mode: 'merge' })).status).toBe(200);
  });
});

describe('Prefer: respond-async', () => {
  const headers = { prefer: 'handling=lenient, respond-async' };

  it('is answered when the import has begun, with where to ask for it', async () => {
    const resume = gate();
    blobs.before = (call) => (call === 'put' ? resume.opened : undefined);
    const answer = await post({ headers });
    expect(answer).toMatchObject({ status: 202, body: { state: 'running' } });
    expect(answer.headers).toMatchObject({ 'preference-applied': 'respond-async', 'retry-after': '1' });
    const [, key = ''] = /^\/api\/import\/(.+)$/.exec(answer.headers['location'] ?? '') ?? [];
    expect((await ask(decodeURIComponent(key))).status).toBe(202);
    resume.open();
    expect(await endOf(decodeURIComponent(key))).toMatchObject({ status: 200, body: { mode: 'copies' } });
    expect(await rows()).toBeGreaterThan(0);
  });

  it('leaves a refusal to be asked for, and a fault of the server in the log', async () => {
    const [invalid, broken] = [randomUUID(), 'a key/with a?mark'.replaceAll(' ', '-')];
    const body = importForm(Buffer.from('no archive'), 'merge');
    expect([202, 415]).toContain((await post({ key: invalid, body, headers })).status);
    expect(slugOf(await endOf(invalid))).toBe('unsupported-archive-type');
    blobs.before = (call) => {
      if (call === 'put') throw new TypeError('nobody foresaw this');
    };
    const answer = await post({ key: broken, headers });
    expect(answer.status).toBe(202);
    const ended = await endOf(broken);
    expect(slugOf(ended)).toBe('internal-error');
    // Nest has one logger per process.
    expect([...service.log, ...other.log].join('')).toContain(String(ended.body['errorId']));
  });

  it('gets what is known at once: the answer of before, and that a key belongs to another import', async () => {
    const key = randomUUID();
    const first = await post({ key });
    expect(await post({ key, headers })).toMatchObject({ status: 200, body: first.body });
    expect((await post({ key, headers, mode: 'fill' })).status).toBe(422);
  });
});

describe('DELETE of an import', () => {
  it.each(IMPORT_MODES)('stops %s, and nothing was changed', async (mode) => {
    await give(service, user, sampleGraph());
    const before = await fingerprint(service);
    const key = randomUUID();
    const resume = gate();
    blobs.before = (call) => (call === 'put' ? resume.opened : undefined);
    const fresh = await packGraph(sampleGraph());
    const answer = post({ key, mode, body: importForm(fresh, mode) });
    await eventually(async () => expect((await ask(key)).body).toMatchObject({ phase: 'store' }));
    expect((await ask(key, { at: other }, 'DELETE')).status).toBe(202);
    const stopped = await answer;
    expect(slugOf(stopped)).toBe('import-cancelled');
    resume.open();
    expect(slugOf(await endOf(key))).toBe('import-cancelled');
    await eventually(async () => expect(await fingerprint(service)).toBe(before));
    blobs.reset();
    expect((await post({ key, mode, body: importForm(fresh, mode) })).status).toBe(200);
  });

  it('comes too late for one that is done', async () => {
    const key = randomUUID();
    const first = await post({ key });
    expect(await ask(key, {}, 'DELETE')).toMatchObject({ status: 200, body: first.body });
    expect((await ask(randomUUID(), {}, 'DELETE')).status).toBe(404);
  });
});
