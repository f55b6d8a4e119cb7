/** What an import does to the rows of one kind. */
import { z } from 'zod';
import type { Immutable } from '../../immutable.js';

const count = z.int().min(0);

const effects = z
  .object({
    create: count,
    update: count,
    unchanged: count,
    delete: count,
    keep: count.describe('Exists and stays, though the archive does not have it, or not so.'),
    skip: count.describe(
      'Is in the archive and not imported: it was left out, or cannot be without something that is not imported either; you have it and the mode changes nothing; or there can be only one of it (or of what it belongs to), and there is one already.',
    ),
  })
  .describe(
    'create + update + unchanged + skip = rows in the archive; update + unchanged + delete + keep = rows that exist.',
  );

export const KIND_EFFECTS = z.record(z.string(), effects).describe('By kind.');

/** create + update + unchanged + skip = rows in the archive; update + unchanged + delete + keep = rows that exist. */
export type Effects = Immutable<z.infer<typeof effects>>;

/** By the kind's name. */
export type KindEffects = Immutable<z.infer<typeof KIND_EFFECTS>>;
