/** Real data, the main job: the US Congress and a résumé as one archive, written by a foreign program, imported in every mode. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Effects, KindEffects } from '../../src/portability/index.js';
import { IMPORT_MODES, type ImportMode, MODES } from '../../src/portability/kinds.js';
import { timelessFiles } from '../support/archive-files.js';
import { readTree } from '../support/foreign-archive.js';
import { nameless } from '../support/nameless.js';
import { hasRealData, readRealData, REAL_DATA_TIME, type RealData } from '../support/real-data.js';
import { personId } from '../support/real-data/congress.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { ALL_KINDS, countTree, type Tree, type TreeRow } from '../support/tree.js';

/** Milliseconds in which an import of some 14,000 rows is done on a machine that is busy with other things. */
const PATIENCE = 30_000;

let service: TestService;
let real: RealData;
let counts: Readonly<Record<string, number>>;

const none: Effects = { create: 0, update: 0, unchanged: 0, delete: 0, keep: 0, skip: 0 };

/** The same effects for every row of each kind. */
const all = (effect: keyof Effects): KindEffects =>
  Object.fromEntries(ALL_KINDS.map((kind) => [kind, { ...none, [effect]: counts[kind] }]));

/** What a preview tells of every mode. */
const inEveryMode = (effects: (mode: ImportMode) => KindEffects): Readonly<Record<string, KindEffects>> =>
  Object.fromEntries(IMPORT_MODES.map((mode) => [mode, effects(mode)]));

/** The tree with the times that rows without any get, and with nothing left out that an export writes. */
function asExported(tree: Tree): Tree {
  const exported = (row: TreeRow): TreeRow => ({
    ...Object.fromEntries(
      Object.entries(row).map(([key, value]) => [
        key,
        isRows(key, value) ? rows(value as Tree[string]) : value,
      ]),
    ),
    createdAt: REAL_DATA_TIME,
    updatedAt: REAL_DATA_TIME,
  });
  const rows = (of: Tree[string]) =>
    Object.fromEntries(Object.entries(of ?? {}).map(([id, row]) => [id, exported(row)]));
  return { media: {}, ...Object.fromEntries(Object.entries(tree).map(([area, of]) => [area, rows(of)])) };
}

const isRows = (key: string, value: unknown): boolean =>
  key !== 'customFields' && typeof value === 'object' && !Array.isArray(value);

const query = <Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> =>
  service.instance.dataSource.query(sql, [...parameters]) as Promise<Row[]>;

/** Frees the UUIDs for the next user. */
const forget = (user: TestUser) => query('DELETE FROM "user" WHERE id = $1', [user.id]);

