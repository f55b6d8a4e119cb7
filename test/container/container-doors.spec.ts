/** One law for every door: whatever an archive comes in, the same files come out, and the same is refused. */
import { createHash, randomBytes } from 'node:crypto';
import { open, readdir, readlink } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS, PortabilityError } from '../../src/portability/index.js';
import { readContainer } from '../../src/portability/container/unpack.js';
import { DOORS, type DoorFile } from '../support/doors.js';
import { readFiles, toProblem, withFile } from '../support/read-container.js';
import { NAMES } from '../hostile/hostile-entries.js';

const MiB = 1024 * 1024;
const FILES: readonly DoorFile[] = [
  ['export/', ''],
  ['export/manifest.yaml', 'format: x\n'],
  ['export/people.yaml', Buffer.from('Grüße\n'.repeat(5_000))],
  ['export/media/', ''],
  ['export/media/empty.bin', ''],
  ['export/media/noise.bin', randomBytes(70_000)],
  ['export/media/large.bin', Buffer.alloc(700_000, randomBytes(100_000))],
];
const CONTENTS = FILES.flatMap(([path, bytes]) =>
  path.endsWith('/') ? [] : [{ path, body: Buffer.from(bytes as Buffer) }],
);
const small: readonly DoorFile[] = [
  ['a.yaml', 'hello'],
  ['media/b.bin', 'x'.repeat(700)],
  ['c.yaml', 'after'],
];

const digests = (files: readonly { readonly path: string; readonly body: Buffer }[]) =>
  files.map(({ path, body }) => [path, createHash('sha256').update(body).digest('hex')]);

