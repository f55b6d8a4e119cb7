/** The card shows which: the rows of a plan, by area, searched, named where they go, and left out one by one. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fireEvent, screen } from '@testing-library/react-native';
import type { PreviewItem, ValidPreview } from '../src/api/types';
import { i18n } from '../src/i18n/i18n';
import { namedItem } from '../src/your-data/items/named-item';
import { answerRows, answerUploads, chooseFile, press, replies, startSignedIn } from './support/phone';
import { effectsOf, PREVIEW, problemBody, RESULT } from './support/samples';

beforeEach(startSignedIn);
afterEach(() => {
  jest.restoreAllMocks();
});

const row = (label: string, more: Partial<PreviewItem> = {}): PreviewItem => ({
  mode: 'merge',
  kind: 'people',
  id: `6f0c2a34-0000-4000-8000-${label.slice(-6).padStart(12, '0')}${label.length}`,
  label,
  effect: 'create',
  location: { file: 'people.yaml', line: 3, column: 1 },
  ...more,
});
const GRACE_ID = '6f0c2a34-0000-4000-8000-000000000001';
const GRACE = row('Grace', {
  effect: 'update',
  changes: [
    { field: 'nickname', from: null, to: 'Amazing' },
    { field: 'favorite', from: false, to: true },
    { field: 'inventedKey', from: 3, to: ['a', 'b'] },
    { field: 'organizationId', from: null, to: GRACE_ID, labels: { from: null, to: 'Navy' } },
    { field: 'subjectId', from: GRACE_ID, to: null, labels: { from: null, to: null } },
  ],
  existing: { updatedAt: '2026-11-20T18:04:11.123456Z' },
});
const people = (count: number): PreviewItem[] =>
  Array.from({ length: count }, (_, at) => row(`Person ${'x'.repeat(at)}`));
const EFFECTS = effectsOf({ people: { create: 1, update: 1 }, notes: { unchanged: 2 } });
const preview = (more: Partial<ValidPreview> = {}) => ({
  ...PREVIEW,
  effects: { ...PREVIEW.effects, merge: EFFECTS },
  ...more,
});
const HOLDING = { archive: { ...PREVIEW.archive, areas: ['people', 'notes'] } };
const end = (items: number) => ({ end: true, items });

describe('the rows of a plan', () => {
  it('are read when their area is opened, and show each field before and after', async () => {
    answerUploads(replies(200, preview()));
    const asked = answerRows(() => [preview(), row('Ada'), GRACE, end(2)]);
    await chooseFile();
    await screen.findByText('Entry by entry');
    expect(asked).toHaveLength(0);
    await press('1 new and 1 changed');
    expect(await screen.findByText('Ada')).toBeTruthy();
    expect(asked[0]?.options.parameters).toEqual({ mode: 'merge' });
    for (const told of [
      'Nickname: nothing → Amazing',
      'Favourite: no → yes',
      'Invented key: 3 → a; b',
      'Organization: nothing → Navy',
      'What it is about: an entry (6f0c2a34) → nothing',
      /^Last changed here on November 20, 2026/,
    ])
      expect(screen.getByText(told)).toBeTruthy();
    await press('1 changed');
    expect(screen.queryByText('Ada')).toBeNull();
    expect(screen.getByText('1 of 2 entries')).toBeTruthy();
  });

  it('say of which nothing is a name, in the person’s language and by their kind', async () => {
    const unnamed = (more: Partial<PreviewItem>) => row('note', { unnamed: true, ...more });
    const changed = effectsOf({ people: { create: 2 } });
    answerUploads(replies(200, preview({ effects: { ...PREVIEW.effects, merge: changed } })));
    const lines = [unnamed({ kind: 'personDates' }), unnamed({ id: GRACE_ID, kind: 'people' })];
    answerRows(() => [preview(), ...lines, end(2)]);
    await chooseFile();
    await press('2 new');
    expect(await screen.findByText('Important date without a name')).toBeTruthy();
    expect(screen.getByText('Person without a name')).toBeTruthy();
    const de = i18n.getFixedT('de');
    expect(namedItem(de, unnamed({ kind: 'notes' })).label).toBe('Notiz ohne Namen');
    expect(namedItem(de, unnamed({ kind: 'newer' })).label).toBe('Eintrag ohne Namen');
  });

  it('are searched by name and by what changes', async () => {
    const changed = effectsOf({ people: { create: 20, update: 1 } });
    answerUploads(replies(200, preview({ effects: { ...PREVIEW.effects, merge: changed } })));
    answerRows(() => [preview(), ...people(20), GRACE, end(21)]);
    await chooseFile();
    await press('20 new and 1 changed');
    fireEvent.changeText(await screen.findByLabelText('Search these entries'), 'aMAZ');
    expect(await screen.findByText('1 of 21 entries')).toBeTruthy();
    expect(screen.getByText('Grace')).toBeTruthy();
  });

  it.each([
    ['without its end', [preview(), row('Ada')], /1 of them are here, the rest is missing/],
    ['with fewer than its end says', [preview(), row('Ada'), end(2)], /the rest is missing/],
    ['of another plan', [preview({ plan: null }), row('Ada'), end(1)], /has changed since I counted/],
  ])('that come %s are told as not whole', async (_, lines, told) => {
    answerUploads(replies(200, preview()));
    answerRows(() => lines);
    await chooseFile();
    await press('1 new and 1 changed');
    expect(await screen.findByText(told)).toBeTruthy();
  });

  it('say why one is left out', async () => {
    const skipped = row('Ada', { effect: 'skip', reason: 'differs' });
    answerUploads(
      replies(200, preview({ effects: { ...PREVIEW.effects, merge: effectsOf({ people: { skip: 1 } }) } })),
    );
    answerRows(() => [preview(), skipped, end(1)]);
    await chooseFile();
    await press('1 left out');
    expect(await screen.findByText('You have it, and yours differs: yours stays.')).toBeTruthy();
  });
});

describe('what Replace deletes', () => {
  const gone = ['Ada', 'Edsger', 'Barbara', 'Alan', 'Donald', 'Radia', 'Frances'].map((label) =>
    row(label, { mode: 'replace', effect: 'delete', location: undefined }),
  );
  const effects = { ...PREVIEW.effects, replace: effectsOf({ people: { delete: 7 }, notes: { delete: 1 } }) };
  const trains = row('Trains', { mode: 'replace', kind: 'notes', effect: 'delete', location: undefined });

  it('is named: the first few, and the others when they are asked for', async () => {
    answerUploads(replies(200, preview({ effects })));
    answerRows(() => [preview({ effects }), ...gone, trains, end(8)]);
    await chooseFile();
    fireEvent.press(await screen.findByRole('radio', { name: /^Replace/ }));
    expect(await screen.findByText('Ada, Edsger, Barbara, Alan, Donald')).toBeTruthy();
    await press('and 3 more');
    expect(await screen.findByText('Trains')).toBeTruthy();
  });
});

describe('a plan that has changed since', () => {
  const replacing = (people: number, plan: string) =>
    preview({
      plan: { ...PREVIEW.plan!, replace: plan.repeat(32) },
      effects: { ...PREVIEW.effects, replace: effectsOf({ people: { delete: people } }) },
    });
  const deleted = (label: string) => row(label, { mode: 'replace', effect: 'delete', location: undefined });

  it('names the entries that are others than before', async () => {
    const [first, second] = [replacing(2, 'ab'), replacing(2, 'ef')];
    answerUploads(replies(200, first), replies(409, problemBody('preview-stale', 409)), replies(200, second));
    const lists = [
      [first, deleted('Ada'), deleted('Edsger'), end(2)],
      [second, deleted('Ada'), deleted('Radia'), end(2)],
    ];
    answerRows(() => lists.shift() ?? []);
    await chooseFile();
    fireEvent.press(await screen.findByRole('radio', { name: /^Replace/ }));
    await screen.findByText('Ada and Edsger');
    await press('Replace my data');
    await press('Yes, replace and delete 2 entries');
    expect(await screen.findByText('New in it: Radia (Deleted).')).toBeTruthy();
    expect(screen.getByText('No longer in it: Edsger (Deleted).')).toBeTruthy();
  });
});

describe('what is chosen', () => {
  it('is looked at again before it is brought in, and goes with both requests', async () => {
    const all = preview(HOLDING);
    const plan = { ...PREVIEW.plan!, merge: 'ef'.repeat(32) };
    const less = preview({ ...HOLDING, plan });
    const sent = answerUploads(
      replies(200, all),
      replies(200, less),
      replies(200, { ...RESULT, mode: 'merge' }),
    );
    const asked = answerRows(() => [all, row('Ada'), GRACE, end(2)]);
    await chooseFile();
    await press('1 new and 1 changed');
    await press('Not this one: Ada');
    expect(screen.getByText('It stays out, and so does what belongs to it.')).toBeTruthy();
    await press('Close');
    fireEvent.press(screen.getByRole('checkbox', { name: 'Bring in: Notes' }));
    expect(screen.queryByRole('button', { name: 'Merge this file' })).toBeNull();
    await press('Show me what happens now');
    expect(await screen.findByText('Left out, as you chose: Notes and Ada.')).toBeTruthy();
    expect(screen.getByText(/^What belongs to an entry stays out with it/)).toBeTruthy();
    await press('Merge this file');
    await screen.findByText('I’ve merged backup.tar.gz.');
    const choice = { areas: 'people', skip: row('Ada').id };
    expect(sent.map(({ options }) => options.parameters)).toEqual([
      {},
      choice,
      { ...choice, mode: 'merge', confirm: plan.merge },
    ]);
    expect(asked).toHaveLength(1);
  });

  it('is nothing where everything is unticked, and then nothing can be done', async () => {
    answerUploads(replies(200, preview(HOLDING)));
    await chooseFile();
    for (const name of ['Bring in: People', 'Bring in: Notes'])
      fireEvent.press(await screen.findByRole('checkbox', { name }));
    expect(screen.getByText('You’ve unticked everything. Tick at least one area.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Show me what happens now' })).toBeDisabled();
    fireEvent.press(screen.getByRole('checkbox', { name: 'Bring in: People' }));
    fireEvent.press(screen.getByRole('checkbox', { name: 'Bring in: Notes' }));
    expect(screen.getByRole('button', { name: 'Merge this file' })).toBeEnabled();
  });

  it('is not offered by a service that cannot leave anything out', async () => {
    const { areas: _, ...archive } = PREVIEW.archive;
    answerUploads(replies(200, { ...preview(), archive }));
    answerRows(() => [preview(), row('Ada'), GRACE, end(2)]);
    await chooseFile();
    await press('1 new and 1 changed');
    await screen.findByText('Ada');
    expect(screen.queryByRole('button', { name: /^Not this one/ })).toBeNull();
    expect(screen.queryByRole('checkbox')).toBeNull();
  });
});
