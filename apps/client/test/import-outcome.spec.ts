/** Asking what became of an import: as long as it makes sense, and no longer. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { failureOf } from '../src/api/failure';
import { lookUpImport, newRequestId } from '../src/your-data/import-outcome';
import { problemBody, RESULT } from './support/samples';

const ask = (signal = new AbortController().signal) =>
  lookUpImport({ connection: { baseUrl: '' }, id: newRequestId(), signal, pause: 0, attempts: 3 });

/** Answers with each of these in turn; null is a connection that cannot be made. */
function answers(...list: readonly (Response | null)[]): jest.SpiedFunction<typeof fetch> {
  let at = 0;
  return jest.spyOn(globalThis, 'fetch').mockImplementation(async () => {
    const next = list[at++] ?? null;
    if (next === null) throw new TypeError('Network request failed');
    return next;
  });
}
const problem = (slug: string, status: number) => new Response(problemBody(slug, status), { status });

afterEach(() => {
  jest.restoreAllMocks();
});

describe('the outcome of an import', () => {
  it('is asked for again while the line is dead or the import runs', async () => {
    answers(null, problem('import-in-progress', 409), new Response(JSON.stringify(RESULT)));
    expect(await ask()).toEqual({ state: 'done', result: RESULT });
  });

  it('is nothing when the service knows of none', async () => {
    answers(problem('not-found', 404));
    expect(await ask()).toEqual({ state: 'nothing' });
  });

  it('stays unknown when the service never answers, or asks for a sign-in first', async () => {
    const fetched = answers();
    expect(await ask()).toEqual({ state: 'unknown' });
    expect(fetched).toHaveBeenCalledTimes(3);
    answers(problem('unauthenticated', 401));
    expect(await ask()).toEqual({ state: 'unknown' });
  });

  it('is no longer asked for once the person has left', async () => {
    const controller = new AbortController();
    controller.abort();
    const fetched = answers();
    expect(await ask(controller.signal).catch((thrown: unknown) => failureOf(thrown))).toEqual({
      kind: 'cancelled',
    });
    expect(fetched).not.toHaveBeenCalled();
  });
});

describe('the id of a request', () => {
  it('is a UUID of version 4, whatever the dice say', () => {
    for (const roll of [0, 0.3, 0.999_999]) {
      expect(newRequestId(() => roll)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
    expect(newRequestId()).not.toBe(newRequestId());
  });
});
