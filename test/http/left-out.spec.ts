/** Rows that are left out of an import: what goes with them, and what stays because of them. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { IMPORT_MODES } from '../../src/portability/kinds.js';
import { rowVersions } from '../support/mode-laws.js';
import { GRAPH, idOf, sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service?.close());

const sql = (query: string, parameters: unknown[]): Promise<unknown> =>
  service.instance.dataSource.query(query, parameters);

const count = async (user: TestUser, kind: string): Promise<number> => {
  const { table } = GRAPH.kind(kind);
  const [row] = (await sql(`SELECT count(*) FROM "${table}" WHERE user_id = $1`, [user.id])) as [
    { readonly count: string },
  ];
  return Number(row.count);
};

describe('a row that is left out', () => {
  it.each(IMPORT_MODES)('goes with what nests under it, with %s', async (mode) => {
    const graph = sampleGraph();
    const archive = await service.export(await userWith(service, graph));
    const user = await service.createUser();
    const person = idOf(graph, 'people');
    const { items } = await service.items(user, archive, mode, { skip: [person] });
    const reasons = new Map(items.map(({ id, reason }) => [id, reason]));
    expect(reasons.get(person)).toBe('left-out');
    expect(reasons.get(idOf(graph, 'personTags'))).toBe('parent-left-out');
    expect(reasons.get(idOf(graph, 'organizationKeyPeople'))).toBe('reference-outside');
    expect(reasons.get(idOf(graph, 'people', 1))).toBeUndefined();
    expect(items.find(({ id }) => id === idOf(graph, 'personTags'))?.label).toBe(
      'plain givenName 0 plain familyName 0: plain tag 0',
    );
    await service.import(user, archive, mode, { skip: [person] });
    for (const kind of CAROL_KINDS) {
      const told = items.filter((item) => item.kind === kind.name && item.effect === 'create').length;
      expect([kind.name, await count(user, kind.name)]).toEqual([kind.name, told]);
    }
  });

  it('stays as it is where the account has it, with what it has of its own', async () => {
    const graph = sampleGraph();
    const user = await userWith(service, graph);
    const archive = await service.export(user);
    const person = idOf(graph, 'people');
    await sql(`UPDATE person SET nickname = 'mine' WHERE id = $1`, [person]);
    await sql(`INSERT INTO person_tag (id, user_id, person_id, tag) VALUES ($1, $2, $3, 'mine')`, [
      randomUUID(),
      user.id,
      person,
    ]);
    const before = await rowVersions(service, user);
    const choice = { skip: [person] };
    const { body } = await service.preview(user, archive, choice);
    expect(body.effects?.['replace']).toMatchObject({
      people: { update: 0, unchanged: 1, keep: 1, skip: 1, delete: 0 },
      personTags: { unchanged: 1, keep: 2, skip: 1, delete: 0 },
    });
    expect(body.warnings.filter(({ code }) => code.startsWith('reference'))).toEqual([]);
    expect(await service.import(user, archive, 'replace', choice)).toMatchObject({ status: 200 });
    expect(await rowVersions(service, user)).toEqual(before);
  });

  it('keeps a mode closed that would delete what it refers to', async () => {
    const graph = sampleGraph();
    const user = await userWith(service, graph);
    const archive = await service.export(user);
    const own = randomUUID();
    await sql(`INSERT INTO organization (id, user_id, name) VALUES ($1, $2, 'Mine')`, [own, user.id]);
    const affiliation = idOf(graph, 'personAffiliations');
    await sql(`UPDATE person_affiliation SET organization_id = $1 WHERE id = $2`, [own, affiliation]);
    const before = await rowVersions(service, user);
    const choice = { skip: [affiliation] };
    const { body } = await service.preview(user, archive, choice);
    expect(body.effects).toMatchObject({ replace: null, merge: {} });
    expect(body.warnings).toContainEqual(
      expect.objectContaining({
        mode: 'replace',
        code: 'kept-reference',
        kind: expect.any(String),
        count: expect.any(Number),
      }),
    );
    expect(await service.import(user, archive, 'replace', choice)).toMatchObject({ status: 422 });
    expect(await rowVersions(service, user)).toEqual(before);
  });
});
