/** `carol upgrade`: an archive of an older version, written anew without a database, is what an export writes after an import of it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CAROL_GRAPH, FORMAT } from '../../src/carol/graph.js';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { CAROL } from '../../src/carol/product.js';
import { IMPORT_MODES, createFormat, createGraph } from '../../src/portability/kinds.js';
import { edit, packFiles, readFiles, timelessFiles } from '../support/archive-files.js';
import { goldenArchive, handWrittenArchive } from '../support/golden.js';
import { graphArbitrary } from '../../src/portability/testing/graph-arbitrary.js';
import { RESPELLED } from '../support/respelled.js';
import { sampleGraph, idOf } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { prepareUpgrades, tryUpgrade, upgraded } from '../support/upgraded.js';
import { asVersionZero, sampleForZero, v0ToV1 } from '../support/version-zero.js';

const { archive: GOLDEN } = goldenArchive(CAROL_GRAPH.format.version);

/** Version 0 as version 1 in all but its number: what changes is how a file may be spelled, and that is much. */
const SAME = [{ from: 0 }];
const SAME_GRAPH = createGraph(CAROL_KINDS, createFormat(CAROL, SAME, FORMAT.companions));
const ZERO_GRAPH = createGraph(CAROL_KINDS, createFormat(CAROL, [v0ToV1], FORMAT.companions));

const isArea = (path: string): boolean => /^\w+\.yaml$/.test(path) && path !== 'manifest.yaml';

/** Among made-up versions what is written today is version 1, whatever it is in earnest. */
const numbered = (version: number) => (text: string): string =>
  text.replace(/^formatVersion: \d+$/m, `formatVersion: ${version}`); // prettier-ignore

const asZero = (archive: Buffer, respell: (text: string) => string = (text) => text): Promise<Buffer> =>
  edit(archive, {
    'manifest.yaml': numbered(0),
    ...Object.fromEntries(ZERO_GRAPH.areas.map(({ file }) => [file, respell])),
  });

prepareUpgrades();
let service: TestService;
let same: TestService;
let today: TestService;
beforeAll(async () => {
  service = await startTestService({}, { upgrades: [v0ToV1] });
  same = await startTestService({}, { upgrades: SAME });
  today = await startTestService({}, { upgrades: [] });
});
afterAll(async () => {
  await service?.close();
  await same?.close();
  await today?.close();
});

/** As an account that imports the archive exports it, without the files beside the data, which an upgrade leaves out. */
async function exportedAfter(where: TestService, archive: Buffer): Promise<Map<string, string>> {
  const user = await where.createUser();
  const { status, body } = await where.import(user, archive, 'replace');
  if (status !== 200) throw new Error(JSON.stringify(body, null, 2));
  return timelessFiles(await where.export(user));
}

async function expectAsExported(archive: Buffer): Promise<void> {
  const written = await timelessFiles(await upgraded(archive, SAME_GRAPH));
  const exported = await exportedAfter(same, archive);
  expect(comparable(written)).toEqual(comparable(exported));
}

/** But for the version that wrote it, and for the order of the media, which an upgrade leaves as it is. */
const comparable = (files: ReadonlyMap<string, string>): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(files),
  'manifest.yaml': files.get('manifest.yaml')?.replace(/^appVersion: .*$/m, ''),
  SHA256SUMS: files.get('SHA256SUMS')?.split('\n').sort(),
});

