/** Exports that a person packed again with real tools import as they were; what must not be in an archive is named. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FORMAT } from '../../src/carol/graph.js';
import { edit, packFiles, readFiles } from '../support/archive-files.js';
import { packForeign } from '../support/foreign-archive.js';
import { expectReplaceChangesNothing } from '../support/golden-unchanged.js';
import { installed } from '../support/installed.js';
import { GRAPH } from '../support/sample.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { fingerprint } from '../support/seeded.js';
import { createFolder, type Folder } from '../support/unpacked.js';

const ORIGINAL = readFileSync(new URL('../golden/v1/carol-export-v1.tar.gz', import.meta.url));
const WRAPPER = 'carol-export-2026-11-23';

let service: TestService;
let user: TestUser;
let files: ReadonlyMap<string, Buffer>;
/** Holds the tree itself, in `tree/`, and once more in a wrapping folder. */
let folder: Folder;
let before = '';

beforeAll(async () => {
  service = await startTestService();
  user = await service.createUser();
  expect(await service.import(user, ORIGINAL, 'replace')).toMatchObject({ status: 200 });
  before = await fingerprint(service);
  files = await readFiles(ORIGINAL);
  folder = await createFolder();
  await folder.write([...files].map(([path, bytes]) => [`tree/${path}`, bytes]));
  await folder.write([...files].map(([path, bytes]) => [`${WRAPPER}/${path}`, bytes]));
});
afterAll(async () => {
  await folder?.remove();
  await service?.close();
});

/** The archive means exactly what the original does: a Replace writes nothing. */
const expectUnchanged = (archive: Buffer): Promise<void> =>
  expectReplaceChangesNothing(service, user, archive, before);

