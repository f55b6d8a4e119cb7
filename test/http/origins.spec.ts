/** A merge stays a merge there and back, over other accounts and instances: a row is met by what it is known by, whatever UUID it had to take. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { MODES } from '../../src/portability/kinds.js';
import { timelessFiles } from '../support/archive-files.js';
import { canonicalIds } from '../support/canonical-ids.js';
import { expectRefused } from '../support/refusals.js';
import { NOTHING, idOf, packGraph, packTexts, sampleGraph, textsOf, treesOf } from '../support/sample.js';
import { othersFingerprint, userWith } from '../support/seeded.js';
import {
  type Account,
  carry,
  expectUnchanged,
  exported,
  forget,
  here,
  there,
  useTwoServices,
} from './two-services.js';

useTwoServices();

const MATCHING = Object.entries(MODES).flatMap(([name, { identity }]) =>
  identity === 'match' ? [name] : [],
);

const rowsBeside = ({ on, user }: Account): Promise<{ id: string; origin: string; kind: string }[]> =>
  on.instance.dataSource.query('SELECT kind, id, origin FROM row_origin WHERE user_id = $1', [user.id]);

describe('there and back', () => {
  it('between two accounts of one instance adds nothing, however often', async () => {
    const one = { on: here, user: await userWith(here, sampleGraph()) };
    const other = { on: here, user: await here.createUser() };
    const before = await timelessFiles(await exported(one));
    const added = await carry(one, other);
    for (const { name } of CAROL_KINDS) expect({ name, ...added[name] }).toMatchObject({ update: 0 });
    for (let round = 0; round < 2; round++) {
      expectUnchanged(await carry(other, one));
      expectUnchanged(await carry(one, other));
    }
    expect(await timelessFiles(await exported(one))).toEqual(before);
  });

  it.each(MATCHING)('is the same over another instance, in %s', async (mode) => {
    const one = { on: here, user: await userWith(here, sampleGraph()) };
    const before = await timelessFiles(await exported(one));
    const other = { on: here, user: await here.createUser() };
    const far = { on: there, user: await there.createUser() };
    await carry(one, other, mode);
    await carry(other, far, mode);
    for (const account of [far, other]) expectUnchanged(await carry(account, one, mode));
    expect(await timelessFiles(await exported(one))).toEqual(before);
    await forget(far);
  });

  it('finds home a row that was deleted there', async () => {
    const graph = sampleGraph();
    const one = { on: here, user: await userWith(here, graph) };
    const other = { on: here, user: await here.createUser() };
    const before = await timelessFiles(await exported(one));
    await carry(one, other);
    await carry(
      await packTexts({ 'profile.yaml': `${idOf(graph, 'profile')}: {fullName: Ada}` }),
      one,
      'replace',
    );
    await carry(other, one);
    expect(await timelessFiles(await exported(one))).toEqual(before);
    expect(await rowsBeside(one)).toEqual([]);
  });
});

describe('the origin of a row', () => {
  it('stays with it: its export replaces what it came from, byte for byte, also in an account anew', async () => {
    const one = { on: here, user: await userWith(here, sampleGraph()) };
    const other = { on: here, user: await here.createUser() };
    await carry(one, other);
    const archive = await exported(other);
    const first = await timelessFiles(archive);
    expect(first.get('people.yaml')).toMatch(/^ {2}origin: /m);
    expectUnchanged(await carry(archive, other, 'replace'));
    expect(await timelessFiles(await exported(other))).toEqual(first);
    await forget(other);
    const anew = { on: here, user: await here.createUser() };
    await carry(archive, anew, 'replace');
    expect(await timelessFiles(await exported(anew))).toEqual(first);
    const far = { on: there, user: await there.createUser() };
    await carry(archive, far, 'replace');
    expect(await timelessFiles(await exported(far))).toEqual(first);
  });

  it('is none where rows are made anew', async () => {
    const one = { on: here, user: await userWith(here, sampleGraph()) };
    const other = { on: here, user: await here.createUser() };
    await carry(one, other);
    const copier = { on: here, user: await here.createUser() };
    await carry(other, copier, 'copies');
    expect(await rowsBeside(copier)).toEqual([]);
    const added = await carry(other, one, 'copies');
    for (const { name, singleton } of CAROL_KINDS)
      if (!singleton && name !== 'profileContacts') expect(added[name]?.create).toBe(2);
    expect(await rowsBeside(one)).toEqual([]);
  });

  it('goes with the row, and is none of a row that comes to have its UUID', async () => {
    const id = randomUUID();
    const [one, other] = [
      { on: here, user: await here.createUser() },
      { on: here, user: await here.createUser() },
    ];
    const far = { on: there, user: await there.createUser() };
    await carry(await packTexts({ 'skills.yaml': `${id}: {name: A}` }), one);
    await carry(one, other);
    await carry(other, far);
    const [moved] = await rowsBeside(far);
    expect(moved).toMatchObject({ kind: 'skillSections', origin: id });
    await there.instance.dataSource.query('DELETE FROM skill_section WHERE user_id = $1', [far.user.id]);
    await carry(await packTexts({ 'skills.yaml': `${moved?.id}: {name: B}` }), far);
    expect(await rowsBeside(far)).toEqual([]);
    await carry(one, far);
    expect((await canonicalIds(await exported(far)))['skillSections']).toEqual([id, moved?.id].sort());
    await carry(await packGraph(NOTHING), other, 'replace');
    expect(await rowsBeside(other)).toEqual([]);
    await carry(one, other);
    await forget(other);
    expect(await rowsBeside(other)).toEqual([]);
  });

  it('is found when nothing is left of what the row had to avoid', async () => {
    const id = randomUUID();
    const archive = await packTexts({ 'skills.yaml': `${id}: {name: A}` });
    const [one, other] = [
      { on: here, user: await here.createUser() },
      { on: here, user: await here.createUser() },
    ];
    await carry(archive, one);
    await carry(archive, other);
    const [first] = await rowsBeside(other);
    await carry(await packGraph(NOTHING), other, 'replace');
    await carry(await packTexts({ 'education.yaml': `${first?.id}: {institution: B}` }), other);
    await carry(archive, other);
    const [second] = await rowsBeside(other);
    expect(second).toMatchObject({ kind: 'skillSections', origin: id });
    expect(second?.id).not.toBe(first?.id);
    await here.instance.dataSource.query('DELETE FROM education WHERE user_id = $1', [other.user.id]);
    await forget(one);
    expectUnchanged(await carry(archive, other));
  });

  it('is found by a reference from outside the archive', async () => {
    const graph = sampleGraph();
    const one = { on: here, user: await userWith(here, graph) };
    const other = { on: here, user: await here.createUser() };
    await carry(one, other);
    const far = { on: there, user: await there.createUser() };
    await carry(other, far);
    const target = idOf(graph, 'organizations', 1);
    await carry(
      await packTexts({ 'jobs.yaml': `${randomUUID()}: {company: Later, organizationId: ${target}}` }),
      far,
    );
    const [job] = await there.instance.dataSource.query(
      `SELECT organization_id AS id FROM job WHERE user_id = $1 AND company = 'Later'`,
      [far.user.id],
    );
    expect(await rowsBeside(far)).toContainEqual({ kind: 'organizations', id: job.id, origin: target });
  });

  it('is refused where it is no UUID, in every kind', async () => {
    const graph = sampleGraph();
    const texts = Object.entries(textsOf(treesOf(graph))).map(([file, text]) => [
      file,
      CAROL_KINDS.reduce(
        (all, { name }) =>
          all.replace(`"${idOf(graph, name)}": {`, `"${idOf(graph, name)}": {"origin": "no UUID",`),
        text,
      ),
    ]);
    const errors = await expectRefused(here, await packTexts(Object.fromEntries(texts), graph.files), {
      slug: 'validation-failed',
      codes: CAROL_KINDS.map(() => 'uuid'),
    });
    for (const { pointer } of errors) expect(pointer).toMatch(/\/origin$/);
  });
});

describe('an origin that somebody made up', () => {
  it('is refused where two rows of a kind would be the same', async () => {
    const [a, b, c, home] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()].sort() as [string, string, string, string]; // prettier-ignore
    for (const [text, count] of [
      [`${a}: {name: A}\n${b}: {name: B, origin: ${a}}`, 1],
      [`${b}: {name: B, origin: ${a}}\n${c}: {name: C, origin: ${a}}`, 1],
      [`${c}: {name: C, origin: ${a.toUpperCase()}}\n${b}: {name: B, origin: ${a}}\n${a}: {name: A}`, 2],
      [`${c}: {name: C, origin: ${home}}\n${b}: {name: B, origin: ${home}}\n${a}: {name: A}`, 1],
    ] as const) {
      const errors = await expectRefused(here, await packTexts({ 'skills.yaml': text }), {
        slug: 'validation-failed',
        codes: Array.from({ length: count }, () => 'duplicate-origin'),
      });
      for (const error of errors) expect(text.split('\n')[(error.line ?? 0) - 1]).toMatch(/origin/);
    }
  });

  it('that is another’s row is answered like one that exists nowhere, and leads nowhere', async () => {
    const theirs = sampleGraph();
    await userWith(here, theirs);
    for (const { mode, id } of ['merge', 'replace', 'fill'].flatMap((mode) =>
      [idOf(theirs, 'skillSections'), randomUUID()].map((id) => ({ mode, id })),
    )) {
      const user = await here.createUser();
      const before = await othersFingerprint(here, user);
      const archive = await packTexts({ 'skills.yaml': `${randomUUID()}: {name: Mine, origin: ${id}}` });
      const effects = await carry(archive, { on: here, user }, mode);
      expect(effects['skillSections']).toMatchObject({ create: 1, update: 0, unchanged: 0 });
      expect((await carry(archive, { on: here, user }, mode))['skillSections']).toMatchObject({ create: 0, unchanged: 1 }); // prettier-ignore
      expect(await othersFingerprint(here, user)).toBe(before);
    }
  });

  it('meets a row of its kind once, whatever else has that UUID', async () => {
    const [row, other, ours] = [randomUUID(), randomUUID(), randomUUID()];
    const one = { on: here, user: await here.createUser() };
    await carry(await packTexts({ 'skills.yaml': `${row}: {name: A}\n${ours}: {name: B}` }), one);
    // The first goes to the row that the second has the UUID of; a third, of another kind, says the same of itself.
    const archive = await packTexts({
      'skills.yaml': `${other}: {name: C, origin: ${row}}\n${row}: {name: D, origin: ${randomUUID()}}`,
      'education.yaml': `${randomUUID()}: {institution: E, origin: ${row}}`,
    });
    const effects = await carry(archive, one);
    expect(effects['skillSections']).toMatchObject({ create: 1, update: 1, keep: 1 });
    expect(effects['education']).toMatchObject({ create: 1 });
    expectUnchanged(await carry(archive, one));
    const full = await exported(one);
    expectUnchanged(await carry(full, one, 'replace'));
    expect(await timelessFiles(await exported(one))).toEqual(await timelessFiles(full));
  });
});
