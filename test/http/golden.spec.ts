/** The archives that released versions have written import for ever, with the same effects. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { CAROL_GRAPH } from '../../src/carol/graph.js';
import type { Effects, KindEffects } from '../../src/portability/index.js';
import { IMPORT_MODES, MODES, type Mode } from '../../src/portability/kinds.js';
import { readFiles } from '../support/archive-files.js';
import { sha256Of } from '../../src/portability/testing/media-files.js';
import { goldenArchive } from '../support/golden.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

const { archive: ARCHIVE, sha256: FROZEN } = goldenArchive(1);

/** Of the areas that it holds: later ones are not in it. */
const COUNTS: Readonly<Record<string, number>> = {
  profile: 1,
  profileContacts: 6,
  skillSections: 2,
  skills: 7,
  education: 2,
  jobs: 2,
  positions: 2,
  projects: 2,
  contributions: 2,
  contributionSkills: 2,
  people: 4,
  personContacts: 2,
  personAddresses: 2,
  personDates: 2,
  personLinks: 2,
  personTags: 2,
  personAffiliations: 2,
  personRelationships: 3,
  personInteractions: 2,
  organizations: 3,
  organizationLinks: 2,
  organizationKeyPeople: 2,
  notes: 6,
  noteAttachments: 3,
  media: 4,
};

const GRAPH = CAROL_GRAPH;

const none: Effects = { create: 0, update: 0, unchanged: 0, delete: 0, keep: 0, skip: 0 };

/** All rows with one effect, but for the kinds named. */
const effects = (
  effect: keyof Effects,
  others: Readonly<Record<string, Partial<Effects>>> = {},
): KindEffects =>
  Object.fromEntries(
    CAROL_KINDS.map(({ name }) => [name, { ...none, ...(others[name] ?? { [effect]: COUNTS[name] ?? 0 }) }]),
  );

let service: TestService;
let user: TestUser;
beforeAll(async () => {
  service = await startTestService();
  user = await service.createUser();
});
afterAll(() => service?.close());

const sql = <Row>(text: string): Promise<Row[]> => service.instance.dataSource.query(text) as Promise<Row[]>;

/**
 * The released texts that begin with a blank or a line break stand in literal blocks, which some readers do not read: they are
 * written in double quotes now.
 */
const spelledToday = (text: string): string =>
  text.replaceAll(
    /^( *)(\w+): (?:\|2[+-]?|\|[+-]?(?=\n\n))\n(?:\1 {2}.*\n|\n)*/gm,
    (block, indent: string, key: string) =>
      `${indent}${key}: ${JSON.stringify((load(block) as Record<string, string>)[key])}\n`,
  );

