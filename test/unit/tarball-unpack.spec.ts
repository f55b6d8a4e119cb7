/** The tarball reader: takes what people's tools make, in order, and lets go of everything when it is left. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS } from '../../src/portability/limits.js';
import { readTarball } from '../../src/portability/tarball/unpack.js';
import { installed } from '../support/installed.js';
import { readFiles, withFile } from '../support/read-tarball.js';
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

describe('reading', () => {
  const photo = Buffer.alloc(3 * MiB, 'abcdefg');
  const archive = tarball(
    tarEntry({ name: 'a' }, 'first'),
    tarEntry({ name: 'media/b' }, photo),
    tarEntry({ name: 'c' }, 'third'),
  );

  /** Asks the system how often this process holds the file open, where the system can tell. */
  async function expectOpen(path: string, times: number): Promise<void> {
    if (process.platform !== 'linux') return;
    const descriptors = await readdir('/proc/self/fd');
    const targets = await Promise.all(
      descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
    );
    expect(targets.filter((target) => target === path)).toHaveLength(times);
  }

  it('skips the bodies that nobody reads', async () => {
    await withFile(archive, async (path) => {
      const seen: string[] = [];
      for await (const file of readTarball(path, DEFAULT_LIMITS)) seen.push(`${file.path} ${file.size}`);
      expect(seen).toEqual(['a 5', `media/b ${photo.length}`, 'c 5']);
      await expectOpen(path, 0);
    });
  });

  it('skips the rest of a body that is left in the middle', async () => {
    await withFile(archive, async (path) => {
      const seen: string[] = [];
      for await (const file of readTarball(path, DEFAULT_LIMITS)) {
        for await (const chunk of file.body) {
          seen.push(`${file.path} ${chunk.length > 0}`);
          break;
        }
      }
      expect(seen).toEqual(['a true', 'media/b true', 'c true']);
    });
  });

  it.each([1, 2, 3])('closes the file when its reader leaves at file %i', async (stop) => {
    await withFile(archive, async (path) => {
      let seen = 0;
      for await (const file of readTarball(path, DEFAULT_LIMITS)) {
        if (++seen < stop) continue;
        for await (const _ of file.body) break;
        await expectOpen(path, 1);
        break;
      }
      await expectOpen(path, 0);
    });
  });

  it('closes the file when its reader throws', async () => {
    await withFile(archive, async (path) => {
      const lost = new Error('the database is gone');
      const reading = (async () => {
        for await (const _ of readTarball(path, DEFAULT_LIMITS)) throw lost;
      })();
      await expect(reading).rejects.toBe(lost);
      await expectOpen(path, 0);
    });
  });

  it('closes the file when the archive is refused', async () => {
    await withFile(tarball(tarEntry({ name: 'a' }), tarHeader({ name: 'l', type: '2' })), async (path) => {
      const reading = (async () => {
        for await (const _ of readTarball(path, DEFAULT_LIMITS));
      })();
      await expect(reading).rejects.toMatchObject({ slug: 'archive-unsafe' });
      await expectOpen(path, 0);
    });
  });

  it('gives the refusal from within a body too', async () => {
    const cut = gzipSync(Buffer.concat([tarHeader({ name: 'media/b', size: photo.length }), photo])).subarray(
      0,
      -9,
    );
    await withFile(cut, async (path) => {
      for await (const file of readTarball(path, DEFAULT_LIMITS)) {
        const reading = (async () => {
          for await (const _ of file.body);
        })();
        await expect(reading).rejects.toMatchObject({ slug: 'archive-corrupt' });
        break;
      }
      await expectOpen(path, 0);
    });
  });

  it('ends with the reason of its signal, before, between and within files', async () => {
    await withFile(archive, async (path) => {
      for (const when of ['before', 'between', 'within']) {
        const abort = new AbortController();
        const reason = new Error(`aborted ${when}`);
        if (when === 'before') abort.abort(reason);
        const reading = (async () => {
          for await (const file of readTarball(path, DEFAULT_LIMITS, abort.signal)) {
            if (when === 'between') abort.abort(reason);
            else for await (const _ of file.body) abort.abort(reason);
          }
        })();
        await expect(reading).rejects.toBe(reason);
        await expectOpen(path, 0);
      }
    });
  });

  it('says as it is that the file cannot be read', async () => {
    const reading = (async () => {
      for await (const _ of readTarball('/nowhere/archive.tar.gz', DEFAULT_LIMITS));
    })();
    await expect(reading).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('holds no more than a few chunks of a large file', async () => {
    const large = gzipSync(
      Buffer.concat([tarHeader({ name: 'media/b', size: 128 * MiB }), Buffer.alloc(128 * MiB)]),
      {
        strategy: 2,
      },
    );
    await withFile(large, async (path) => {
      globalThis.gc?.();
      const before = process.memoryUsage.rss();
      let peak = 0;
      const reading = (async () => {
        for await (const file of readTarball(path, DEFAULT_LIMITS)) {
          for await (const _ of file.body) peak = Math.max(peak, process.memoryUsage.rss() - before);
        }
      })();
      await expect(reading).rejects.toMatchObject({ slug: 'archive-corrupt' });
      expect(peak).toBeLessThan(96 * MiB);
    });
  });

  it('lets the event loop turn every few hundred entries', async () => {
    const many = Buffer.concat(Array.from({ length: 30_000 }, (_, n) => tarHeader({ name: `f${n}` })));
    await withFile(tarball(many), async (path) => {
      let count = 0;
      let countAtLastTurn = 0;
      let longest = 0;
      let reading = true;
      const turn = (): void => {
        longest = Math.max(longest, count - countAtLastTurn);
        countAtLastTurn = count;
        if (reading) setImmediate(turn);
      };
      setImmediate(turn);
      for await (const _ of readTarball(path, { ...DEFAULT_LIMITS, ratio: 1_000 })) count++;
      reading = false;
      expect(count).toBe(30_000);
      expect(longest).toBeLessThan(2_000);
    });
  });
});
