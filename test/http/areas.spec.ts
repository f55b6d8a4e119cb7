/** An area that an archive does not hold is left as it is: one that is younger than the archive, one that was left out. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import pg from 'pg';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { openDemo } from '../../src/demo.js';
import { IMPORT_MODES, defineKind, optional, reference, text } from '../../src/portability/kinds.js';
import { edit, readFiles } from '../support/archive-files.js';
import { rowVersions } from '../support/mode-laws.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { GRAPH, idOf, sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

const GOLDEN = readFileSync(new URL('../golden/v1/carol-export-v1.tar.gz', import.meta.url));

/** Made up: nobody archives it but this file. */
const sundials = defineKind({
  name: 'sundials',
  table: 'sundial',
  area: 'sundials',
  description: 'A sundial.',
  noun: ['sundial', 'sundials'],
  fields: {
    title: text('What is written on it.'),
    madeById: optional(reference('Who made it.', 'people')),
  },
  order: ['title'],
});

async function withSundials(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`CREATE TABLE sundial (
    id text PRIMARY KEY, user_id text NOT NULL REFERENCES "user" (id) ON DELETE CASCADE, title text NOT NULL, made_by_id text,
    created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (user_id, made_by_id) REFERENCES person (user_id, id) DEFERRABLE)`);
  await client.end();
  return database;
}

