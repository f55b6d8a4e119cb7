/** The tarball reader takes what people’s tools make. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { installed } from '../support/installed.js';
import { readFiles } from '../support/read-container.js';
import { gnuLongName, paxHeader, tarball, tarEntry, tarHeader } from '../support/tar-builder.js';

const MiB = 1024 * 1024;
const body = Buffer.from('hello');

describe('a tarball that is odd and legal', () => {
  it.each([
    ['of the seventh edition', [tarEntry({ name: 'a', magic: 'v7', type: '\0' }, body)], 'a'],
    ['of old GNU tar', [tarEntry({ name: 'a', magic: 'gnu' }, body)], 'a'],
    ['with a prefix', [tarEntry({ name: 'a', prefix: 'some/folder' }, body)], 'some/folder/a'],
    ['with a leading dot', [tarHeader({ name: './', type: '5' }), tarEntry({ name: './a' }, body)], './a'],
    ['with the folder itself', [tarHeader({ name: '.', type: '5' }), tarEntry({ name: 'a' }, body)], 'a'],
    [
      'with a folder of old',
      [tarHeader({ name: 'd/', magic: 'v7' }), tarEntry({ name: 'd/a' }, body)],
      'd/a',
    ],
    [
      'with a folder twice',
      [
        tarHeader({ name: 'd/', type: '5' }),
        tarHeader({ name: 'd', type: '5' }),
        tarEntry({ name: 'd/a' }, body),
      ],
      'd/a',
    ],
    ['with a contiguous file', [tarEntry({ name: 'a', type: '7' }, body)], 'a'],
    [
      'with a GNU long name',
      [gnuLongName('n'.repeat(200)), tarEntry({ name: 'n', magic: 'gnu' }, body)],
      'n'.repeat(200),
    ],
    [
      'with a PAX path',
      [paxHeader({ path: 'ü/a', mtime: '1.25', 'SCHILY.xattr.user.x': 'y' }), tarEntry({ name: 'x' }, body)],
      'ü/a',
    ],
    [
      'with a PAX size',
      [paxHeader({ size: '5' }), tarEntry({ name: 'a', rawSize: Buffer.from('00000000000\0') }, body)],
      'a',
    ],
    [
      'with a PAX size and none that fits',
      [paxHeader({ size: '5' }), tarEntry({ name: 'a', rawSize: Buffer.from('77777777777\0') }, body)],
      'a',
    ],
    ['with a global comment', [paxHeader({ comment: 'a commit' }, 'g'), tarEntry({ name: 'a' }, body)], 'a'],
    [
      'with a global header between',
      [paxHeader({ path: 'b' }), paxHeader({ comment: 'x' }, 'g'), tarEntry({ name: 'a' }, body)],
      'b',
    ],
    [
      'with a size in base-256',
      [tarEntry({ name: 'a', rawSize: Buffer.from('800000000000000000000005', 'hex') }, body)],
      'a',
    ],
    [
      'with a size in blanks and digits',
      [tarEntry({ name: 'a', rawSize: Buffer.from('         5 \0') }, body)],
      'a',
    ],
    ['with a name of 100 bytes', [tarEntry({ name: 'n'.repeat(100) }, body)], 'n'.repeat(100)],
  ])('is read: %s', async (_, parts, path) => {
    expect(await readFiles(tarball(...parts))).toEqual([{ path, body }]);
  });

  it('is read: empty, and padded to the record of a tape', async () => {
    expect(await readFiles(gzipSync(Buffer.alloc(10_240)))).toEqual([]);
  });
});

describe('what real tools make', () => {
  const files: Readonly<Record<string, Buffer>> = {
    'export/manifest.yaml': Buffer.from('format: carol-export\n'),
    'export/media/empty.bin': Buffer.alloc(0),
    'export/media/photo.jpg': Buffer.alloc(3 * MiB, 'photo'),
    [`export/${'deep/'.repeat(40)}Grüße.txt`]: Buffer.from('ü'),
  };
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tools-'));
    for (const [path, bytes] of Object.entries(files)) {
      await mkdir(join(folder, 'tree', dirname(path)), { recursive: true });
      await writeFile(join(folder, 'tree', path), bytes);
    }
  });
  afterAll(async () => await rm(folder, { recursive: true }));

  async function expectTree(archive: Buffer): Promise<void> {
    const read = await readFiles(archive);
    const found = Object.fromEntries(read.map((file) => [file.path.replace(/^\.\//, ''), file.body]));
    expect(Object.keys(found).sort()).toEqual(Object.keys(files).sort());
    for (const [path, bytes] of Object.entries(files)) expect(found[path]!.equals(bytes)).toBe(true);
  }

  (installed('tar', 'GNU tar') ? describe : describe.skip)('GNU tar', () => {
    const formats = ['gnu', 'oldgnu', 'pax', 'posix'].flatMap((format) => [
      [format, 'export'],
      [format, '.'],
    ]);
    it.each(formats)('--format=%s of %s is read', async (format, what) => {
      const options = { cwd: join(folder, 'tree'), maxBuffer: 64 * MiB };
      await expectTree(execFileSync('tar', [`--format=${format}`, '-czf', '-', what!], options));
    });

    it.each(['v7', 'ustar'])(
      '--format=%s, without the names that it cannot hold, is read',
      async (format) => {
        const options = { cwd: join(folder, 'tree', 'export'), maxBuffer: 64 * MiB };
        const archive = execFileSync(
          'tar',
          [`--format=${format}`, '-czf', '-', 'manifest.yaml', 'media'],
          options,
        );
        const read = await readFiles(archive);
        expect(read.map((file) => file.path).sort()).toEqual([
          'manifest.yaml',
          'media/empty.bin',
          'media/photo.jpg',
        ]);
      },
    );
  });

  const bsdtar = ['bsdtar', 'tar'].find((tool) => installed(tool, 'bsdtar'));
  (bsdtar ? it.each : it.skip.each)(['pax', 'gnutar'])('bsdtar --format=%s is read', async (format) => {
    const options = { cwd: join(folder, 'tree'), maxBuffer: 64 * MiB };
    await expectTree(execFileSync(bsdtar!, [`--format=${format}`, '-czf', '-', 'export'], options));
  });

  const python = installed('python3', 'Python 3') ? it.each : it.skip.each;
  python(['USTAR', 'GNU', 'PAX'])('Python tarfile in %s format is read', async (format) => {
    const script = `import sys, tarfile
with tarfile.open(fileobj=sys.stdout.buffer, mode='w|gz', format=tarfile.${format}_FORMAT) as archive:
    archive.add('export')`;
    const options = { cwd: join(folder, 'tree'), maxBuffer: 64 * MiB };
    await expectTree(execFileSync('python3', ['-c', script], options));
  });
});