describe('packed again, SHA256SUMS and all', () => {
  const gnu = installed('tar', 'GNU tar') ? it : it.skip;
  const formats = ['gnu', 'oldgnu', 'pax', 'ustar', 'v7'];
  gnu.each(formats)('by GNU tar, --format=%s, of . with its folders', async (format) => {
    await expectUnchanged(folder.run('tar', '-C', 'tree', `--format=${format}`, '-czf', '-', '.'));
  });
  gnu.each(formats)('by GNU tar, --format=%s, in one wrapping folder', async (format) => {
    await expectUnchanged(folder.run('tar', `--format=${format}`, '-czf', '-', WRAPPER));
  });
  gnu('by GNU tar, files only, the other way round', async () => {
    const names = [...files.keys()].reverse();
    await expectUnchanged(folder.run('tar', '-C', 'tree', '--no-recursion', '-czf', '-', ...names));
  });
  gnu('by GNU tar with ./, an owner, a mode and times with fractions', async () => {
    const names = [...files.keys()].map((name) => `./${name}`);
    const options = ['--format=pax', '--owner=ada:1815', '--group=ada:1852', '--mode=0755'];
    await expectUnchanged(folder.run('tar', '-C', 'tree', ...options, '-czf', '-', ...names));
  });

  const bsdtar = installed('bsdtar', 'bsdtar') ? it : it.skip;
  bsdtar.each(['pax', 'gnutar', 'ustar', 'v7'])('by bsdtar, --format=%s', async (format) => {
    await expectUnchanged(folder.run('bsdtar', '-C', 'tree', `--format=${format}`, '-czf', '-', '.'));
    await expectUnchanged(folder.run('bsdtar', `--format=${format}`, '-czf', '-', WRAPPER));
  });

  const sevenZip = ['7zz', '7z', '7za'].find((tool) => installed(tool, '7-Zip', 'i'));
  (sevenZip ? it : it.skip)('by 7-Zip, in two steps as it must', async () => {
    for (const what of [WRAPPER, './tree/*']) {
      folder.run('rm', '-f', 'x.tar', 'x.tar.gz');
      folder.run(sevenZip ?? '', 'a', '-ttar', 'x.tar', what);
      folder.run(sevenZip ?? '', 'a', '-tgzip', 'x.tar.gz', 'x.tar');
      await expectUnchanged(await folder.read('x.tar.gz'));
    }
  });

  const python = installed('python3', 'Python 3') ? it : it.skip;
  python.each(['USTAR', 'GNU', 'PAX'])("by Python's tarfile, %s", async (format) => {
    const script = `import sys, tarfile
with tarfile.open(fileobj=sys.stdout.buffer, mode='w|gz', format=tarfile.${format}_FORMAT) as archive:
    archive.add('${WRAPPER}')`;
    await expectUnchanged(folder.run('python3', '-c', script));
  });

  it("by macOS, with the Finder's files beside every other", async () => {
    const junk = Buffer.from('\0\x05\x16\x07 Mac OS X', 'latin1');
    const beside = (path: string): string => path.replace(/([^/]*)$/, '._$1');
    for (const root of ['', './', `${WRAPPER}/`]) {
      await expectUnchanged(
        await packForeign([
          [`${root}.DS_Store`, junk],
          ...[...files].flatMap(([path, bytes]): [string, Buffer][] => [
            [root + beside(path), junk],
            [root + path, bytes],
          ]),
          [`${root}media/.DS_Store`, junk],
          [`${root}__MACOSX/._manifest.yaml`, junk],
          [`__MACOSX/${root.replace('./', '')}._media`, junk],
          [`${root}Thumbs.db`, junk],
          [`${root}desktop.ini`, junk],
        ]),
      );
    }
  });

  it('in several gzip members, and with no compression', async () => {
    const tar = folder.run('tar', '-C', 'tree', '-cf', '-', '.');
    await expectUnchanged(gzipSync(tar, { level: 0 }));
    await expectUnchanged(
      Buffer.concat([gzipSync(tar.subarray(0, 5_000)), gzipSync(tar.subarray(5_000), { level: 9 })]),
    );
  });

  it('without README.md, schema/ and SHA256SUMS', async () => {
    await expectUnchanged(
      await packFiles(new Map([...files].filter(([path]) => /\.yaml$|^media\//.test(path)))),
    );
  });

  it('without README.md and schema/, which SHA256SUMS lists', async () => {
    await expectUnchanged(
      await packFiles(new Map([...files].filter(([path]) => !/^(README\.md$|schema\/)/.test(path)))),
    );
  });
});

describe('what is refused', () => {
  const withFile = async (path: string, text: string): Promise<Buffer> =>
    packFiles(new Map([...files, [path, Buffer.from(text)]]));

  afterAll(async () => {
    expect(await fingerprint(service)).toBe(before);
  });

  it('an edited file with SHA256SUMS beside it: the file is named, and what to do', async () => {
    const edited = (files.get('people.yaml') ?? '').toString().replace('Babbage', 'B.');
    const { status, body } = await service.import(user, await withFile('people.yaml', edited), 'merge');
    expect(status).toBe(422);
    expect(body).toMatchObject({
      type: '/problems/integrity-mismatch',
      errors: [{ file: 'people.yaml', code: 'digest' }],
    });
    expect(body.detail).toMatch(/people\.yaml does not match.*on purpose, delete SHA256SUMS/);
    // And that is right: without it, the edit arrives.
    const preview = await service.preview(
      user,
      await edit(ORIGINAL, { 'people.yaml': (text) => text.replace('Babbage', 'B.') }),
    );
    expect(preview.body.effects?.merge?.['people']).toMatchObject({ update: 1, unchanged: 3 });
  });

  it('a file that SHA256SUMS lists and is gone, and one that it does not list', async () => {
    const without = new Map(files);
    without.delete('media/90000000-0000-4000-8000-000000000004.bin');
    without.set('media/90000000-0000-4000-8000-000000000005.bin', Buffer.from('new'));
    const { body } = await service.import(user, await packFiles(without), 'merge');
    expect(body.type).toBe('/problems/integrity-mismatch');
    expect(body.errors?.map(({ file, code }) => [file, code])).toEqual([
      ['media/90000000-0000-4000-8000-000000000004.bin', 'missing'],
      ['media/90000000-0000-4000-8000-000000000005.bin', 'missing'],
    ]);
  });

  it('a key that nobody knows, with its place', async () => {
    const archive = await edit(ORIGINAL, {
      'people.yaml': (text) => text.replace('  nickname: Ch.', '  nickName: Ch.'),
    });
    const preview = await service.preview(user, archive);
    const error = {
      file: 'people.yaml',
      pointer: '#/60000000-0000-4000-8000-000000000001/nickName',
      line: 5,
      column: 3,
      code: 'unknown-key',
    };
    expect(preview.body).toMatchObject({ valid: false, effects: null, errorCount: 1, errors: [error] });
    const result = await service.import(user, archive, 'merge');
    expect(result.status).toBe(422);
    expect(result.body).toMatchObject({ type: '/problems/validation-failed', errors: [error] });
  });

  it.each(['persons.yaml', 'notes/extra.md', 'media/photo.jpg', 'people.yaml.bak', 'Notes.txt'])(
    'a file that nobody knows: %s',
    async (path) => {
      const { status, body } = await service.import(user, await withFile(path, 'x'), 'merge');
      expect(status).toBe(422);
      expect(body).toMatchObject({ type: '/problems/archive-unexpected-file', errors: [{ entry: path }] });
      expect(body.detail).toContain(path);
    },
  );

  it('an area that is missing: it is not the same as an empty one', async () => {
    const archive = await edit(ORIGINAL, {
      'manifest.yaml': (manifest) =>
        `${manifest}areas: ${JSON.stringify(GRAPH.areas.map(({ name }) => name))}\n`,
      'skills.yaml': () => null,
    });
    const result = await service.import(user, archive, 'replace');
    expect(result.status).toBe(422);
    expect(result.body.errors).toContainEqual(
      expect.objectContaining({ file: 'skills.yaml', code: 'area-missing' }),
    );
  });

  it('a manifest that is missing', async () => {
    const { status, body } = await service.import(
      user,
      await edit(ORIGINAL, { 'manifest.yaml': () => null }),
      'merge',
    );
    expect([status, body.type]).toEqual([422, '/problems/manifest-missing']);
  });

  it('a newer format: this archive was made by a newer Carol', async () => {
    const archive = await edit(ORIGINAL, {
      'manifest.yaml': (text) =>
        text.replace(/formatVersion: \d+/, `formatVersion: ${FORMAT.version + 1}\nnews: true`),
    });
    for (const answer of [
      await service.preview(user, archive),
      await service.import(user, archive, 'merge'),
    ]) {
      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({
        type: '/problems/format-unsupported',
        archiveVersion: FORMAT.version + 1,
        supportedVersions: expect.arrayContaining([1, FORMAT.version]),
      });
      expect(answer.body.detail).toContain('made by a newer Carol');
    }
  });
});