describe('With one more area declared', () => {
  let today: TestService;
  let service: TestService;
  beforeAll(async () => {
    today = await startTestService();
    service = await startTestService(
      {},
      { kinds: [...CAROL_KINDS, sundials], database: await withSundials() },
    );
  });
  afterAll(async () => {
    await today?.close();
    await service?.close();
  });

  const addSundial = (user: TestUser, person: string | null = null): Promise<unknown> =>
    service.instance.dataSource.query(
      `INSERT INTO sundial (id, user_id, title, made_by_id) VALUES ($1, $2, 'Carpe diem', $3)`,
      [randomUUID(), user.id, person],
    );
  const sundialsOf = (user: TestUser): Promise<unknown[]> =>
    service.instance.dataSource.query('SELECT title FROM sundial WHERE user_id = $1', [user.id]);

  it('a fresh start has its demo account', async () => {
    const account = await openDemo(service.server.app, () => undefined);
    for (const { name, table } of [...CAROL_KINDS, sundials]) {
      const [row] = await service.instance.dataSource.query<[{ count: string }]>(
        `SELECT count(*) FROM "${table}" WHERE user_id = $1`,
        [account?.id],
      );
      expect({ name, isThere: Number(row.count) > 0 }).toEqual({ name, isThere: name !== sundials.name });
    }
  });

  describe.each(IMPORT_MODES)('%s', (mode) => {
    it.each<readonly [string, () => Promise<Buffer>]>([
      ['the golden archive', () => Promise.resolve(GOLDEN)],
      [
        'an archive of an instance that does not know it',
        async () => today.export(await userWith(today, sampleGraph())),
      ],
    ])('takes %s, and leaves the area as it is', async (_, make) => {
      const archive = await make();
      const user = await service.createUser();
      await addSundial(user);
      const preview = await service.preview(user, archive);
      expect(preview.body).toMatchObject({ valid: true, errors: [], warnings: [] });
      expect(preview.body.effects?.[mode]?.['sundials']).toEqual({
        ...{ create: 0, update: 0, unchanged: 0, delete: 0, skip: 0 },
        keep: 1,
      });
      const result = await service.import(user, archive, mode);
      expect(result).toMatchObject({ status: 200, body: { effects: preview.body.effects?.[mode] } });
      expect(await sundialsOf(user)).toHaveLength(1);
    });
  });

  it('replaces by an archive that holds it, of no entry too', async () => {
    const user = await userWith(service, sampleGraph());
    const empty = await service.export(user);
    expect(load(String((await readFiles(empty)).get('manifest.yaml')))).toMatchObject({
      areas: expect.arrayContaining(['people', 'sundials']),
    });
    await addSundial(user);
    const full = await service.export(user);
    expect((await service.import(user, empty, 'replace')).body.effects['sundials']).toMatchObject({
      delete: 1,
    });
    expect((await service.import(user, full, 'replace')).body.effects['sundials']).toMatchObject({
      create: 1,
    });
    expect(await sundialsOf(user)).toHaveLength(1);
  });

  it('does not delete what a row refers to that stays', async () => {
    const graph = sampleGraph();
    const user = await userWith(service, graph);
    const archive = await today.export(await userWith(today, { ...graph, rows: {}, files: new Map() }));
    await addSundial(user, idOf(graph, 'people'));
    const before = await rowVersions(service, user);
    const { body } = await service.preview(user, archive);
    expect(body).toMatchObject({ valid: true, effects: { replace: null, merge: {} } });
    expect(body.warnings).toEqual([
      expect.objectContaining({ mode: 'replace', code: 'kept-reference', file: 'people.yaml' }),
    ]);
    expect(body.warnings[0]?.detail).toContain('1 sundial that you have');
    expect(await service.import(user, archive, 'replace')).toMatchObject({
      status: 422,
      body: { type: '/problems/reference-broken' },
    });
    expect(await rowVersions(service, user)).toEqual(before);
  });

  it('tells an instance that does not know it which area it is', async () => {
    const archive = await service.export(await service.createUser());
    const { status, body } = await today.import(await today.createUser(), archive, 'merge');
    expect([status, body.type]).toEqual([422, '/problems/archive-unexpected-file']);
    const without = await edit(archive, {
      'sundials.yaml': () => null,
      'schema/sundials.schema.json': () => null,
    });
    const listed = await today.import(await today.createUser(), without, 'merge');
    expect(listed.body).toMatchObject({
      type: '/problems/manifest-invalid',
      errors: expect.arrayContaining([
        expect.objectContaining({ pointer: expect.stringMatching(/^#\/areas\//) }),
      ]),
    });
  });
});

describe('An area that was left out', () => {
  let service: TestService;
  let user: TestUser;
  let archive: Buffer;
  beforeAll(async () => {
    service = await startTestService();
    user = await userWith(service, sampleGraph());
    archive = await service.export(user);
  });
  afterAll(() => service?.close());

  const without = (area: string): Promise<Buffer> =>
    edit(archive, {
      'manifest.yaml': (manifest) => manifest.replace(`  - ${area}\n`, ''),
      [`${area}.yaml`]: () => null,
    });

  it.each(GRAPH.areas.map(({ name }) => name).filter((name) => name !== 'media'))(
    'of %s stays as it is, in every mode, and others may refer to it',
    async (area) => {
      const part = await without(area);
      const before = await rowVersions(service, user);
      const { body } = await service.preview(user, part);
      expect(body).toMatchObject({ valid: true, errors: [], warnings: [] });
      for (const mode of IMPORT_MODES)
        for (const kind of CAROL_KINDS.filter((each) => each.area === area)) {
          const effects = body.effects?.[mode]?.[kind.name] ?? {};
          expect({ mode, kind: kind.name, ...effects }).toMatchObject({
            ...{ create: 0, update: 0, unchanged: 0, delete: 0, skip: 0 },
          });
        }
      expect(await service.import(user, part, 'replace')).toMatchObject({ status: 200 });
      expect(await rowVersions(service, user)).toEqual(before);
    },
  );

  it('by hand is told where the manifest counts its rows, and is lost where the manifest lists it', async () => {
    const old = await edit(archive, {
      'manifest.yaml': (manifest) => manifest.replace(/^areas:\n(?: {2}- .*\n)+/m, ''),
      'skills.yaml': () => null,
    });
    const told = await service.preview(user, old);
    expect(told.body.valid).toBe(true);
    expect(told.body.warnings.map(({ code, file }) => `${code} ${file}`)).toEqual([
      'area-missing skills.yaml',
    ]);
    const lost = await edit(archive, { 'skills.yaml': () => null });
    const { body } = await service.preview(user, lost);
    expect(body).toMatchObject({ valid: false, effects: null });
    expect(body.errors.map(({ code, file }) => `${code} ${file}`)).toEqual(['area-missing skills.yaml']);
  });
});
