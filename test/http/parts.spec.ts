/** Some areas alone: exported, previewed and imported over HTTP. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import type { PartChoice } from '../../src/portability/index.js';
import { IMPORT_MODES } from '../../src/portability/kinds.js';
import { edit, mediaIn, readFiles } from '../support/archive-files.js';
import { GRAPH, idOf, sampleGraph } from '../support/sample.js';
import { fingerprint, userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { accountsOf, historyOf, undo } from '../support/undoing.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ UNDO_DAYS: '7' });
});
afterAll(() => service?.close());
const { sql, contentOf } = accountsOf(() => service);

const manifestOf = async (archive: Buffer) =>
  load(String((await readFiles(archive)).get('manifest.yaml'))) as {
    readonly areas: readonly string[];
    readonly outside?: Readonly<Record<string, number>>;
    readonly counts: Readonly<Record<string, number>>;
    readonly media: { readonly files: number };
  };

const count = async (user: TestUser, kind: string): Promise<number> => {
  const { table } = GRAPH.kind(kind);
  const [row] = (await sql(`SELECT count(*) FROM "${table}" WHERE user_id = $1`, [user.id])) as [
    { readonly count: string },
  ];
  return Number(row.count);
};

describe('an export of a part', () => {
  it.each([
    ['people', ['people', 'media'], { organizations: 2 }, 2],
    ['skills', ['skills'], {}, 0],
    [
      'notes,projects',
      ['projects', 'notes', 'media'],
      { organizations: 3, positions: 2, skills: 2, people: 1 },
      2,
    ],
    ['media', ['media'], {}, 2],
  ] as const)('of %s has these areas, their files, and no other', async (areas, files, outside, media) => {
    const user = await userWith(service, sampleGraph());
    const archive = await service.export(user, areas.split(','));
    const entries = [...(await readFiles(archive)).keys()];
    expect(entries.filter((path) => /^[a-z]+\.yaml$/.test(path))).toEqual([
      'manifest.yaml',
      ...files.map((area) => `${area}.yaml`),
    ]);
    const manifest = await manifestOf(archive);
    expect(manifest.areas).toEqual(
      GRAPH.areas.flatMap(({ name }) => (areas.split(',').includes(name) ? [name] : [])),
    );
    expect(manifest.outside).toEqual(outside);
    expect(manifest.media.files).toBe(media);
    expect((await mediaIn(archive)).size).toBe(media);
    const { body } = await service.preview(user, archive);
    expect(body).toMatchObject({ valid: true, errors: [], warnings: [], archive: { areas: manifest.areas } });
  });

  it('says in its name and its README that it is one; of all areas it is none', async () => {
    const user = await userWith(service, sampleGraph());
    const get = (query: string, method = 'GET') =>
      fetch(`${service.url}/api/export${query}`, {
        method,
        headers: { authorization: `Bearer ${user.token}` },
      });
    for (const method of ['GET', 'HEAD']) {
      const part = await get('?areas=people', method);
      expect(part.headers.get('content-disposition')).toMatch(/-part\.tar\.gz/);
      await part.arrayBuffer();
    }
    expect(String((await readFiles(await service.export(user, ['people']))).get('README.md'))).toContain(
      'It is a part',
    );
    const all = await service.export(
      user,
      GRAPH.areas.map(({ name }) => name),
    );
    expect((await readFiles(all)).get('README.md')).toEqual(
      (await readFiles(await service.export(user))).get('README.md'),
    );
    expect(await manifestOf(all)).not.toHaveProperty('outside');
  });

  it.each(['?areas=', '?areas=people,nobody', '?areas=people&areas=notes', '?areas=,'])(
    'is refused for %s',
    async (query) => {
      const user = await service.createUser();
      const response = await fetch(`${service.url}/api/export${query}`, {
        headers: { authorization: `Bearer ${user.token}` },
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        type: '/problems/invalid-parameter',
        errors: [{ parameter: 'areas', allowed: GRAPH.areas.map(({ name }) => name) }],
      });
    },
  );
});

describe('an import of a part', () => {
  it.each<readonly [string, PartChoice | Record<string, readonly string[]>]>([
    ['an unknown area', { areas: ['nobody'] }],
    ['no area', { areas: [''] }],
    ['what is no UUID', { skip: ['ada'] }],
    ['a UUID that is not in the archive', { skip: [randomUUID()] }],
    ['more than a thousand', { skip: Array.from({ length: 1_001 }, () => randomUUID()) }],
  ])('is refused for %s, wherever it is asked for', async (_, part) => {
    const user = await userWith(service, sampleGraph());
    const archive = await service.export(user);
    const before = await fingerprint(service);
    const refused = { status: 400, body: { type: '/problems/invalid-parameter' } };
    expect(await service.preview(user, archive, part)).toMatchObject(refused);
    expect(await service.import(user, archive, 'replace', part)).toMatchObject(refused);
    await expect(service.items(user, archive, 'merge', part)).rejects.toThrow('400');
    expect(await fingerprint(service)).toBe(before);
  });

  it.each(IMPORT_MODES)(
    'empties no other area with %s, whether it was chosen, or is the only one that the archive says it holds',
    async (mode) => {
      const user = await userWith(service, sampleGraph());
      const others = ['jobs', 'notes', 'projects', 'media'];
      const [whole, part] = [
        await service.export(await service.createUser()),
        await service.export(await service.createUser(), ['education']),
      ];
      const relabelled = await edit(whole, {
        'manifest.yaml': (text) => text.replace(/^ {2}- (?!education$).*\n/gm, ''),
      });
      for (const [archive, areas] of [
        [whole, ['education']],
        [part, ['education']],
        [relabelled, undefined],
      ] as const) {
        const before = await Promise.all(others.map((kind) => count(user, kind)));
        const { status, body } = await service.import(user, archive, mode, { areas });
        expect(status).toBe(200);
        expect(body.areas).toEqual(areas);
        expect(body).not.toHaveProperty('skipped');
        expect(await Promise.all(others.map((kind) => count(user, kind)))).toEqual(before);
      }
    },
  );

  it('into an account without what it refers to empties what may be empty, and leaves out what may not', async () => {
    const graph = sampleGraph();
    const archive = await service.export(await userWith(service, graph), ['people', 'jobs']);
    const [affiliation, job] = [idOf(graph, 'personAffiliations'), idOf(graph, 'jobs')];
    for (const mode of IMPORT_MODES) {
      const user = await service.createUser();
      const { body } = await service.preview(user, archive);
      expect(body.valid).toBe(true);
      const emptied = body.warnings.filter(({ code }) => code === 'reference-emptied');
      expect(emptied).toHaveLength(2);
      expect(emptied).toContainEqual(
        expect.objectContaining({
          file: 'jobs.yaml',
          pointer: `#/${job}/organizationId`,
          kind: 'jobs',
          label: 'plain company 0, 2024-05–2024-05',
          field: 'organizationId',
        }),
      );
      expect(body.warnings).toContainEqual(
        expect.objectContaining({ code: 'reference-outside', kind: 'personAffiliations', count: 2 }),
      );
      const { items } = await service.items(user, archive, mode);
      expect(items.find(({ id }) => id === affiliation)).toMatchObject({
        effect: 'skip',
        reason: 'reference-outside',
        location: { file: 'people.yaml' },
      });
      const result = await service.import(user, archive, mode, body.plan?.[mode] ?? '');
      expect(result.body.effects).toEqual(body.effects?.[mode]);
      expect([await count(user, 'personAffiliations'), await count(user, 'jobs')]).toEqual([0, 2]);
    }
  });

  it.each(IMPORT_MODES)('refers to what the account has, also under another UUID, with %s', async (mode) => {
    const graph = sampleGraph();
    const owner = await userWith(service, graph);
    const archive = await service.export(owner, ['people']);
    // Every UUID is another's: here each row has one of its own.
    const user = await service.createUser();
    await service.import(user, await service.export(owner, ['organizations', 'people']), 'merge');
    await sql('DELETE FROM person_affiliation WHERE user_id = $1', [user.id]);
    const { body } = await service.preview(user, archive);
    expect(body.warnings.filter(({ code }) => code.startsWith('reference'))).toEqual([]);
    expect(await service.import(user, archive, mode)).toMatchObject({ status: 200 });
    const rows = await sql(
      `SELECT DISTINCT o.name FROM person_affiliation a JOIN organization o ON o.id = a.organization_id AND o.user_id = a.user_id WHERE a.user_id = $1 ORDER BY 1`,
      [user.id],
    );
    expect(rows).toEqual([{ name: 'plain name 0' }, { name: 'plain name 1' }]);
  });

  it('is a part of the plan, of the key, and is undone to the last byte', async () => {
    const graph = sampleGraph();
    const archive = await service.export(await userWith(service, graph));
    const user = await userWith(service, sampleGraph());
    const skip = [idOf(graph, 'organizations')];
    const choices: readonly PartChoice[] = [
      {},
      { areas: ['people', 'organizations'] },
      { skip },
      { areas: ['organizations', 'people'], skip },
    ];
    const plans = [];
    for (const choice of choices)
      plans.push((await service.preview(user, archive, choice)).body.plan?.['merge'] ?? '');
    expect(new Set(plans).size).toBe(choices.length);
    const [, , , both = {}] = choices;
    expect(await service.import(user, archive, 'merge', { ...both, confirm: plans[1] })).toMatchObject({
      status: 409,
    });
    const before = await contentOf(user);
    const { body } = await service.import(user, archive, 'merge', { ...both, confirm: plans[3] });
    expect(body).toMatchObject({ areas: ['people', 'organizations'], skipped: skip });
    expect(await contentOf(user)).not.toEqual(before);
    expect(await historyOf(service, user)).toMatchObject([
      { areas: ['people', 'organizations'], skipped: 1 },
    ]);
    expect(await undo(service, user, body.undo?.key ?? '')).toMatchObject({ status: 200 });
    expect(await contentOf(user)).toEqual(before);
  });
});