describe('A new archive', () => {
  it.each(Object.keys(RESPELLED))('is what an export writes, for any account: %s', async (spelling) => {
    await fc.assert(
      fc.asyncProperty(graphArbitrary(CAROL_KINDS, { minRows: 1, maxRows: 3 }), async (graph) => {
        const archive = await today.export(await userWith(today, graph));
        await expectAsExported(await asZero(archive, RESPELLED[spelling]));
      }),
      { numRuns: 1, endOnFailure: true },
    );
  });

  it('says what rows were first known by', async () => {
    const owner = await userWith(same, sampleGraph());
    const heir = await same.createUser();
    await same.import(heir, await same.export(owner), 'merge');
    const archive = await same.export(heir);
    await same.instance.dataSource.query('DELETE FROM "user" WHERE id IN ($1, $2)', [owner.id, heir.id]);
    expect(String((await readFiles(archive)).get('people.yaml'))).toMatch(/^ +origin: /m);
    await expectAsExported(await asZero(archive));
  });

  it('holds entries of any length', async () => {
    const owner = await userWith(same, sampleGraph());
    await same.instance.dataSource.query(
      `INSERT INTO person_interaction (id, user_id, person_id, occurred_at, channel, summary)
       SELECT gen_random_uuid(), $1, id, '2026-01-01T00:00:00Z'::timestamptz - n * interval '1 second', 'call', repeat('x', n)
       FROM (SELECT id FROM person WHERE user_id = $1 ORDER BY id LIMIT 1) person, generate_series(1, 2500) n`,
      [owner.id],
    );
    const archive = await asZero(await same.export(owner));
    await same.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [owner.id]);
    await expectAsExported(archive);
  });

  it.each<readonly [string, () => Promise<Buffer>]>([
    ['the golden archive, whose texts are as hostile as they may be', () => Promise.resolve(GOLDEN)],
    ['what it was made from, which somebody wrote by hand', handWrittenArchive],
  ])('is what an export writes of %s', async (what, make) => {
    // UUIDs of their own, as an account that has them would keep them.
    const lettered = (text: string): string =>
      text.replaceAll('-4000-8000-', what.startsWith('the') ? '-4bcd-8efa-' : '-4cde-8fab-');
    const files = [...(await readFiles(await asZero(await make())))].map(
      ([path, bytes]): [string, Buffer] => [
        lettered(path),
        path.startsWith('media/') ? bytes : Buffer.from(lettered(String(bytes))),
      ],
    );
    await expectAsExported(await packFiles(new Map(files)));
  });

  it('says when it was exported and by which version, and its checksums hold', async () => {
    const archive = await asZero(await same.export(await userWith(same, sampleGraph())));
    const foreign = await edit(archive, {
      'manifest.yaml': (text) =>
        text.replace(/^exportedAt: .*$/m, "exportedAt: '2001-02-03T04:05:06Z'").replace(/^appVersion: .*$/m, "appVersion: '0.9'"),
    }); // prettier-ignore
    const files = await readFiles(await upgraded(foreign, SAME_GRAPH));
    expect([...files.keys()].at(0)).toBe('manifest.yaml');
    expect([...files.keys()].at(-1)).toBe('SHA256SUMS');
    expect(String(files.get('manifest.yaml'))).toMatch(
      /^formatVersion: 1\nexportedAt: '?2001-02-03T04:05:06Z'?\nappVersion: '0.9'$/m,
    );
    // Every line of SHA256SUMS is compared before anything else is.
    const user = await same.createUser();
    expect(await same.preview(user, await upgraded(foreign, SAME_GRAPH))).toMatchObject({
      status: 200,
      body: { valid: true, warnings: [] },
    });
  });

  it('names a file that was lost before, and keeps the path of each that was not', async () => {
    const graph = sampleGraph();
    const id = idOf(graph, 'media');
    const archive = await asZero(await same.export(await userWith(same, graph)));
    const lost = await edit(archive, {
      [`media/${id}.png`]: () => null,
      'manifest.yaml': (text) => `${text}missing: ['${id}']\n`,
    });
    const { report, archive: written = Buffer.alloc(0) } = await tryUpgrade(lost, SAME_GRAPH);
    expect(report?.warnings.map(({ code }) => code)).toContain('media-missing');
    const files = await readFiles(written);
    expect([...files.keys()].filter((path) => path.startsWith('media/'))).toEqual([
      `media/${idOf(graph, 'media', 1)}.png`,
    ]);
    expect(String(files.get('manifest.yaml'))).toMatch(new RegExp(`^missing:\n {2}- ${id}$`, 'm'));
  });

  it('holds the areas that the older one holds, and refers to what is left out', async () => {
    const graph = sampleGraph();
    const owner = await userWith(same, graph);
    const whole = await asZero(await same.export(owner));
    const part = await edit(whole, {
      'manifest.yaml': (text) => text.replace('  - media\n', '').replace('  - people\n', ''),
      'people.yaml': () => null,
      'media.yaml': () => null,
      ...Object.fromEntries([...graph.files.keys()].map((id) => [`media/${id}.png`, () => null])),
    });
    const written = await upgraded(part, SAME_GRAPH);
    const files = [...(await readFiles(written)).keys()];
    expect(files).not.toContain('people.yaml');
    expect(files).not.toContain('media.yaml');
    const effects = async (archive: Buffer) => (await same.preview(owner, archive)).body.effects;
    expect(await effects(written)).toEqual(await effects(part));
    expect(await effects(written)).toMatchObject({ replace: { notes: { unchanged: 2 } } });
  });
});

