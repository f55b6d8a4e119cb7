/** What `npm run new:kind` calls things, and which names it refuses. */
import { describe, expect, it } from '@jest/globals';
import { nameKind, WishError, type Taken, type Wish } from '../../scripts/new-kind/names.js';

const TAKEN: Taken = {
  names: ['skills', 'skillSections'],
  tables: ['skill', 'user'],
  classes: ['Skill', 'Media'],
};

it('One of several is guessed where the plural is regular', () => {
  const singular = (name: string): string => nameKind({ name }, TAKEN).table;
  expect(['certificates', 'bookReviews', 'hobbies', 'boxes', 'classes', 'courses'].map(singular)).toEqual([
    'certificate',
    'book_review',
    'hobby',
    'box',
    'class',
    'course',
  ]);
});

describe('A name is refused', () => {
  it.each<readonly [string, Wish, string]>([
    ['that is missing', { name: undefined }, 'Which name?'],
    ['that a kind has', { name: 'skills', singular: 'other' }, 'There is a kind or an area skills already'],
    ['whose table is there', { name: 'others', singular: 'skill' }, 'There is a table skill already'],
    ['whose table holds accounts', { name: 'users' }, 'There is a table user already'],
    ['whose entity is there', { name: 'others', singular: 'media' }, 'already'],
    ['that is no name', { name: 'Book-reviews' }, 'write letters and digits in camel case'],
    ['that JavaScript needs', { name: 'class', singular: 'other' }, 'means something else already'],
    ['whose entity every program has', { name: 'dates' }, 'Date, the entity, means something else'],
    ['whose entity is what it imports', { name: 'columns' }, 'Column, the entity, means something else'],
    ['that every object has', { name: 'constructor' }, 'means something else already'],
    ['whose singular nobody can guess', { name: 'sheep' }, 'What is one of sheep called?'],
    ['that is its own singular', { name: 'sheep', singular: 'sheep' }, 'need different names'],
    ['with half a noun', { name: 'others', german: 'Anderes' }, '--german is one and several'],
    ['with words that end a text', { name: 'others', english: `it's, its` }, '--english is one and several'],
    ['whose title is there anyway', { name: 'others', title: 'createdAt' }, 'name another'],
  ])('%s', (_, wish, message) => {
    expect(() => nameKind(wish, TAKEN)).toThrow(WishError);
    expect(() => nameKind(wish, TAKEN)).toThrow(message);
  });
});
