/** A preview row by row: what each row is called, what becomes of it, what changes in it, and nothing of anybody else. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import type { PreviewItem } from '../../src/portability/index.js';
import { IMPORT_MODES, linkFields } from '../../src/portability/kinds.js';
import type { Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { expectAtRest, heldInDatabase } from '../support/at-rest.js';
import { watchDatabase, type DatabaseFaults } from '../support/database-faults.js';
import { expectCounts, labelKeys } from '../support/item-laws.js';
import { eventually } from '../support/raw-http.js';
import { GRAPH, idOf, MANIFEST, NOTHING, packGraph, packTexts, renamed, rowIn, sampleGraph, textsOf, treesOf } from '../support/sample.js'; // prettier-ignore
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

let service: TestService;
let database: DatabaseFaults;
beforeAll(async () => {
  service = await startTestService({ LIMIT_STALL_SECONDS: '1' });
  database = watchDatabase(service.instance.dataSource, /^BEGIN/);
});
afterEach(async () => {
  database.reset();
  await expectAtRest(service);
});
afterAll(async () => {
  database.restore();
  await service.close();
});

const find = (items: readonly PreviewItem[], kind: string, id?: string): PreviewItem | undefined =>
  items.find((item) => item.kind === kind && (id === undefined || item.id === id));

it('tells the rows of all modes where none is chosen, mode by mode', async () => {
  const user = await userWith(service, sampleGraph());
  const archive = await packGraph(sampleGraph());
  const all = await service.items(user, archive);
  expect(new Set(all.items.map(({ mode }) => mode))).toEqual(new Set(IMPORT_MODES));
  for (const mode of IMPORT_MODES) {
    const own = all.items.filter((item) => item.mode === mode);
    expectCounts(own, all.report.effects?.[mode] ?? {});
    expect((await service.items(user, archive, mode)).items).toEqual(own);
  }
  expect(all.report).toEqual((await service.preview(user, archive)).body);
});

it('calls rows what people call them', async () => {
  const graph = sampleGraph();
  const archive = await packGraph(graph, (trees) => {
    const set = (kind: string, values: object) => Object.assign(rowIn(trees, graph, kind), values);
    set('people', { givenName: 'Ada', familyName: 'Lovelace' });
    set('jobs', { company: 'Acme' });
    set('positions', { title: 'Engineer', start: '2019', end: '2021' });
    set('personTags', { tag: 'friend' });
    set('organizations', { name: 'Royal\nSociety' });
    set('personAffiliations', { title: null });
    set('personAddresses', { street: null, city: 'London' });
    set('media', { fileName: 'portrait.png' });
    set('notes', { title: null, body: `On ${'x'.repeat(300)}` });
  });
  const LABELS: Readonly<Record<string, string>> = {
    people: 'Ada Lovelace',
    positions: 'Engineer at Acme, 2019–2021',
    personTags: 'Ada Lovelace: friend',
    organizations: 'Royal Society',
    personAffiliations: 'Ada Lovelace: Royal Society',
    personAddresses: 'Ada Lovelace: London',
    media: 'portrait.png',
    notes: `On ${'x'.repeat(197)}`,
  };
  const labels = (items: readonly PreviewItem[]): Record<string, string | undefined> =>
    Object.fromEntries(
      Object.keys(LABELS).map((kind) => [kind, find(items, kind, idOf(graph, kind))?.label]),
    );
  const user = await service.createUser();
  for (const mode of IMPORT_MODES)
    expect(labels((await service.items(user, archive, mode)).items)).toEqual(LABELS);
  await service.import(user, archive, 'merge');
  // Of what is deleted, nothing is in the archive.
  expect(labels((await service.items(user, await packGraph(NOTHING), 'replace')).items)).toEqual(LABELS);
});

it('calls entries with mistakes what it calls them without, as far as the file says it', async () => {
  const graph = sampleGraph();
  const user = await service.createUser();
  const { items } = await service.items(user, await packGraph(graph), 'merge');
  const broken = await packGraph(graph, (trees) => {
    for (const { name } of CAROL_KINDS) rowIn(trees, graph, name)['nonsense'] = 1;
  });
  const { errors } = (await service.preview(user, broken)).body;
  for (const kind of CAROL_KINDS) {
    const id = idOf(graph, kind.name);
    const error = errors.find(({ pointer }) => pointer.endsWith(`${id}/nonsense`));
    const isFollowed = labelKeys(kind).some((key) => linkFields(kind).some((link) => link.key === key));
    const label = find(items, kind.name, id)?.label;
    expect({ kind: kind.name, label: error?.label }).toEqual({
      kind: kind.name,
      label: isFollowed ? expect.any(String) : label,
    });
  }
});

it('says of which rows nothing is a name', async () => {
  const graph = sampleGraph();
  const archive = await packGraph(graph, (trees) =>
    Object.assign(rowIn(trees, graph, 'notes'), { title: null, body: ' ' }),
  );
  const { items } = await service.items(await service.createUser(), archive, 'merge');
  expect(find(items, 'notes', idOf(graph, 'notes'))).toMatchObject({ label: 'note', unnamed: true });
  expect(items.filter(({ unnamed }) => unnamed)).toHaveLength(1);
});

describe('another’s rows', () => {
  /** What differs between two answers of which one was about UUIDs that somebody else has. */
  const comparable = (items: readonly PreviewItem[], graph: Graph): string =>
    Object.values(graph.rows).flat().reduce((text, { id }, index) => text.replaceAll(id, `<${index}>`), JSON.stringify(items)); // prettier-ignore

  it('that the archive’s UUIDs belong to are told like such as exist nowhere, of every kind in every mode', async () => {
    const [theirs, mine] = [sampleGraph(), sampleGraph()];
    const canary = randomUUID().slice(0, 8);
    const victim = await userWith(service, theirs);
    for (const kind of CAROL_KINDS)
      for (const { column, type } of kind.fields)
        if (type === 'text' && !kind.blob)
          await service.instance.dataSource.query(
            `UPDATE "${kind.table}" SET "${column}" = $2 WHERE user_id = $1`,
            [victim.id, canary],
          );
    const taken: Record<string, string> = {};
    const free: Record<string, string> = {};
    for (const { name } of CAROL_KINDS)
      for (const [index, { id }] of (mine.rows[name] ?? []).entries()) {
        taken[id] = idOf(theirs, name, index);
        free[id] = randomUUID();
      }
    const graphs = [renamed(mine, taken), renamed(mine, free)] as const;
    for (const round of ['nothing is there', 'imported before', 'changed since']) {
      const users = round === 'nothing is there' ? [await service.createUser(), await service.createUser()] : importers; // prettier-ignore
      const told: string[] = [];
      for (const [index, graph] of graphs.entries()) {
        const user = users[index] as TestUser;
        if (round === 'changed since')
          await service.instance.dataSource.query(`UPDATE person SET family_name = 'Mine' WHERE user_id = $1`, [user.id]); // prettier-ignore
        const { items } = await service.items(user, await packGraph(graph));
        for (const { name } of CAROL_KINDS) expect(find(items, name)).toBeDefined();
        expect(JSON.stringify(items)).not.toContain(canary);
        told.push(comparable(items, graph));
        if (round === 'nothing is there') await service.import(user, await packGraph(graph), 'merge');
      }
      importers = users;
      if (round === 'nothing is there') expect(told[0]).toBe(told[1]);
    }
    const others = new Set(Object.values(taken));
    const [first] = importers;
    const { items } = await service.items(first as TestUser, await packGraph(NOTHING), 'replace');
    expect(items.filter(({ id }) => others.has(id))).toEqual([]);
  });
  let importers: readonly TestUser[] = [];

  it('that a reference leads to out of the archive are told like such as exist nowhere', async () => {
    const [theirs, mine] = [sampleGraph(), sampleGraph()];
    await userWith(service, theirs);
    const user = await userWith(service, mine);
    const told = await Promise.all(
      [idOf(theirs, 'organizations'), randomUUID()].map(async (organizationId) => {
        const trees = treesOf(mine);
        rowIn(trees, mine, 'jobs')['organizationId'] = organizationId;
        const others = Object.keys(trees).filter((area) => area !== 'jobs');
        const archive = await packTexts({
          ...textsOf({ jobs: trees['jobs'] ?? {} }),
          ...Object.fromEntries(others.map((area) => [`${area}.yaml`, null])),
          'manifest.yaml': MANIFEST.replace('counts: {}', 'counts: {}\nareas: [jobs]'),
        });
        const { items } = await service.items(user, archive, 'merge');
        expect(items).toHaveLength(1);
        expect(items[0]?.changes).toEqual([
          expect.objectContaining({
            field: 'organizationId',
            from: idOf(mine, 'organizations'),
            labels: { from: 'plain name 0', to: null },
          }),
        ]);
        return JSON.stringify(items).replaceAll(organizationId, '');
      }),
    );
    expect(told[0]).toBe(told[1]);
  });
});