describe.each(DOORS)('$name', ({ pack, formsOfName, isChecked }) => {
  it('gives the files as they are', async () => {
    expect(digests(await readFiles(pack(FILES)))).toEqual(digests(CONTENTS));
  });

  it('gives none where there is none', async () => {
    expect(await readFiles(pack([['d/', '']]))).toEqual([]);
  });

  it('gives what is left over of a file to nobody, and goes on', async () => {
    await withFile(pack(FILES), async (path) => {
      const seen: [string, number][] = [];
      for await (const file of readContainer(path, DEFAULT_LIMITS)) {
        for await (const chunk of file.body) {
          seen.push([file.path, Math.min(1, chunk.length)]);
          break;
        }
      }
      expect(seen.map(([name]) => name)).toEqual(
        CONTENTS.filter(({ body }) => body.length > 0).map(({ path: name }) => name),
      );
    });
  });

  it.each(NAMES)('refuses as %s an entry called %j', async (code, name) => {
    for (const bytes of formsOfName(name)) {
      expect(await toProblem(bytes)).toMatchObject({
        slug: 'archive-unsafe',
        extensions: { errors: [{ code }] },
      });
    }
  });

  it.each<[string, readonly string[]]>([
    ['twice', ['a', 'a']],
    ['twice, with a dot', ['a', './a']],
    ['twice, in other letters', ['media/A', 'MEDIA/a']],
    ['twice, in another normal form', ['\u00e9', 'e\u0301']],
    ['as a file and a folder', ['a', 'a/']],
    ['as a file and the folder of another', ['a', 'a/b']],
    ['as the folder of another and a file', ['a/b/c', 'a/B']],
  ])('refuses a name %s', async (_, names) => {
    expect(await toProblem(pack(names.map((name) => [name, ''])))).toMatchObject({
      slug: 'archive-unsafe',
      extensions: { errors: [{ code: 'duplicate-entry', entry: names[1] }] },
    });
  });

  it('takes a folder as often as it comes', async () => {
    expect(
      await readFiles(
        pack([
          ['d/', ''],
          ['d/', ''],
          ['d/a', 'x'],
        ]),
      ),
    ).toHaveLength(1);
  });

  it('is refused wherever it is cut off', async () => {
    const bytes = pack(small);
    for (let length = 4; length < bytes.length; length += Math.ceil(bytes.length / 30)) {
      expect(await slugOf(bytes.subarray(0, length))).toMatch(/^(archive-corrupt|unsupported-archive-type)$/);
    }
  });

  it('never gives other bytes, wherever one is changed', async () => {
    if (!isChecked) return;
    const bytes = pack(small);
    const before = await readFiles(bytes);
    for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 50)) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1 << (at % 8);
      const read = await readFiles(changed).catch((error: unknown) => error);
      if (read instanceof PortabilityError) continue;
      expect(read).toEqual(before);
    }
  });

  it('is held to the number of entries, the folders that are only implied beside', async () => {
    const many = (count: number): Buffer => pack(Array.from({ length: count }, (_, at) => [`d/f${at}`, '']));
    expect(await readFiles(many(20), { entries: 20 })).toHaveLength(20);
    expect(await toProblem(many(21), { entries: 20 })).toMatchObject({
      slug: 'archive-too-large',
      extensions: { limit: 'entries', maximum: 20, actual: 21 },
    });
    const deep = pack([['a/b/c/d/e/f', '']]);
    expect(await readFiles(deep, { entries: 5 })).toHaveLength(1);
    expect(await toProblem(deep, { entries: 4 })).toMatchObject({
      extensions: { limit: 'entries', maximum: 4 },
    });
  });

  it('is held to the size of a file', async () => {
    const limits = { mediaBytes: 100, areaBytes: 200 };
    const at = pack([
      ['media/a', Buffer.alloc(100)],
      ['b', Buffer.alloc(200)],
    ]);
    expect(await readFiles(at, limits)).toHaveLength(2);
    for (const [path, size] of [
      ['x/media/a', 101],
      ['b', 201],
    ] as const) {
      expect(await toProblem(pack([[path, Buffer.alloc(size)]]), limits)).toMatchObject({
        slug: 'archive-too-large',
        extensions: { limit: 'entryBytes', maximum: size - 1, actual: size, errors: [{ entry: path }] },
      });
    }
  });

  it('is held to what comes out, and to its ratio', async () => {
    // The ratio is judged once 16 MiB came out.
    const bytes = pack([['media/zeros', Buffer.alloc(17 * MiB)]]);
    expect(await toProblem(bytes, { decompressedBytes: MiB })).toMatchObject({
      slug: 'archive-too-large',
      extensions: { limit: 'decompressedBytes', maximum: MiB },
    });
    // What is not compressed has a ratio of one.
    const outcome = await slugOf(bytes, { ratio: 50 });
    expect(outcome).toBe(bytes.length > MiB ? 'accepted' : 'archive-too-large');
  });

  it('tells how far the reading is, up to its end', async () => {
    const bytes = pack(FILES);
    await withFile(bytes, async (path) => {
      const told: number[] = [];
      for await (const file of readContainer(path, DEFAULT_LIMITS, undefined, (read) => told.push(read))) {
        for await (const _ of file.body);
      }
      expect(told).toEqual([...told].sort((one, other) => one - other));
      expect(told.at(-1)).toBeGreaterThan(bytes.length * 0.9);
      expect(told.at(-1)).toBeLessThanOrEqual(bytes.length);
    });
  });

  it('lets go of the file when the reader leaves, and when it is told to stop', async () => {
    await withFile(pack(FILES), async (path) => {
      const gone = new Error('gone');
      const abort = new AbortController();
      const reading = async (): Promise<void> => {
        for await (const file of readContainer(path, DEFAULT_LIMITS, abort.signal)) {
          abort.abort(gone);
          for await (const _ of file.body);
        }
      };
      await expect(reading()).rejects.toBe(gone);
      for await (const _ of readContainer(path, DEFAULT_LIMITS)) break;
      expect(await openFiles(path)).toBe(0);
    });
  });
});

/** How often this process has the file open. */
async function openFiles(path: string): Promise<number> {
  const probe = await open(path);
  try {
    const links = await Promise.all(
      (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
    );
    return links.filter((link) => link === path).length - 1;
  } finally {
    await probe.close();
  }
}

async function slugOf(bytes: Buffer, limits = {}): Promise<string> {
  return readFiles(bytes, limits).then(
    () => 'accepted',
    (error: unknown) => {
      if (error instanceof PortabilityError) return error.slug;
      throw error;
    },
  );
}
