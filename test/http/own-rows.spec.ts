/** An archive meets rows that the importer has: under UUIDs that they had to take, of other kinds, the one profile, and newer ones. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import type { Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { readRows } from '../support/rows.js';
import { NOTHING, GRAPH, idOf, packGraph, renamed, sampleGraph } from '../support/sample.js';
import { expectRefused } from '../support/refusals.js';
import { fingerprint, userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { PROFILE_EFFECTS } from './profile-effects.js';

const KINDS = CAROL_KINDS.map(({ name }) => name);

let service: TestService;
let theirs: Graph;
beforeAll(async () => {
  service = await startTestService();
  theirs = sampleGraph();
  await userWith(service, theirs);
});

afterAll(() => service?.close());

describe('a replacement', () => {
  const stable = async (user: TestUser, archive: Buffer): Promise<void> => {
    const before = await fingerprint(service);
    const again = await service.import(user, archive, 'merge');
    for (const kind of KINDS)
      expect({ kind, ...again.body.effects[kind] }).toMatchObject({ kind, create: 0, update: 0 });
    expect(await fingerprint(service)).toBe(before);
  };

  it('is found again by every later merge, also when the other’s row has gone', async () => {
    const owner = await userWith(service, sampleGraph());
    const archive = await service.export(owner);
    const user = await service.createUser();
    expect((await service.import(user, archive, 'merge')).status).toBe(200);
    await stable(user, archive);
    await service.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [owner.id]);
    await stable(user, archive);
  });

  it.each([true, false])(
    'and the original can both stand in an archive (the original still taken: %s)',
    async (taken) => {
      const graph = { ...sampleGraph() };
      const owner = await userWith(service, graph);
      const original = idOf(graph, 'organizations');
      const archive = await service.export(owner);
      const user = await service.createUser();
      await service.import(user, archive, 'merge');
      const rows = await readRows(service.instance.dataSource, user.id);
      const derived = rows['organizations']?.find(
        ({ values }) => values['name'] === graph.rows['organizations']?.[0]?.values['name'],
      );
      const both = await packGraph(NOTHING, (trees) => {
        trees['organizations'] = {
          [original]: { name: 'Original' },
          [derived?.id ?? '']: { name: 'Derived', parentId: original },
        };
      });
      if (!taken) await service.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [owner.id]);
      const first = await service.import(user, both, 'merge');
      expect(first.body.effects['organizations']).toMatchObject({ create: 1, update: 1 });
      await stable(user, both);
      if (taken) {
        await service.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [owner.id]);
        await stable(user, both);
      }
      expect((await service.preview(user, await service.export(user))).body).toMatchObject({ valid: true });
    },
  );

  it('never takes a UUID that the importer has for something else', async () => {
    // Both rows have one UUID, in archives of two other people: both replacements begin as the same.
    const shared = randomUUID();
    const [one, other] = [sampleGraph(), sampleGraph()];
    await userWith(service, renamed(one, { [idOf(one, 'people')]: shared }));
    await userWith(service, renamed(other, { [idOf(other, 'organizations')]: shared }));
    const user = await service.createUser();
    for (const area of ['people', 'organizations']) {
      const archive = await packGraph(NOTHING, (trees) => {
        trees[area] = { [shared]: area === 'people' ? { givenName: 'Ada' } : { name: 'Engines' } };
      });
      expect((await service.import(user, archive, 'merge')).body.effects[area]).toMatchObject({ create: 1 });
      await stable(user, archive);
    }
    expect((await service.preview(user, await service.export(user))).body).toMatchObject({
      valid: true,
      errors: [],
    });
  });
});

describe('a UUID that the importer has for a row of another kind', () => {
  it('is replaced, whatever the kinds are', async () => {
    const sections = KINDS.map((_, position) => ({
      id: randomUUID(),
      values: {
        ...sampleGraph().rows['skillSections']?.[0]?.values,
        position,
      },
    }));
    const user = await userWith(service, { rows: { skillSections: sections }, files: new Map() });
    const mine = sampleGraph();
    const others = KINDS.filter((kind) => kind !== 'skillSections');
    const names = others.map((kind, index) => [idOf(mine, kind), sections[index]?.id ?? '']);
    const archive = await packGraph(renamed(mine, Object.fromEntries(names)));
    const first = await service.import(user, archive, 'merge');
    const again = await service.import(user, archive, 'merge');
    const round = await service.import(user, await service.export(user), 'replace');
    for (const kind of others) {
      const rows = mine.rows[kind]?.length;
      expect({ kind, ...first.body.effects[kind] }).toMatchObject({ kind, create: rows, update: 0 });
      expect({ kind, ...again.body.effects[kind] }).toMatchObject({ kind, create: 0, unchanged: rows });
      expect({ kind, ...round.body.effects[kind] }).toMatchObject({ kind, create: 0, unchanged: rows });
    }
    expect(round.body.effects['skillSections']).toMatchObject({ unchanged: sections.length + 2 });
  });
});

describe('the one profile', () => {
  const alone = (graph: Graph): Graph => ({
    rows: { profile: graph.rows['profile'] ?? [], profileContacts: graph.rows['profileContacts'] ?? [] },
    files: new Map(),
  });
  const bare = (): Graph => {
    const graph = sampleGraph();
    const profile = graph.rows['profile']?.[0];
    return alone({
      ...graph,
      rows: {
        ...graph.rows,
        profile: profile ? [{ ...profile, values: { ...profile.values, avatar: null } }] : [],
      },
    });
  };

  const ZERO = { create: 0, update: 0, unchanged: 0, delete: 0, keep: 0, skip: 0 };

  it.each(Object.keys(PROFILE_EFFECTS['merge'] ?? {}))('here and in the archive: %s', async (which) => {
    const [here, there = ''] = which.split('/');
    for (const [index, [mode, expected]] of Object.entries(PROFILE_EFFECTS).entries()) {
      const [own, other] = [bare(), bare()];
      for (const { id, values } of other.rows['profile'] ?? [])
        Object.assign(values, {
          fullName: 'Somebody else',
          summary: `I am ${id}, not ${idOf(own, 'profile')}.`,
        });
      const user = await userWith(service, here === 'own' ? own : NOTHING);
      const archived = { new: other, same: own, other, taken: other }[there] ?? NOTHING;
      const archive = await packGraph(
        there === 'taken'
          ? renamed(archived, { [idOf(archived, 'profile')]: idOf(theirs, 'profile') })
          : archived,
      );
      const preview = index === 0 ? await service.preview(user, archive) : undefined;
      const result = await service.import(user, archive, mode);
      const [profile, contacts] = expected[which] ?? [{}, {}];
      expect({ mode, ...result.body.effects['profile'] }).toEqual({ mode, ...ZERO, ...profile });
      expect({ mode, ...result.body.effects['profileContacts'] }).toEqual({ mode, ...ZERO, ...contacts });
      if (preview) expect(preview.body.effects?.[mode]).toEqual(result.body.effects);
      const rows = await readRows(service.instance.dataSource, user.id);
      const gone = which === 'none/none' || (mode === 'replace' && there === 'none');
      expect(rows['profile']?.length).toBe(gone ? 0 : 1);
      if (here === 'own' && !gone) expect(rows['profile']?.[0]?.id).toBe(idOf(own, 'profile'));
    }
  });

  it('stands only once in an archive', async () => {
    const graph = bare();
    const archive = await packGraph(graph, (trees) => {
      trees['profile'] = { ...trees['profile'], [randomUUID()]: { fullName: 'Another' } };
    });
    await expectRefused(service, archive, { slug: 'validation-failed', codes: ['singleton'] });
  });
});

describe('an archive that is older than what is here', () => {
  it('is taken, with a warning that counts the rows of each kind', async () => {
    const graph = sampleGraph();
    const user = await userWith(service, graph);
    const archive = await service.export(user);
    for (const kind of CAROL_KINDS) {
      const column = kind.fields.find(({ type }) => type === 'text' || type === 'markdown')?.column;
      if (column === undefined || kind.blob) continue;
      await service.instance.dataSource.query(
        `UPDATE "${kind.table}" SET "${column}" = 'newer', updated_at = '2025-01-01T00:00:00Z' WHERE id = $1`,
        [idOf(graph, kind.name)],
      );
    }
    const touched = CAROL_KINDS.filter(
      (kind) => !kind.blob && kind.fields.some(({ type }) => type === 'text' || type === 'markdown'),
    ).map(({ name }) => name);
    const { body } = await service.preview(user, archive);
    expect(body.warnings).toEqual(
      touched.map((kind) =>
        expect.objectContaining({
          code: 'older-than-existing',
          kind,
          count: 1,
          file: `${GRAPH.kind(kind).area}.yaml`,
        }),
      ),
    );
    for (const kind of touched)
      expect({ kind, ...body.effects?.merge?.[kind] }).toMatchObject({ kind, update: 1, create: 0 });
    const copied = await service.import(user, archive, 'copies');
    expect(copied.body.warnings).toEqual([]);
    const merged = await service.import(user, archive, 'merge');
    expect(merged.body.warnings).toEqual(body.warnings);
    expect((await service.preview(user, archive)).body.warnings).toEqual([]);
  });
});
