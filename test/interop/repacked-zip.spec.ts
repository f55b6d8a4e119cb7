/** Exports that a person packed as a ZIP with real tools import as they were. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFiles } from '../support/archive-files.js';
import { expectReplaceChangesNothing } from '../support/golden-unchanged.js';
import { installed } from '../support/installed.js';
import { fingerprint } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { createFolder, type Folder } from '../support/unpacked.js';

const ORIGINAL = readFileSync(new URL('../golden/v1/carol-export-v1.tar.gz', import.meta.url));
/** Not ASCII: what programs disagree on is how such a name is written. */
const WRAPPER = 'Müllers Export';

let service: TestService;
let user: TestUser;
let folder: Folder;
let before: string;

beforeAll(async () => {
  service = await startTestService();
  user = await service.createUser();
  expect(await service.import(user, ORIGINAL, 'replace')).toMatchObject({ status: 200 });
  before = await fingerprint(service);
  folder = await createFolder();
  const files = [...(await readFiles(ORIGINAL))];
  await folder.write(files.map(([path, bytes]) => [`${WRAPPER}/${path}`, bytes]));
  await folder.write([['carol-export.tar.gz', ORIGINAL]]);
});
afterAll(async () => {
  await folder?.remove();
  await service?.close();
});

const expectUnchanged = (archive: Buffer): Promise<void> =>
  expectReplaceChangesNothing(service, user, archive, before);

/** What a program made, whose file goes again. */
async function taken(program: string, ...args: readonly string[]): Promise<Buffer> {
  folder.run(program, ...args);
  const bytes = await folder.read('x.zip');
  folder.run('rm', 'x.zip');
  return bytes;
}

const WHAT = [WRAPPER, 'carol-export.tar.gz'];

const zip = installed('zip', 'Info-ZIP', '-v') ? it : it.skip;
describe("Info-ZIP's zip", () => {
  zip.each(WHAT)('of %s', async (what) => {
    for (const level of ['-0', '-9']) await expectUnchanged(await taken('zip', '-qr', level, 'x.zip', what));
  });
  zip.each(WHAT)('of %s, as a stream', async (what) => {
    await expectUnchanged(folder.run('zip', '-qr', '-', what));
    await expectUnchanged(folder.run('zip', '-qr', '-fd', '-', what));
  });
  zip.each(WHAT)('of %s, in ZIP64', async (what) => {
    await expectUnchanged(await taken('zip', '-qr', '-fz', 'x.zip', what));
  });
  zip('of what lies in the folder, with no entries for folders', async () => {
    await expectUnchanged(folder.run('sh', '-c', `cd '${WRAPPER}' && zip -qrD - .`));
  });
  zip('with a comment', async () => {
    const script = `zip -qr x.zip '${WRAPPER}' && echo 'Mine, all mine' | zip -qz x.zip`;
    await expectUnchanged(await taken('sh', '-c', script));
  });
  zip('that was split or encrypted is refused', async () => {
    folder.run('zip', '-qr', '-s', '64k', 'x.zip', WRAPPER);
    const first = await folder.read('x.z01').catch(() => undefined);
    if (first) expect((await service.preview(user, first)).body).toMatchObject({ detected: 'split-zip' });
    folder.run('sh', '-c', 'rm -f x.z*');
    const encrypted = await taken('zip', '-qr', '-P', 'secret', 'x.zip', WRAPPER);
    expect((await service.preview(user, encrypted)).body.errors).toMatchObject([{ code: 'encrypted-entry' }]);
  });
  zip('of a link is refused', async () => {
    folder.run('ln', '-sf', 'people.yaml', `${WRAPPER}/link.yaml`);
    const archive = await taken('zip', '-qry', 'x.zip', WRAPPER);
    folder.run('rm', `${WRAPPER}/link.yaml`);
    expect((await service.preview(user, archive)).body.errors).toMatchObject([{ code: 'link-entry' }]);
  });
});

const sevenZip = ['7zz', '7z', '7za'].find((tool) => installed(tool, '7-Zip', 'i'));
describe('7-Zip', () => {
  (sevenZip ? it : it.skip).each(WHAT)('of %s', async (what) => {
    for (const method of ['Copy', 'Deflate']) {
      await expectUnchanged(await taken(sevenZip ?? '', 'a', '-bso0', `-mm=${method}`, 'x.zip', what));
    }
  });
  (sevenZip ? it : it.skip)('by another method, or encrypted, is refused', async () => {
    for (const [option, code] of [
      ['-mm=LZMA', 'unsupported-compression'],
      ['-mm=BZip2', 'unsupported-compression'],
      ['-psecret', 'encrypted-entry'],
    ]) {
      const archive = await taken(sevenZip ?? '', 'a', '-bso0', option ?? '', 'x.zip', WRAPPER);
      expect((await service.preview(user, archive)).body.errors).toMatchObject([{ code }]);
    }
  });
});

const bsdtar = installed('bsdtar', 'bsdtar') ? it : it.skip;
describe('bsdtar', () => {
  bsdtar.each(WHAT)('of %s', async (what) => {
    for (const option of ['compression=deflate', 'compression=store', 'zip64']) {
      const args = ['--format=zip', '--options', `zip:${option}`, '-cf'];
      await expectUnchanged(folder.run('bsdtar', ...args, '-', what));
      await expectUnchanged(await taken('bsdtar', ...args, 'x.zip', what));
    }
  });
});

const python = installed('python3', 'Python 3') ? it : it.skip;
describe("Python's zipfile", () => {
  const script = (target: string, options: string, zip64: boolean): string => `import os, sys, zipfile
class Stream:
    def write(self, data): return sys.stdout.buffer.write(data)
    def flush(self): sys.stdout.buffer.flush()
with zipfile.ZipFile(${target}, 'w'${options}) as archive:
    for folder, _, names in os.walk(sys.argv[1]):
        for path in (os.path.join(folder, name) for name in names):
            with archive.open(zipfile.ZipInfo.from_file(path), 'w', force_zip64=${zip64 ? 'True' : 'False'}) as entry:
                entry.write(open(path, 'rb').read())`;
  for (const options of ['', ', zipfile.ZIP_DEFLATED']) {
    python.each([false, true])(`with${options || ', stored'}, force_zip64: %s`, async (zip64) => {
      await expectUnchanged(await taken('python3', '-c', script("'x.zip'", options, zip64), WRAPPER));
      await expectUnchanged(folder.run('python3', '-c', script('Stream()', options, zip64), WRAPPER));
    });
  }
  python('from its command line', async () => {
    for (const what of WHAT)
      await expectUnchanged(await taken('python3', '-m', 'zipfile', '-c', 'x.zip', what));
  });
});
