/** Archives that last: of a version before the first, of one from the future, and an error names what the person's file says. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { FORMAT } from '../../src/carol/graph.js';
import { CAROL } from '../../src/carol/product.js';
import { IMPORT_MODES, createFormat, renameKey } from '../../src/portability/kinds.js';
import { edit, readFiles, timelessFiles } from '../support/archive-files.js';
import { idOf, sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { asVersionZero, sampleForZero, v0ToV1 } from '../support/version-zero.js';

const GOLDEN = readFileSync(new URL('../golden/v1/carol-export-v1.tar.gz', import.meta.url));

it('The upgrades of the format lead from each version to the next', () => {
  expect(() => createFormat(CAROL, [{ from: 1 }, { from: 3 }])).toThrow('from version 2');
  expect(createFormat(CAROL, [{ from: 1 }, { from: 2 }])).toMatchObject({ oldest: 1, version: 3 });
  expect(FORMAT).toMatchObject({ oldest: 1, version: FORMAT.upgrades.length + 1 });
});

describe('Version 0', () => {
  let service: TestService;
  let owner: TestUser;
  let today: Buffer;
  let old: Buffer;
  beforeAll(async () => {
    service = await startTestService({}, { upgrades: [v0ToV1] });
    owner = await userWith(service, sampleForZero());
    today = await service.export(owner, undefined, false);
    old = await asVersionZero(today);
  });
  afterAll(() => service?.close());

  it('is what is there already, by other names', async () => {
    const { body } = await service.preview(owner, old);
    expect(body).toMatchObject({ valid: true, errors: [], warnings: [], archive: { formatVersion: 0 } });
    for (const mode of ['replace', 'merge', 'fill'] as const)
      for (const { name } of CAROL_KINDS)
        expect({ mode, name, ...body.effects?.[mode]?.[name] }).toMatchObject({
          ...{ mode, name, create: 0, update: 0, delete: 0, skip: 0 },
        });
  });

  it.each(IMPORT_MODES)('comes in like the same account exported today: %s', async (mode) => {
    const exportAfter = async (archive: Buffer): Promise<ReadonlyMap<string, string>> => {
      const user = await service.createUser();
      expect(await service.import(user, archive, mode)).toMatchObject({
        status: 200,
        body: { warnings: [] },
      });
      const files = await timelessFiles(await service.export(user, undefined, false));
      return new Map(
        [...files]
          .filter(([path]) => path !== 'SHA256SUMS' && !path.startsWith('media/'))
          .map(([path, text]) => [path, linesWithoutIds(text)]),
      );
    };
    expect(await exportAfter(old)).toEqual(await exportAfter(today));
  });

  /** Both accounts get UUIDs of their own, as those of the archive are taken. */
  const linesWithoutIds = (text: string): string =>
    text
      .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
      .split('\n')
      .sort()
      .join('\n');

  const spoilt = (file: string, from: RegExp, to: string): Promise<Buffer> =>
    edit(old, { [file]: (text) => text.replace(from, to) });

  it.each<readonly [string, RegExp, string, string]>([
    ['a renamed key with a wrong value', /^ {2}names: .*\n/m, '  names: [x]\n', 'type #/<id>/names'],
    ['a renamed key that is missing', /^ {2}names: .*\n/m, '', 'required #/<id>/names'],
    ['a key below a renamed one', /^ {6}kind: mail$/m, '      kind: pigeon', 'choice #/<id>/ways/<id>/kind'],
    ['a key that nobody knows', /^ {2}zodiac: .*\n/m, '  stars: Leo\n', 'unknown-key #/<id>/stars'],
  ])('%s is told by its name, with its place', async (_, from, to, expected) => {
    const archive = await spoilt('contacts.yaml', from, to);
    const text = String((await readFiles(archive)).get('contacts.yaml'));
    const { body } = await service.preview(owner, archive);
    const [error] = body.errors;
    expect(error?.file).toBe('contacts.yaml');
    const pointer = error?.pointer.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>');
    expect(`${error?.code} ${pointer}`).toBe(expected);
    const line = text.split('\n')[(error?.line ?? 0) - 1] ?? '';
    if (to !== '') expect(line).toContain(to.trim().split(': ')[1] ?? '');
  });

  it('is refused where a file lies as in another version', async () => {
    const archive = await edit(old, { 'people.yaml': () => '{}\n' });
    const { status, body } = await service.import(owner, archive, 'merge');
    expect([status, body.type, body.errors?.[0]?.entry]).toEqual([
      422,
      '/problems/archive-unexpected-file',
      'people.yaml',
    ]);
  });

  it('is told by its own names where a reference leads nowhere', async () => {
    const graph = sampleGraph();
    const archive = await spoilt(
      'contacts.yaml',
      /^ {2}photo: files\/[^.]+/m,
      `  photo: files/${idOf(graph, 'media')}`,
    );
    const { body } = await service.preview(await service.createUser(), archive);
    expect(body.errors.map(({ file, code }) => `${file} ${code}`)).toEqual(['contacts.yaml dangling']);
    expect(body.errors[0]?.pointer).toMatch(/\/photo$/);
  });
});

describe('A version from the future', () => {
  /** Where `howWeMet` is called otherwise. */
  const kinds = CAROL_KINDS.map((kind) =>
    kind.name === 'people'
      ? {
          ...kind,
          fields: kind.fields.map((field) =>
            field.key === 'howWeMet' ? { ...field, key: 'metHow' } : field,
          ),
        }
      : kind,
  );
  const upgrades = [
    ...FORMAT.upgrades,
    { from: FORMAT.version, entries: { people: [renameKey('howWeMet', 'metHow')] } },
  ];
  let future: TestService;
  beforeAll(async () => {
    future = await startTestService({}, { kinds, upgrades });
  });
  afterAll(() => future?.close());

  it.each(IMPORT_MODES)('reads the golden archive: %s', async (mode) => {
    const user = await future.createUser();
    expect(await future.import(user, GOLDEN, mode)).toMatchObject({ status: 200, body: { warnings: [] } });
    const people = String((await readFiles(await future.export(user, undefined, false))).get('people.yaml'));
    expect(people).toContain('  metHow: ');
    expect(people).not.toContain('howWeMet');
  });

  it('is refused by the versions before it, which say so', async () => {
    const archive = await future.export(await future.createUser(), undefined, false);
    const today = await startTestService();
    try {
      const { status, body } = await today.preview(await today.createUser(), archive);
      expect(status).toBe(422);
      expect(body).toMatchObject({
        type: '/problems/format-unsupported',
        archiveVersion: FORMAT.version + 1,
      });
    } finally {
      await today.close();
    }
  });
});
