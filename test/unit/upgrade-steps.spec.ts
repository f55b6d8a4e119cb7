/** The verbs of upgrades: what each makes of a mapping, with the places of the file that the person has. */
import { describe, expect, it } from '@jest/globals';
import { applySteps } from '../../src/portability/archive/upgrades/apply-steps.js';
import {
  dropKey,
  inChildren,
  liftChildren,
  mapValue,
  nestChildren,
  renameKey,
  replacePrefix,
  splitKey,
  within,
  type Step,
} from '../../src/portability/archive/upgrades/steps.js';
import { upgradePath } from '../../src/portability/archive/upgrades/chain.js';
import type { Mapping, Node } from '../../src/portability/archive/yaml/nodes.js';
import { plain, read } from '../support/yaml-reading.js';

const ROW = `row:
  name: Ada
  full: Ada Lovelace
  kind: mail
  photo: files/x.png
  counts:
    persons: 3
  jobs:
    j1:
      title: Analyst
      tasks:
        t1: {what: Notes}
        t2: {what: More}
    j2: {title: Other}
`;

/** @param sizes what is so long that it is read anew each time */
const row = (text = ROW, sizes = {}): Mapping => {
  const node = read(text, sizes).entries[0]?.value;
  if (node?.type !== 'map') throw new Error('No mapping');
  return node;
};

/** Of a row that is in memory, and of one that is read anew each time. */
function after(...steps: readonly Step[]): unknown {
  const upgraded = applySteps(row(), steps);
  for (const longEntry of [1, 60]) {
    const long = applySteps(row(ROW, { longEntry, pieceBytes: 1 }), steps);
    expect([plain(long), locationsOf(long)]).toEqual([plain(upgraded), locationsOf(upgraded)]);
  }
  return plain(upgraded);
}
const before = plain(row()) as Record<string, unknown>;

/** The places of all nodes and keys below, by their texts. */
function locationsOf(node: Node, found: string[] = []): readonly string[] {
  if (node.type === 'scalar') found.push(`${node.value} ${node.line}:${node.column}`);
  if (node.type === 'seq') for (const item of node.items) locationsOf(item, found);
  if (node.type === 'map')
    for (const { key, value } of node.entries) {
      locationsOf(key, found);
      locationsOf(value, found);
    }
  return found;
}

