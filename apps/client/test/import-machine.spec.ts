/** The import's state machine: no step loses the file, and nothing is applied without being confirmed. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Failure } from '../src/api/failure';
import type { Problem } from '../src/api/problem';
import { importReducer, INITIAL_IMPORT } from '../src/your-data/import-machine';
import type { ImportEvent, ImportState } from '../src/your-data/import-state';
import { deletes, IMPORT_MODES } from '../src/your-data/modes';
import { FILE, inEveryMode, PREVIEW, RESULT } from './support/samples';

const run = (events: readonly ImportEvent[], from: ImportState = INITIAL_IMPORT) =>
  events.reduce(importReducer, from);
const problem = (slug: Problem['slug']): Failure => ({
  kind: 'problem',
  problem: {
    slug,
    status: 409,
    detail: null,
    maximum: null,
    limit: null,
    errors: [],
    errorCount: 0,
    outcome: null,
    errorId: null,
    effects: null,
    plan: null,
  },
});
const chosen: ImportEvent = { type: 'file-chosen', file: FILE };
const previewed = (at: number): ImportEvent => ({ type: 'previewed', run: at, preview: PREVIEW });
const summary = run([chosen, previewed(1)]);
const applying = run(
  [{ type: 'mode-selected', mode: 'replace' }, { type: 'import-asked' }, { type: 'confirmed' }],
  summary,
);

describe('an import', () => {
  it('looks at the chosen file first and offers the mode that deletes nothing', () => {
    expect(run([chosen]).step).toBe('previewing');
    expect(summary).toMatchObject({ step: 'summary', mode: 'merge', file: FILE, stale: null });
  });

  it('asks once more before it replaces, and not before it merges', () => {
    expect(run([{ type: 'import-asked' }], summary).step).toBe('applying');
    const asked = run([{ type: 'mode-selected', mode: 'replace' }, { type: 'import-asked' }], summary);
    expect(asked.step).toBe('confirming');
    expect(run([{ type: 'confirmed' }], asked).step).toBe('applying');
    expect(run([{ type: 'back' }], asked)).toMatchObject({ step: 'summary', mode: 'replace' });
  });

  it('does not let a mode be chosen that cannot take the archive', () => {
    const preview = { ...PREVIEW, effects: { ...inEveryMode(null), replace: PREVIEW.effects.replace } };
    const only = run([chosen, { type: 'previewed', run: 1, preview }]);
    expect(only).toMatchObject({ step: 'summary', mode: 'replace' });
    expect(run([{ type: 'mode-selected', mode: 'copies' }], only)).toBe(only);
  });

  it('shows the mistakes of an invalid archive and nothing to confirm', () => {
    const preview = { ...PREVIEW, valid: false, effects: null };
    const invalid = run([chosen, { type: 'previewed', run: 1, preview }]);
    expect(invalid.step).toBe('invalid');
    expect(run([{ type: 'import-asked' }, { type: 'confirmed' }], invalid)).toBe(invalid);
  });

  it('looks again by itself when what was confirmed is no longer so, and stays with the mode', () => {
    const stale = { before: { preview: PREVIEW, mode: 'replace' } };
    const again = run([{ type: 'failed', run: applying.run, failure: problem('preview-stale') }], applying);
    expect(again).toMatchObject({ step: 'previewing', file: FILE, stale });
    const seen = run([previewed(again.run)], again);
    expect(seen).toMatchObject({ step: 'summary', stale, mode: 'replace' });
    expect(run([{ type: 'import-asked' }], seen)).toMatchObject({ step: 'confirming' });
  });

  describe('that the service has', () => {
    const status = { state: 'running', phase: 'store', done: 1, total: 2 } as const;
    const event: ImportEvent = { type: 'status', run: applying.run, key: 'k', status };
    const following = run([event], applying);

    it('goes on by its key, keeps its file, and shows how it ended', () => {
      expect(following).toMatchObject({ step: 'following', key: 'k', status, file: FILE, isStopping: false });
      expect(run([{ ...event, status: null }], following)).toMatchObject({ status: null });
      expect(run([{ type: 'back' }], following)).toBe(following);
      expect(run([{ type: 'stop-asked' }, event], following)).toMatchObject({ isStopping: true });
      expect(run([{ type: 'applied', run: following.run, result: RESULT }], following).step).toBe('done');
    });

    it('looks again where what was confirmed is no longer so, and knows what was shown', () => {
      const again = run(
        [{ type: 'failed', run: following.run, failure: problem('preview-stale') }],
        following,
      );
      const stale = { before: { preview: PREVIEW, mode: 'replace' } };
      expect(again).toMatchObject({ step: 'previewing', file: FILE, stale });
    });

    it('is followed further where nobody could be asked', () => {
      for (const kind of ['signed-out', 'end-unknown'] as const) {
        const failed = run([{ type: 'failed', run: following.run, failure: { kind } }], following);
        expect(run([{ type: 'look-again' }], failed)).toMatchObject({ step: 'following', key: 'k' });
      }
      const failed = run(
        [{ type: 'failed', run: following.run, failure: problem('storage-full') }],
        following,
      );
      expect(run([{ type: 'look-again' }], failed)).toMatchObject({ step: 'previewing', file: FILE });
    });

    it('is found again where nothing else is going on', () => {
      const found: ImportEvent = { type: 'found', key: 'k', name: 'a.zip' };
      expect(run([found])).toMatchObject({ step: 'following', key: 'k', file: { name: 'a.zip' } });
      expect(run([found], summary)).toBe(summary);
    });
  });

  it('drops answers that belong to an earlier run', () => {
    const second = run([chosen, { type: 'back' }, chosen]);
    expect(run([previewed(1)], second)).toBe(second);
    expect(run([{ type: 'applied', run: applying.run - 1, result: RESULT }], applying)).toBe(applying);
  });

  it('goes back to where it was when the person stops it', () => {
    const stop: ImportEvent = { type: 'failed', run: applying.run, failure: { kind: 'cancelled' } };
    expect(run([stop], applying)).toMatchObject({ step: 'summary', mode: 'replace' });
  });
});

describe('whatever happens in whatever order', () => {
  const failure = fc.constantFrom<Failure>(
    { kind: 'network' },
    { kind: 'signed-out' },
    { kind: 'cancelled' },
    problem('preview-stale'),
    problem('upload-too-large'),
  );
  const at = fc.integer({ min: 0, max: 6 });
  const event: fc.Arbitrary<ImportEvent> = fc.oneof(
    fc.constantFrom<ImportEvent>(
      chosen,
      { type: 'import-asked' },
      { type: 'confirmed' },
      { type: 'back' },
      { type: 'look-again' },
    ),
    fc.record({
      type: fc.constant('mode-selected' as const),
      mode: fc.constantFrom(...IMPORT_MODES),
    }),
    at.map((n): ImportEvent => previewed(n)),
    at.map((n): ImportEvent => ({ type: 'applied', run: n, result: RESULT })),
    fc.record({ type: fc.constant('failed' as const), run: at, failure }),
  );
  /** Every state on the way, with the event that led to it. */
  const walk = (events: readonly ImportEvent[]) => {
    const steps: { before: ImportState; event: ImportEvent; after: ImportState }[] = [];
    events.reduce((before, next) => {
      const after = importReducer(before, next);
      steps.push({ before, event: next, after });
      return after;
    }, INITIAL_IMPORT);
    return steps;
  };

  it('a failure never loses the chosen file', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        for (const {
          before,
          event: { type },
          after,
        } of walk(events)) {
          if (type === 'failed' && before.step === 'applying') expect(after).toMatchObject({ file: FILE });
          if (after.step === 'failed') expect(after.file).toBe(FILE);
        }
      }),
    );
  });

  it('a mode that deletes is applied only by a confirmation given while it was being asked for', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        for (const {
          before,
          event: { type },
          after,
        } of walk(events)) {
          if (after.step !== 'applying' || before.step === 'applying' || !deletes(after.mode)) continue;
          expect([before.step, type]).toEqual(['confirming', 'confirmed']);
        }
      }),
    );
  });

  it('every request has a run of its own', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const runs = walk(events)
          .filter(({ before, after }) => before.run !== after.run)
          .map(({ after }) => after.run);
        expect(new Set(runs).size).toBe(runs.length);
      }),
    );
  });
});
