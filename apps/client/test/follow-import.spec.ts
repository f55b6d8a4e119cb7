/** Following an import by its key: as long as it makes sense, and no longer. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { failureOf } from '../src/api/failure';
import type { ImportStatus } from '../src/api/types';
import { followImport, newImportKey } from '../src/your-data/follow-import';
import { parsePending } from '../src/your-data/pending';
import { problemBody, RESULT } from './support/samples';

const STATUS: ImportStatus = { state: 'running', phase: 'store', done: 1, total: 2 };
const told: (ImportStatus | null)[] = [];
const ask = (signal = new AbortController().signal) =>
  followImport({
    connection: { baseUrl: '' },
    key: newImportKey(),
    signal,
    onStatus: (status) => void told.push(status),
    pause: () => 0,
    patience: 3,
  });
const failure = (signal?: AbortSignal) =>
  ask(signal).then(
    () => null,
    (thrown: unknown) => failureOf(thrown),
  );

/** Answers with each of these in turn; null is a connection that cannot be made. */
function answers(...list: readonly (Response | null)[]): jest.SpiedFunction<typeof fetch> {
  let at = 0;
  return jest.spyOn(globalThis, 'fetch').mockImplementation(async () => {
    const next = list[at++] ?? null;
    if (next === null) throw new TypeError('Network request failed');
    return next;
  });
}
const problem = (slug: string, status: number, more: object = {}) =>
  new Response(problemBody(slug, status, more), { status });
const running = () => new Response(JSON.stringify(STATUS), { status: 202 });
const done = () => new Response(JSON.stringify(RESULT));

afterEach(() => {
  jest.restoreAllMocks();
  told.length = 0;
});

describe('an import that is followed', () => {
  it('is asked for again while it runs or the service cannot be asked, and tells how far it is', async () => {
    answers(
      null,
      running(),
      problem('database-unavailable', 503),
      new Response('<html>', { status: 504 }),
      done(),
    );
    expect(await ask()).toEqual(RESULT);
    expect(told).toEqual([null, STATUS, null, null]);
  });

  it.each([
    ['nothing, when the service knows of none', problem('not-found', 404), { kind: 'not-imported' }],
    [
      'the problem that it ended with',
      problem('database-unavailable', 503, { outcome: 'failed' }),
      { kind: 'problem', problem: { slug: 'database-unavailable' } },
    ],
    ['a sign-in first', problem('unauthenticated', 401), { kind: 'signed-out' }],
  ])('ends with %s', async (_what, answer, expected) => {
    answers(running(), answer);
    expect(await failure()).toMatchObject(expected);
  });

  it('stays unknown when the service does not answer for long, which a sign of life begins anew', async () => {
    const fetched = answers(null, null, running());
    expect(await failure()).toEqual({ kind: 'end-unknown' });
    expect(fetched).toHaveBeenCalledTimes(6);
  });

  it('is no longer asked for once the person has left', async () => {
    const controller = new AbortController();
    controller.abort();
    const fetched = answers();
    expect(await failure(controller.signal)).toEqual({ kind: 'cancelled' });
    expect(fetched).not.toHaveBeenCalled();
  });
});

describe('the key of an import', () => {
  it('is a UUID of version 4, whatever the dice say', () => {
    for (const roll of [0, 0.3, 0.999_999]) {
      expect(newImportKey(() => roll)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
    expect(newImportKey()).not.toBe(newImportKey());
  });
});

describe('an import that a device remembers', () => {
  const pending = { userId: 'u1', key: 'k1', fileName: 'a.tar.gz' };

  it.each([
    ['of this person', JSON.stringify(pending), pending],
    ['of somebody else', JSON.stringify({ ...pending, userId: 'u2' }), null],
    ['of another version', JSON.stringify({ ...pending, key: 7 }), null],
    ['that is none', '', null],
    ['that is no object', '"text"', null],
  ])('%s', (_what, json, expected) => {
    expect(parsePending(json, 'u1')).toEqual(expected);
  });
});