describe('A step of an upgrade', () => {
  it('renames a key, and keeps what stands in the file', () => {
    const renamed = applySteps(row(), [renameKey('name', 'given'), renameKey('given', 'givenName')]);
    expect(plain(renamed)).toEqual({ givenName: 'Ada', ...omit(before, 'name') });
    expect(renamed.written?.get('givenName')).toBe('name');
    expect(locationsOf(renamed)).toContain('givenName 2:3');
  });

  it('drops, maps, splits and rewrites values', () => {
    expect(after(dropKey('kind', 'no longer kept'))).toEqual(omit(before, 'kind'));
    expect(after(mapValue('kind', { mail: 'email' }))).toEqual({ ...before, kind: 'email' });
    expect(after(mapValue('kind', { phone: 'tel' }))).toEqual(before);
    expect(after(replacePrefix('photo', 'files/', 'media/'))).toEqual({ ...before, photo: 'media/x.png' });
    expect(after(splitKey('full', /^(\S+) (\S+)$/, 'first', 'last'))).toEqual({
      ...omit(before, 'full'),
      first: 'Ada',
      last: 'Lovelace',
    });
    expect(after(splitKey('name', /^(\S+) (\S+)$/, 'first', 'last'))).toEqual({
      ...omit(before, 'name'),
      first: 'Ada',
    });
  });

  it('works within a mapping, and in each child row', () => {
    expect(after(within('counts', renameKey('persons', 'people')))).toEqual({
      ...before,
      counts: { people: 'int 3' },
    });
    expect(after(inChildren('jobs', dropKey('tasks', 'why'), renameKey('title', 'role')))).toEqual({
      ...before,
      jobs: { j1: { role: 'Analyst' }, j2: { role: 'Other' } },
    });
  });

  it('lifts rows out of their parents, and nests them back', () => {
    const up = liftChildren(['jobs', 'tasks'], 'tasks', 'jobId');
    const lifted = applySteps(row(), [up]);
    expect(plain(lifted)).toEqual({
      ...before,
      jobs: { j1: { title: 'Analyst' }, j2: { title: 'Other' } },
      tasks: { t1: { what: 'Notes', jobId: 'j1' }, t2: { what: 'More', jobId: 'j1' } },
    });
    expect(locationsOf(lifted)).toContain('t1 12:9');
    const back = applySteps(lifted, [nestChildren('tasks', ['jobs', 'tasks'], 'jobId')]);
    expect(plain(back)).toEqual(before);
    // A mapping that is made anew stands where its first row does.
    const given = (node: Mapping): string[] =>
      locationsOf(node)
        .filter((place) => !place.startsWith('tasks '))
        .sort();
    expect(given(back)).toEqual(given(row()));
  });

  it('leaves a row where it is whose parent is not there', () => {
    const text = 'row:\n  jobs:\n    j1: {title: A}\n  tasks:\n    t1: {jobId: j9}\n';
    const step = nestChildren('tasks', ['jobs', 'tasks'], 'jobId');
    expect(plain(applySteps(row(text), [step]))).toEqual({
      jobs: { j1: { title: 'A' } },
      tasks: { t1: { jobId: 'j9' } },
    });
  });

  it('leaves alone what is not as it expects', () => {
    const text = 'row:\n  jobs: [1]\n  counts: x\n  full: {a: 1}\n';
    const steps = [
      inChildren('jobs', dropKey('a', 'why')),
      within('counts', dropKey('a', 'why')),
      mapValue('full', { a: 'b' }),
      splitKey('full', /^(.)$/, 'full'),
      liftChildren(['jobs', 'tasks'], 'tasks', 'jobId'),
      nestChildren('tasks', ['jobs', 'tasks'], 'jobId'),
    ];
    expect(plain(applySteps(row(text), steps))).toEqual(plain(row(text)));
  });
});

describe('A way of upgrades', () => {
  const steps = [
    { from: 1, areas: { renamed: { persons: 'people' }, added: ['notes'] } },
    { from: 2, areas: { split: { people: { by: 'sort', into: { friend: 'friends', other: 'people' } } } } },
    { from: 3, areas: { removed: { hobbies: 'gone' } }, mediaFolder: 'files' },
  ];

  it('says which areas each version has, and what became of them', () => {
    const areas = (version: number) =>
      Object.fromEntries(upgradePath(version, ['friends', 'people', 'notes'], steps).areas);
    expect(areas(4)).toEqual({ friends: ['friends'], people: ['people'], notes: ['notes'] });
    expect(areas(3)).toEqual({ friends: ['friends'], people: ['people'], notes: ['notes'], hobbies: [] });
    expect(areas(2)).toEqual({ people: ['friends', 'people'], notes: ['notes'], hobbies: [] });
    expect(areas(1)).toEqual({ persons: ['friends', 'people'], hobbies: [] });
  });

  it('sends an entry where it belongs', () => {
    const path = upgradePath(1, ['friends', 'people', 'notes'], steps);
    const [entry] = read('x: {sort: friend, name: A}\n').entries;
    if (!entry) throw new Error('No entry');
    const target = path.upgradeEntry('persons', entry);
    expect([target?.area, target && plain(target.entry.value)]).toEqual(['friends', { name: 'A' }]);
    expect(path.upgradeEntry('hobbies', entry)).toBeUndefined();
  });
});

function omit(from: Readonly<Record<string, unknown>>, key: string): Record<string, unknown> {
  const { [key]: _, ...rest } = from;
  return rest;
}
