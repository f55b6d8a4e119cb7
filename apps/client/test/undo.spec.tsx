/** The way back on the card: after a result, and from the list of the last imports. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { screen } from '@testing-library/react-native';
import type { PastImport } from '../src/api/types';
import { answer, press, renderApp, signIn, USER } from './support/phone';
import { effectsOf, PREVIEW, problemBody, RESULT, SHA256 } from './support/samples';

const KEY = '0b0e7a0e-63a0-4c1c-8a55-6f3c1f2e9a01';
const PAST: PastImport = {
  key: KEY,
  importedAt: '2026-11-20T18:04:11.123Z',
  mode: 'replace',
  archive: { exportedAt: '2026-11-19T18:04:11Z', sha256: SHA256 },
  effects: effectsOf({ people: { create: 1, delete: 2 } }),
  areas: null,
  skipped: 0,
  undoes: null,
  undo: { until: '2026-11-27T18:04:11.123Z', bytes: 11_000 },
};
const UNDOING: PastImport = { ...PAST, key: KEY.replace('0b', '1c'), undoes: KEY, undo: null };

const DELETED = { mode: 'replace', kind: 'notes', label: 'Trains', effect: 'delete' };
/** What a preview of undoing tells, line by line. */
const rows = [
  PREVIEW,
  { ...DELETED, id: '1' },
  { ...DELETED, id: '2', label: 'Lunch' },
  { ...DELETED, id: '3', label: 'Tea' },
  { end: true, items: 3 },
];

interface Asked {
  readonly method: string;
  readonly path: string;
}

/** Signed in at a service whose list is the first of these, and after each undoing or removal the next. */
async function start(lists: readonly (readonly PastImport[])[], ...undos: readonly (() => Response)[]) {
  const asked: Asked[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (address, options) => {
    const { pathname, search } = new URL(String(address));
    if (pathname === '/api/import/history')
      return answer(200, { imports: lists[Math.min(asked.length, lists.length - 1)] });
    if (!/\/(undo|copy)$/.test(pathname)) return answer(200, { user: USER });
    if (options?.method === undefined || options.method === 'GET')
      return new Response(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    asked.push({ method: options?.method ?? 'GET', path: pathname + search });
    return undos[asked.length - 1]!();
  });
  renderApp();
  await signIn();
  await screen.findByText('Signed in as demo@carol.example');
  return asked;
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('the last imports', () => {
  it('are told with what each did, and can be undone', async () => {
    const asked = await start([[PAST], [UNDOING, { ...PAST, undo: null }]], () => answer(200, RESULT));
    expect(await screen.findByText(/Replace: 1 new and 2 deleted\.$/)).toBeTruthy();
    expect(screen.getByText(/^I keep what you had before until /)).toBeTruthy();
    await press('Undo this import');
    expect(await screen.findByText('Undone')).toBeTruthy();
    expect(asked).toEqual([{ method: 'POST', path: `/api/import/${KEY}/undo` }]);
    expect(await screen.findByText(/an import undone: 1 new and 2 deleted\.$/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Undo this import' })).toBeNull();
  });

  it.each<[string, Partial<PastImport>, RegExp]>([
    ['some areas', { areas: ['people', 'notes'] }, /^Only these areas: People and Notes\.$/i],
    [
      'some areas without some entries',
      { areas: ['people'], skipped: 2 },
      /^Only these areas: People; 2 entries left out\.$/i,
    ],
    ['all without one entry', { skipped: 1 }, /^One entry was left out\.$/],
  ])('say that they were a part: %s', async (_what, part, told) => {
    await start([[{ ...PAST, ...part }]]);
    expect(await screen.findByText(told)).toBeTruthy();
  });

  it('are not there where there are none', async () => {
    await start([[]]);
    expect(screen.queryByText('The last imports')).toBeNull();
  });

  it('say what would go where something has changed, and do just that', async () => {
    const plan = PREVIEW.plan?.replace ?? '';
    const effects = effectsOf({ notes: { delete: 3 } });
    const stale = problemBody('preview-stale', 409, { mode: 'replace', effects, plan });
    const asked = await start(
      [[PAST]],
      () => new Response(stale, { status: 409 }),
      () => answer(200, RESULT),
    );
    await press('Undo this import');
    expect(await screen.findByText('Something has changed since that import')).toBeTruthy();
    expect(screen.getByLabelText('What undoing would do')).toBeTruthy();
    await press('3 deleted');
    expect(await screen.findByText('Trains')).toBeTruthy();
    await press('Close');
    await press('Undo it all the same');
    expect(await screen.findByText('Undone')).toBeTruthy();
    expect(asked.map(({ path }) => path)).toEqual([
      `/api/import/${KEY}/undo`,
      `/api/import/${KEY}/undo?confirm=${plan}`,
    ]);
  });

  it.each([
    ['is gone, and', () => new Response(null, { status: 204 }), [PAST, { ...PAST, undo: null }], 'Removed'],
    [
      'was gone already, so',
      () => new Response(problemBody('not-found', 404), { status: 404 }),
      [PAST, { ...PAST, undo: null }],
      'Removed',
    ],
    [
      'is still there where it failed, and',
      () => new Response(problemBody('server-busy', 503), { status: 503 }),
      [PAST, PAST],
      'I couldn’t remove it',
    ],
  ] as const)('let go of what is kept for undoing: it %s says so', async (_what, reply, lists, told) => {
    const asked = await start(
      lists.map((past) => [past]),
      reply,
    );
    await press('Remove what is kept for undoing it');
    expect(asked).toEqual([]);
    await press('Yes, remove it');
    expect(await screen.findByText(told)).toBeTruthy();
    expect(asked).toEqual([{ method: 'DELETE', path: `/api/import/${KEY}/copy` }]);
    expect(screen.queryAllByRole('button', { name: 'Undo this import' })).toHaveLength(
      told === 'Removed' ? 0 : 1,
    );
  });

  it('say whether it was undone where the answer got lost', async () => {
    const lost = (): Response => {
      throw new TypeError('Network request failed');
    };
    await start([[PAST], [PAST], [UNDOING, { ...PAST, undo: null }]], lost, lost);
    await press('Undo this import');
    expect(await screen.findByText('I couldn’t undo it')).toBeTruthy();
    await press('Undo this import');
    expect(await screen.findByText('Undone')).toBeTruthy();
  });
});