describe('the golden archive of format 1', () => {
  it('is the file that was released', () => {
    expect(sha256Of(ARCHIVE)).toBe(FROZEN);
  });

  it('is created whole in an empty account', async () => {
    const preview = await service.preview(user, ARCHIVE);
    expect(preview.body).toMatchObject({
      valid: true,
      errors: [],
      warnings: [],
      archive: { formatVersion: 1, appVersion: '1.0.0', counts: COUNTS, media: { files: 4, bytes: 410 } },
      effects: Object.fromEntries(IMPORT_MODES.map((mode) => [mode, effects('create')])),
    });
    const result = await service.import(user, ARCHIVE, 'replace', FROZEN);
    expect(result.body).toMatchObject({
      effects: effects('create'),
      media: { stored: 4, reused: 0, removed: 0, bytes: 410 },
    });
  });

  it('stands in the tables to the letter', async () => {
    const [person] = await sql(
      `SELECT custom_fields->>'exact' AS exact, custom_fields->>'trailingZeros' AS zeros, custom_fields->'__proto__' AS proto, custom_fields->>'text' AS text
       FROM person WHERE id = '60000000-0000-4000-8000-000000000001'`,
    );
    expect(person).toEqual({
      exact: '1234567890123456789012345678901234567890.12345678901234567891',
      zeros: '1.500',
      proto: { polluted: true },
      text: 'NEL \x85 LS \u2028 PS \u2029 BOM \uFEFF bell \x07 DEL \x7F',
    });
    expect(await sql(`SELECT given_name, birthday FROM person WHERE id LIKE '6%4'`)).toEqual([
      {
        given_name: '\x85\u2028\u2029\uFEFF\t\r\n\v\f\x1B\x01\x9F\xA0\u3000\xAD',
        birthday: '1780',
      },
    ]);
    expect(
      await sql(
        `SELECT created_at AT TIME ZONE 'UTC' = '0001-01-01' AND updated_at AT TIME ZONE 'UTC' = '9999-12-31 23:59:59.999999' AS exact, birth_date::text FROM profile`,
      ),
    ).toEqual([{ exact: true, birth_date: '1815-12-10' }]);
    expect(
      await sql(
        `SELECT to_char(created_at AT TIME ZONE 'UTC', 'US') AS micros, to_char(updated_at AT TIME ZONE 'UTC', 'HH24:MI:SS.US') AS utc FROM job WHERE remote`,
      ),
    ).toEqual([{ micros: '000001', utc: '00:00:00.100000' }]);
    expect(await sql(`SELECT years::text, last_used FROM skill WHERE level = 'advanced'`)).toEqual([
      { years: '-999.9', last_used: '--02-29' },
    ]);
  });

  it('is exported as the same files, where its version is the newest', async () => {
    const { archive } = goldenArchive(GRAPH.format.version);
    const other = await startTestService();
    const owner = await other.createUser();
    await other.import(owner, archive, 'replace');
    const released = await readFiles(archive);
    const now = await readFiles(await other.export(owner));
    await other.close();
    const content = (files: ReadonlyMap<string, Buffer>) =>
      [...files].filter(([path]) => /^(\w+\.yaml|media\/.*)$/.test(path) && path !== 'manifest.yaml');
    const later = GRAPH.areas.map(({ file }) => file).filter((file) => !released.has(file));
    for (const file of later) expect(String(now.get(file))).toMatch(/^#.*\n\{\}\n$/);
    const held = content(now).filter(([path]) => !later.includes(path));
    expect(held.map(([path]) => path)).toEqual(content(released).map(([path]) => path));
    for (const [path, bytes] of held) {
      const before = path.endsWith('.yaml')
        ? Buffer.from(spelledToday(String(released.get(path))))
        : released.get(path);
      expect([path, bytes.toString('latin1')]).toEqual([path, before?.toString('latin1')]);
    }
  });

  it('changes nothing where it is already, and is added anew as copies', async () => {
    const { body } = await service.preview(user, ARCHIVE);
    const copies = Object.fromEntries(
      CAROL_KINDS.map(({ name }) => {
        const rows = COUNTS[name] ?? 0;
        return [name, { ...none, keep: rows, [name.startsWith('profile') ? 'skip' : 'create']: rows }];
      }),
    );
    expect(body.effects).toEqual(
      Object.fromEntries(
        Object.entries<Mode>(MODES).map(([name, { identity }]) => [
          name,
          identity === 'fresh' ? copies : effects('unchanged'),
        ]),
      ),
    );
  });

  it('has exactly these effects over an account that went on', async () => {
    await sql(`UPDATE organization SET name = 'Renamed' WHERE id LIKE '7%3'`);
    await sql(`DELETE FROM note_attachment`);
    await sql(`DELETE FROM note WHERE id LIKE '8%1'`);
    await sql(`INSERT INTO person_tag (id, user_id, person_id, tag)
      SELECT gen_random_uuid(), user_id, id, 'new' FROM person WHERE id LIKE '6%3'`);
    const common = {
      organizations: { update: 1, unchanged: 2 },
      notes: { create: 1, unchanged: 5 },
      noteAttachments: { create: 3 },
    };
    const expected = {
      replace: effects('unchanged', { ...common, personTags: { unchanged: 2, delete: 1 } }),
      merge: effects('unchanged', { ...common, personTags: { unchanged: 2, keep: 1 } }),
      fill: effects('unchanged', {
        ...common,
        organizations: { skip: 1, keep: 1, unchanged: 2 },
        personTags: { unchanged: 2, keep: 1 },
      }),
    };
    const { body } = await service.preview(user, ARCHIVE);
    expect(body.effects).toMatchObject(expected);
    expect((await service.import(user, ARCHIVE, 'merge')).body.effects).toEqual(expected.merge);
    const result = await service.import(user, ARCHIVE, 'replace');
    expect(result.body.effects).toEqual(effects('unchanged', { personTags: { unchanged: 2, delete: 1 } }));
  });
});
