/** A mode is one table: one that is made up keeps every law, and no mode stores or refuses what it would not write. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MODES, type Mode, updatesRows } from '../../src/portability/kinds.js';
import { readFiles } from '../support/archive-files.js';
import { describeModeLaws, expectNoOrphans, rowVersions } from '../support/mode-laws.js';
import { idOf, packGraph, sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService } from '../support/service.js';

/** In nobody's registry but that of this file. */
const addMissing: Mode = {
  identity: 'match',
  rows: { new: 'create', different: 'skip', same: 'unchanged', absent: 'keep', singletonTaken: 'skip' },
  references: 'archive-or-own',
  words: { title: 'Add what is missing', summary: 'nothing is changed', help: 'add' },
};

describe('A mode that is made up here', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({}, { modes: { addMissing } });
  });
  afterAll(() => service?.close());

  describeModeLaws('addMissing', addMissing, () => service, { numRuns: 3, endOnFailure: true });

  it('is the only one that there is: in the preview, in the form, in the README of the archive', async () => {
    const user = await userWith(service, sampleGraph());
    const archive = await service.export(user);
    const readme = String((await readFiles(archive)).get('README.md'));
    expect(readme.match(/^- \*\*.*/gm)).toEqual(['- **Add what is missing**: nothing is changed']);
    expect(Object.keys((await service.preview(user, archive)).body.effects ?? {})).toEqual(['addMissing']);
    expect(await service.import(user, archive, 'merge')).toMatchObject({
      status: 400,
      body: { errors: [{ allowed: ['addMissing'] }] },
    });
  });
});

describe.each(Object.entries(MODES) as [string, Mode][])('%s', (name, mode) => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service?.close());

  it('stores the bytes of rows that it writes, and of no other', async () => {
    const graph = sampleGraph();
    const user = await userWith(service, graph);
    const [first = '', second = ''] = [idOf(graph, 'media'), idOf(graph, 'media', 1)];
    const added = randomUUID();
    const file = (text: string): Buffer => Buffer.from(`another file: ${text}`);
    const archive = await packGraph(
      { ...graph, files: new Map([[first, file('1')], [second, graph.files.get(second) ?? Buffer.of()], [added, file('2')]]) }, // prettier-ignore
      (trees) => {
        const rows = trees['media'] ?? {};
        for (const key of ['sha256', 'byteSize']) delete rows[first]?.[key];
        rows[added] = { fileName: 'added.png', contentType: 'image/png' };
      },
    );
    const { effects } = (await service.preview(user, archive)).body;
    const { status, body } = await service.import(user, archive, name);
    expect([status, body.effects]).toEqual([200, effects?.[name]]);
    const writtenAnew = updatesRows(mode) || mode.identity === 'fresh';
    expect(body.media).toMatchObject({ stored: writtenAnew ? 2 : 1, reused: 1 });
    await expectNoOrphans(service, user);
  });

  it('is not closed by a circle that it would not write', async () => {
    const graph = sampleGraph();
    const user = await userWith(service, graph);
    const upper = idOf(graph, 'organizations');
    const lower = randomUUID();
    await service.instance.dataSource.query(
      `INSERT INTO organization (id, user_id, name, parent_id) VALUES ($1, $2, 'Lower', $3)`,
      [lower, user.id, upper],
    );
    // In the archive it is the other way round, and the lower one is not in it.
    const archive = await packGraph(graph, (trees) => {
      for (const row of Object.values(trees['organizations'] ?? {})) delete row['parentId'];
      Object.assign(trees['organizations']?.[upper] ?? {}, { parentId: lower });
    });
    const before = await rowVersions(service, user);
    const { status, body } = await service.import(user, archive, name);
    const reaches = mode.references === 'archive-or-own';
    expect({ name, status, code: body.errors?.[0]?.code }).toEqual(
      reaches && !updatesRows(mode)
        ? { name, status: 200, code: undefined }
        : { name, status: 422, code: reaches ? 'cycle' : 'dangling' },
    );
    if (status !== 200) expect(await rowVersions(service, user)).toEqual(before);
  });

  it('is not closed by a reference of a row that it would not write', async () => {
    const graph = sampleGraph();
    const user = await userWith(service, graph);
    const photo = graph.rows['profile']?.[0]?.values['avatar'];
    expect(photo).toEqual(expect.any(String));
    // The profile alone, with a photo that is not in the archive but here.
    const archive = await packGraph({ rows: { profile: graph.rows['profile'] ?? [] }, files: new Map() });
    const { status, body } = await service.import(user, archive, name);
    expect({ name, status, code: body.errors?.[0]?.code }).toEqual(
      mode.identity === 'fresh' || mode.references === 'archive-or-own'
        ? { name, status: 200, code: undefined }
        : { name, status: 422, code: 'dangling' },
    );
  });
});
