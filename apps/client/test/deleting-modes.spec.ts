/** What is asked about before it is imported is what the table of the modes says deletes, whatever the modes are called. */
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DELETES } from '../src/api/modes';
import { importReducer, INITIAL_IMPORT } from '../src/your-data/import-machine';
import type { ImportEvent } from '../src/your-data/import-state';
import { IMPORT_MODES } from '../src/your-data/modes';
import { FILE, inEveryMode, PREVIEW } from './support/samples';

// As a table would be in which any of the modes deletes.
jest.mock('../src/api/modes', () => ({ DELETES: {} }));

const EFFECTS = PREVIEW.effects.merge;
const preview = (effects: typeof PREVIEW.effects): ImportEvent => ({
  type: 'previewed',
  run: 1,
  preview: { ...PREVIEW, effects },
});
const run = (...events: readonly ImportEvent[]) =>
  [{ type: 'file-chosen', file: FILE } as const, ...events].reduce(importReducer, INITIAL_IMPORT);

describe.each(IMPORT_MODES)('where %s is the mode that deletes', (deleting) => {
  beforeEach(() => {
    Object.assign(DELETES, inEveryMode(false), { [deleting]: true });
  });

  it.each(IMPORT_MODES)('%s is imported at once, unless it is that', (mode) => {
    const asked = run(
      preview(inEveryMode(EFFECTS)),
      { type: 'mode-selected', mode },
      { type: 'import-asked' },
    );
    expect(asked).toMatchObject({ step: mode === deleting ? 'confirming' : 'applying', mode });
    expect(importReducer(asked, { type: 'confirmed' })).toMatchObject({ step: 'applying', mode });
  });

  it('it is offered first only where no other takes the file', () => {
    expect(run(preview(inEveryMode(EFFECTS)))).not.toMatchObject({ mode: deleting });
    expect(run(preview({ ...inEveryMode(null), [deleting]: EFFECTS }))).toMatchObject({ mode: deleting });
  });
});
