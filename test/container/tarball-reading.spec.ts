/** How a tarball is read: in order, a piece at a time, and everything is let go of when the reader leaves. */
import { readdir, readlink } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS } from '../../src/portability/limits.js';
import { readContainer } from '../../src/portability/container/unpack.js';
import { withFile } from '../support/read-container.js';
import { tarball, tarEntry, tarHeader } from '../support/tar-builder.js';

const MiB = 1024 * 1024;

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
      for await (const file of readContainer(path, DEFAULT_LIMITS)) seen.push(`${file.path} ${file.size}`);
      expect(seen).toEqual(['a 5', `media/b ${photo.length}`, 'c 5']);
      await expectOpen(path, 0);
    });
  });

  it('skips the rest of a body that is left in the middle', async () => {
    await withFile(archive, async (path) => {
      const seen: string[] = [];
      for await (const file of readContainer(path, DEFAULT_LIMITS)) {
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
      for await (const file of readContainer(path, DEFAULT_LIMITS)) {
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
        for await (const _ of readContainer(path, DEFAULT_LIMITS)) throw lost;
      })();
      await expect(reading).rejects.toBe(lost);
      await expectOpen(path, 0);
    });
  });

  it('closes the file when the archive is refused', async () => {
    await withFile(tarball(tarEntry({ name: 'a' }), tarHeader({ name: 'l', type: '2' })), async (path) => {
      const reading = (async () => {
        for await (const _ of readContainer(path, DEFAULT_LIMITS));
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
      for await (const file of readContainer(path, DEFAULT_LIMITS)) {
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
          for await (const file of readContainer(path, DEFAULT_LIMITS, abort.signal)) {
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
      for await (const _ of readContainer('/nowhere/archive.tar.gz', DEFAULT_LIMITS));
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
        for await (const file of readContainer(path, DEFAULT_LIMITS)) {
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
      for await (const _ of readContainer(path, { ...DEFAULT_LIMITS, ratio: 1_000 })) count++;
      reading = false;
      expect(count).toBe(30_000);
      expect(longest).toBeLessThan(2_000);
    });
  });
});
