/** The rows of the table of effects: in the order of the areas, and never without what they belong to. */
import { describe, expect, it } from '@jest/globals';
import { effectRowsOf, tellingRowsOf } from '../src/your-data/effects';
import { effectsOf } from './support/samples';

const kindsOf = (rows: readonly { readonly kind: string }[]) => rows.map(({ kind }) => kind);

describe('the rows that something happens to', () => {
  it('stand below the entry that they hang on, even where that stays as it is', () => {
    const rows = effectRowsOf(
      effectsOf({
        people: { delete: 1 },
        personLinks: { unchanged: 4 },
        organizations: { unchanged: 7 },
        organizationKeyPeople: { delete: 2 },
        notes: { unchanged: 5 },
      }),
    );
    expect(kindsOf(tellingRowsOf(rows))).toEqual(['people', 'organizations', 'organizationKeyPeople']);
  });

  it('of a kind that this client does not know come last, but come', () => {
    const gone = { create: 0, update: 0, unchanged: 0, delete: 5, keep: 0, skip: 0 };
    const rows = effectRowsOf({ recipes: gone, ...effectsOf({ notes: { create: 1 } }) });
    expect(kindsOf(tellingRowsOf(rows))).toEqual(['notes', 'recipes']);
  });
});