describe('the answer', () => {
  const many = (rows: number): Graph => {
    const { skillSections = [], skills = [] } = sampleGraph().rows;
    const [skill] = skills;
    const list = Array.from(
      { length: rows },
      () => ({ ...skill, id: randomUUID() }) as typeof skill & object,
    );
    return { ...NOTHING, rows: { ...GRAPH_NOTHING, skillSections, skills: list } };
  };
  const GRAPH_NOTHING = Object.fromEntries(GRAPH.kinds.map(({ name }) => [name, []]));

  const request = (user: TestUser, archive: Buffer): Promise<Response> => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(archive)]), 'a.tar.gz');
    return fetch(`${service.url}/api/import/preview`, {
      method: 'POST',
      headers: { authorization: `Bearer ${user.token}`, accept: 'application/x-ndjson; charset=utf-8' },
      body: form,
    });
  };

  it('is cut off visibly where the database fails in the middle', async () => {
    const user = await service.createUser();
    const archive = await packGraph(many(3_000));
    let fetches = 0;
    database.before = ({ text }) => {
      if (text.startsWith('FETCH') && ++fetches === 4) throw new Error('no more');
    };
    const response = await request(user, archive);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(fetches).toBe(4);
  });

  it('of an archive that is refused is a problem', async () => {
    const response = await request(await service.createUser(), Buffer.from('nothing of the kind'));
    expect(response.status).toBe(415);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it('gives back its snapshot though the reader stops', async () => {
    const user = await service.createUser();
    const response = await request(user, await packGraph(many(20_000)));
    // Nobody reads: what is not taken waits on disk.
    await eventually(async () => expect(await heldInDatabase(service)).toEqual([]));
    const lines = (await response.text()).trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ end: true, items: lines.length - 2 });
  });
});
