/** A merge stays a merge along any path of accounts and instances: a row is met by what it is known by, whatever UUID it had to take. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { linkFields, MODES, targetsOf } from '../../src/portability/kinds.js';
import { timelessFiles } from '../support/archive-files.js';
import { graphArbitrary, type Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { canonicalIds } from '../support/canonical-ids.js';
import { expectRefused } from '../support/refusals.js';
import { GRAPH, idOf, packGraph, packTexts, sampleGraph, textsOf, treesOf } from '../support/sample.js';
import { give, othersFingerprint, userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

const MATCHING = Object.entries(MODES).flatMap(([name, { identity }]) =>
  identity === 'match' ? [name] : [],
);
const NOTHING: Graph = { rows: {}, files: new Map() };

let here: TestService;
let there: TestService;
beforeAll(async () => {
  [here, there] = await Promise.all([startTestService(), startTestService()]);
});
afterAll(async () => {
  await here?.close();
  await there?.close();
});

interface Account {
  readonly on: TestService;
  readonly user: TestUser;
}

const exported = ({ on, user }: Account): Promise<Buffer> => on.export(user);

/** Imports what `from` has. */
async function carry(from: Account | Buffer, { on, user }: Account, mode = 'merge') {
  const { status, body } = await on.import(user, Buffer.isBuffer(from) ? from : await exported(from), mode);
  expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined });
  return body.effects;
}

/** An import that met all rows of the archive, and changed none. */
function expectUnchanged(effects: Awaited<ReturnType<typeof carry>>): void {
  for (const { name } of CAROL_KINDS)
    expect({ name, ...effects[name] }).toMatchObject({ name, create: 0, update: 0, delete: 0 });
}

const forget = ({ on, user }: Account): Promise<unknown> =>
  on.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [user.id]);

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

describe('along any path', () => {
  const PLACES = ['here', 'here', 'here', 'there', 'there'] as const;
  const account = fc.nat({ max: PLACES.length - 1 });
  const graph = graphArbitrary(CAROL_KINDS, { maxRows: 2 });
  const leaves = CAROL_KINDS.filter(
    (kind) =>
      GRAPH.childrenOf(kind).length === 0 &&
      !CAROL_KINDS.some((other) =>
        linkFields(other).some((field) => targetsOf(field, GRAPH.blobKind).includes(kind.name)),
      ),
  );
  const move = (mode: string) => fc.record({ step: fc.constant(mode), from: account, at: account });
  const step = fc.oneof(
    { weight: 6, arbitrary: move('merge') },
    { weight: 2, arbitrary: move('fill') },
    { weight: 2, arbitrary: move('replace') },
    { weight: 2, arbitrary: fc.record({ step: fc.constant('add'), at: account, graph }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('change'), at: account }) },
    { weight: 2, arbitrary: fc.record({ step: fc.constant('remove'), at: account, seed: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('renew'), at: account }) },
  );

  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

  const withoutProfile = (data: Graph): Graph => ({
    ...data,
    rows: { ...data.rows, profile: [], profileContacts: [] },
  });

  /** What a person does in the app. */
  async function editRows({ on, user }: Account, step: Step): Promise<void> {
    const sql = on.instance.dataSource;
    if ('graph' in step) return give(on, user, withoutProfile(step.graph));
    if ('seed' in step) {
      const { table } = leaves[step.seed % leaves.length] ?? { table: '' };
      await sql.query(`DELETE FROM "${table}" WHERE user_id = $1 AND id = (SELECT max(id) FROM "${table}" WHERE user_id = $1)`, [user.id]); // prettier-ignore
    } else
      await sql.query(`UPDATE person SET updated_at = now(), given_name = given_name || '!' WHERE user_id = $1`, [user.id]); // prettier-ignore
  }

  /** An import adds what the account does not have, by what it is known by, and nothing else. */
  async function carriedOnce(from: Account, to: Account, mode: string): Promise<void> {
    const archive = await exported(from);
    const [brought, before] = [await canonicalIds(archive), await canonicalIds(await exported(to))];
    const effects = await carry(archive, to, mode);
    const after = await canonicalIds(await exported(to));
    for (const { name, singleton } of CAROL_KINDS) {
      const [bring, had, has] = [brought[name] ?? [], before[name] ?? [], after[name] ?? []];
      const all = mode === 'replace' ? bring : [...new Set([...had, ...bring])].sort();
      if (singleton) expect({ name, rows: has.length }).toEqual({ name, rows: Math.min(1, all.length) });
      else {
        expect({ name, has }).toEqual({ name, has: all });
        const create = bring.filter((id) => !had.includes(id)).length;
        expect({ name, create: effects[name]?.create }).toEqual({ name, create });
      }
    }
  }

  it('each account has one row for each thing, and what it has is never added again', async () => {
    await fc.assert(
      fc.asyncProperty(graph, fc.array(step, { minLength: 4, maxLength: 8 }), async (first, steps) => {
        const accounts: Account[] = [];
        for (const place of PLACES) {
          const on = place === 'here' ? here : there;
          accounts.push({ on, user: await on.createUser() });
        }
        const at = (index: number): Account => accounts[index] as Account;
        await give(here, at(0).user, first);
        for (const step of steps) {
          if ('from' in step) await carriedOnce(at(step.from), at(step.at), step.step);
          else if (step.step === 'renew') {
            await forget(at(step.at));
            accounts[step.at] = { ...at(step.at), user: await at(step.at).on.createUser() };
          } else await editRows(at(step.at), step);
        }
        // Twice around, and everybody has everything, with the same values.
        const ring = accounts.map((from, index) => [from, at((index + 1) % accounts.length)] as const);
        for (const [from, to] of [...ring, ...ring].slice(0, -2)) await carry(from, to);
        const archives = await Promise.all(accounts.map(exported));
        for (const archive of archives) for (const to of accounts) expectUnchanged(await carry(archive, to));
        for (const { on, user } of accounts) await forget({ on, user });
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });
});