(hasRealData ? describe : describe.skip)('the real data of ../shared/data', () => {
  beforeAll(async () => {
    real = await readRealData();
    counts = countTree(real.tree);
    service = await startTestService();
  });
  afterAll(() => service?.close());

  it('is all there: members, terms, offices, seats, committees, and a whole résumé', () => {
    const { members, offices, committees, seats } = real.congress;
    const subcommittees = committees.flatMap(({ subcommittees: list = [] }) => list);
    expect(counts).toMatchObject({
      people: members.length + real.resume.references.length,
      personAffiliations: members.flatMap(({ terms }) => terms).length,
      personAddresses: offices.flatMap(({ offices: list }) => list).length,
      personTags: 2 * members.length,
      organizationKeyPeople: Object.values(seats).flat().length,
      organizations: 2 + committees.length + subcommittees.length + 5,
      profile: 1,
      jobs: 2,
      positions: 2,
      skills: 8,
      contributions: 3,
      contributionSkills: 9,
      notes: 2,
    });
    expect(counts['people']).toBeGreaterThan(530);
    expect(counts['personAddresses']).toBeGreaterThan(1_300);
    expect(counts['organizationKeyPeople']).toBeGreaterThan(3_800);
  });

  it.each(IMPORT_MODES)('is imported as announced, in seconds: %s', async (mode) => {
    const user = await service.createUser();
    const preview = await service.preview(user, real.archive);
    expect(preview.body).toMatchObject({ valid: true, errors: [], warnings: [], archive: { counts } });
    expect(preview.body.effects).toEqual(inEveryMode(() => all('create')));

    const result = await service.import(user, real.archive, mode, preview.body.archive.sha256);
    expect(result.body).toMatchObject({ mode, warnings: [], effects: all('create'), archive: { counts } });
    expect(result.body.durationMs).toBeLessThan(PATIENCE);

    const exported = await readTree(await service.export(user));
    if (mode === 'copies') expect(nameless(exported)).toEqual(nameless(asExported(real.tree)));
    else expect(exported).toEqual(asExported(real.tree));
    await forget(user);
  });

  describe('in one account', () => {
    /** Who has all of it at the moment. */
    let user: TestUser;
    beforeAll(async () => {
      user = await service.createUser();
      await service.import(user, real.archive, 'replace');
    });

    it('stands in the tables as it was written', async () => {
      const lujan = real.congress.members.find(({ name }) => name.last === 'Luján');
      const [person] = await query<Record<string, unknown>>(
        `SELECT given_name, family_name, birthday, custom_fields->'identifiers' AS identifiers FROM person WHERE id = $1`,
        [personId(lujan?.id.bioguide ?? '')],
      );
      expect(person).toEqual({
        given_name: 'Ben',
        family_name: 'Luján',
        birthday: lujan?.bio.birthday,
        identifiers: lujan?.id,
      });

      const [chair] = await query(
        `SELECT p.family_name, o.name, parent.name AS chamber FROM organization_key_person k
         JOIN person p ON p.id = k.person_id JOIN organization o ON o.id = k.organization_id JOIN organization parent ON parent.id = o.parent_id
         WHERE k.user_id = $1 AND k.role = 'Chairman' AND o.name LIKE '%Agriculture, Nutrition%'`,
        [user.id],
      );
      expect(chair).toEqual({
        family_name: 'Boozman',
        name: 'Senate Committee on Agriculture, Nutrition, and Forestry',
        chamber: 'Senate',
      });

      const [position] = await query(
        `SELECT j.company, p.highlights FROM job_position p JOIN job j ON j.id = p.job_id WHERE p.user_id = $1 AND p.title = 'CEO/President'`,
        [user.id],
      );
      expect(position).toEqual({ company: 'Pied Piper', highlights: real.resume.work[0]?.highlights });

      const [taken] = await query(
        `SELECT count(*)::int AS rows FROM person_affiliation a JOIN organization o ON o.id = a.organization_id WHERE a.user_id = $1 AND o.name = 'Senate'`,
        [user.id],
      );
      const terms = real.congress.members.flatMap((member) => member.terms);
      expect(taken).toEqual({ rows: terms.filter(({ type }) => type === 'sen').length });
    });

    it('comes back the same: export, replace, export', async () => {
      const first = await service.export(user);
      const again = await service.import(user, first, 'replace');
      expect(again.body.effects).toEqual(all('unchanged'));
      expect(await timelessFiles(await service.export(user))).toEqual(await timelessFiles(first));

      const heir = await service.createUser();
      await forget(user);
      const moved = await service.import(heir, first, 'replace');
      expect(moved.body.effects).toEqual(all('create'));
      expect(await timelessFiles(await service.export(heir))).toEqual(await timelessFiles(first));
      user = heir;
    });

    it('changes nothing when it is merged or replaced once more, and doubles as copies', async () => {
      const { body } = await service.preview(user, real.archive);
      const doubled: KindEffects = Object.fromEntries(
        ALL_KINDS.map((kind) => {
          const rows = counts[kind] ?? 0;
          return [kind, { ...none, keep: rows, [kind.startsWith('profile') ? 'skip' : 'create']: rows }];
        }),
      );
      expect(body.effects).toEqual(
        inEveryMode((mode) => (MODES[mode].identity === 'fresh' ? doubled : all('unchanged'))),
      );
      const copied = await service.import(user, real.archive, 'copies');
      expect(copied.body.effects).toEqual(doubled);
      const people = await query('SELECT id FROM person WHERE user_id = $1', [user.id]);
      expect(people).toHaveLength(2 * (counts['people'] ?? 0));
    });
  });
});