describe('Version 0', () => {
  let owner: TestUser;
  let today: Buffer;
  let old: Buffer;
  let written: Buffer;
  beforeAll(async () => {
    owner = await userWith(service, sampleForZero());
    today = await service.export(owner);
    old = await asVersionZero(today);
    written = await upgraded(old, ZERO_GRAPH);
  });

  it('becomes the area files of an export, but for the area that it did not have', async () => {
    const areas = async (archive: Buffer) =>
      new Map([...(await readFiles(archive))].filter(([path]) => isArea(path) || path.startsWith('media/')));
    const exported = await areas(today);
    exported.delete('education.yaml');
    expect(await areas(written)).toEqual(exported);
  });

  it('has the same effects as before, for its owner, for somebody new and for somebody else', async () => {
    for (const user of [owner, await service.createUser(), await userWith(service, sampleGraph())]) {
      const before = (await service.preview(user, old)).body;
      const after = (await service.preview(user, written)).body;
      expect(after).toMatchObject({ valid: true, archive: { formatVersion: 1 } });
      expect(after.effects).toEqual(before.effects);
      expect(after.warnings.map(({ detail }) => detail)).toEqual(before.warnings.map(({ detail }) => detail));
    }
  });

  it.each(IMPORT_MODES)('comes in: %s', async (mode) => {
    const result = await service.import(await service.createUser(), written, mode);
    expect(result).toMatchObject({ status: 200, body: { warnings: [] } });
  });

  it('is not written where something is wrong, which is told by its own names and places', async () => {
    const broken = await edit(old, {
      'contacts.yaml': (text) => text.replace(/^ {6}kind: mail$/m, '      kind: pigeon'),
    });
    const text = String((await readFiles(broken)).get('contacts.yaml'));
    const { outcome, report } = await tryUpgrade(broken, ZERO_GRAPH);
    expect(outcome).toBe('invalid');
    const line = text.split('\n').findIndex((each) => each.includes('pigeon')) + 1;
    expect(report?.errors).toEqual([
      expect.objectContaining({ file: 'contacts.yaml', code: 'choice', line, column: 13 }),
    ]);
    expect(report?.errors[0]?.pointer).toMatch(/\/ways\/[0-9a-f-]{36}\/kind$/);
  });

  it('is not written where a reference leads nowhere', async () => {
    const broken = await edit(old, {
      'contacts.yaml': (text) => text.replace(/^( +relatedPersonId: ).*$/m, `$1${owner.id}`),
    });
    const { report } = await tryUpgrade(broken, ZERO_GRAPH);
    expect(report?.errors.map(({ file, code }) => [file, code])).toEqual([['contacts.yaml', 'dangling']]);
  });
});

it('An archive of the newest version is left as it is', async () => {
  expect(await tryUpgrade(GOLDEN, CAROL_GRAPH)).toEqual({ outcome: 'newest' });
  const first = await edit(GOLDEN, { 'manifest.yaml': numbered(1) });
  expect(await tryUpgrade(first, ZERO_GRAPH)).toEqual({ outcome: 'newest' });
});

it('An archive from the future is refused', async () => {
  const future = await edit(GOLDEN, { 'manifest.yaml': numbered(2) });
  await expect(tryUpgrade(future, ZERO_GRAPH)).rejects.toMatchObject({
    slug: 'format-unsupported',
    extensions: { archiveVersion: 2, supportedVersions: [0, 1] },
  });
});
