/** The tarball writer: deterministic, read by real tar, and broken off as soon as anything is wrong. */
import { execFileSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { packTarball, type TarballEntry } from '../../src/portability/container/tar/pack.js';
import { installed } from '../support/installed.js';
import { readFiles, withFile } from '../support/read-container.js';

const MTIME = new Date('2026-11-23T10:11:12.345Z');

interface Content {
  readonly path: string;
  readonly body: Buffer;
}

async function* chunksOf(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}

async function* entriesOf(contents: readonly Content[], chunk = 65_536): AsyncGenerator<TarballEntry> {
  for (const { path, body } of contents) yield { path, size: body.length, body: chunksOf(body, chunk) };
}

async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function failureOf(stream: Readable): Promise<unknown> {
  return await collect(stream).then(
    () => undefined,
    (error: unknown) => error,
  );
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

const segment = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .filter((text) => /^[^\p{C}\p{Z}/\\]+$/u.test(text) && !/^\.+$|^.:/.test(text));
const contents = fc.uniqueArray(
  fc.record({
    path: fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
    body: fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes)),
  }),
  { maxLength: 8, selector: ({ path }) => path.normalize('NFC').toUpperCase().toLowerCase() },
);

describe('packTarball', () => {
  it('is undone by readContainer', async () => {
    await fc.assert(
      fc.asyncProperty(contents, async (written) => {
        expect(await readFiles(await collect(packTarball(entriesOf(written), { mtime: MTIME })))).toEqual(
          written,
        );
      }),
      { numRuns: 100 },
    );
  });

  it('writes the same bytes however the bodies are cut', async () => {
    await fc.assert(
      fc.asyncProperty(contents, fc.integer({ min: 1, max: 700 }), async (written, chunk) => {
        const once = await collect(packTarball(entriesOf(written), { mtime: MTIME }));
        const again = await collect(packTarball(entriesOf(written, chunk), { mtime: MTIME }));
        expect(again.equals(once)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  (installed('tar', 'GNU tar') ? it : it.skip)(
    'is read by tar, with fixed owner, mode and time',
    async () => {
      const written = [
        { path: 'manifest.yaml', body: Buffer.from('format: carol-export\n') },
        { path: `media/${'long-'.repeat(30)}é.jpg`, body: Buffer.alloc(100_000, 'x') },
        { path: 'media/empty.txt', body: Buffer.alloc(0) },
      ];
      const bytes = await collect(packTarball(entriesOf(written), { mtime: MTIME }));
      await withFile(bytes, async (path) => {
        const options = { encoding: 'utf8', env: { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8' } } as const;
        const listed = execFileSync('tar', ['--numeric-owner', '--full-time', '-tvzf', path], options);
        expect(
          listed
            .split('\n')
            .filter(Boolean)
            .map((line) => line.replace(/ +/g, ' ')),
        ).toEqual(
          written.map(({ path, body }) => `-rw-r--r-- 0/0 ${body.length} 2026-11-23 10:11:12 ${path}`),
        );
      });
    },
  );

  it('needs no PAX header for the paths of an export', async () => {
    const path = 'media/6f0c2d3e-0000-4000-8000-000000000001.jpeg';
    const tar = gunzipSync(
      await collect(packTarball(entriesOf([{ path, body: Buffer.from('x') }]), { mtime: MTIME })),
    );
    expect(tar.subarray(0, path.length).toString()).toBe(path);
    expect(String.fromCharCode(tar[156]!)).toBe('0');
    expect(tar.length).toBe(512 + 512 + 1024);
  });

  it.each([
    ['9 GiB in base-256', 9 * 2 ** 30, '800000000000000240000000'],
    ['4 GiB in octal', 4 * 2 ** 30, Buffer.from('40000000000 ').toString('hex')],
  ])('states a size of %s', async (_, size, field) => {
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) yield Buffer.alloc(65_536);
    }
    async function* entries(): AsyncGenerator<TarballEntry> {
      yield { path: 'media/film.mp4', size, body: endless() };
    }
    const stream = packTarball(entries(), { mtime: MTIME });
    const tar = stream.pipe(createGunzip());
    for await (const chunk of tar) {
      expect((chunk as Buffer).subarray(124, 136).toString('hex')).toBe(field);
      break;
    }
    stream.destroy();
  });

  it.each([
    ['fewer', 9],
    ['more', 11],
    ['far more', 500_000],
    ['no', 0],
  ])('destroys the stream when a body gives %s bytes than announced', async (_, given) => {
    let closed = false;
    async function* entries(): AsyncGenerator<TarballEntry> {
      try {
        yield { path: 'a', size: 10, body: chunksOf(Buffer.alloc(given), 5) };
        yield { path: 'never asked for', size: 0, body: chunksOf(Buffer.alloc(0), 1) };
      } finally {
        closed = true;
      }
    }
    const stream = packTarball(entries(), { mtime: MTIME });
    expect(await failureOf(stream)).toMatchObject({
      slug: 'internal-error',
      detail: expect.stringContaining('a was announced with 10 bytes'),
    });
    expect(closed).toBe(true);
  });

  it('never ends a file cleanly that is short, so that no reader takes it for whole', async () => {
    async function* entries(): AsyncGenerator<TarballEntry> {
      yield { path: 'a', size: 400_000, body: chunksOf(Buffer.alloc(300_000), 65_536) };
    }
    const received: Buffer[] = [];
    const stream = packTarball(entries(), { mtime: MTIME }).on('data', (chunk: Buffer) =>
      received.push(chunk),
    );
    await new Promise<void>((resolve) => stream.on('close', resolve).on('error', () => undefined));
    expect(stream.readableEnded).toBe(false);
    expect(() => gunzipSync(Buffer.concat(received))).toThrow();
  });

  it.each(['body', 'entries'])('hands on an error of the %s', async (where) => {
    const lost = new Error('the blob store is gone');
    async function* failing(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(5);
      throw lost;
    }
    async function* entries(): AsyncGenerator<TarballEntry> {
      if (where === 'body') yield { path: 'a', size: 10, body: failing() };
      throw lost;
    }
    expect(await failureOf(packTarball(entries(), { mtime: MTIME }))).toBe(lost);
  });

  it.each(['', 'a\0b', 'a\ud800'])('refuses to write the name %j', async (path) => {
    const stream = packTarball(entriesOf([{ path, body: Buffer.alloc(0) }]), { mtime: MTIME });
    expect(await failureOf(stream)).toMatchObject({ slug: 'internal-error' });
  });

  it.each([0, 1, 20, 200])(
    'closes the body and the entries when the reader hangs up after %i ms',
    async (ms) => {
      const closed: string[] = [];
      let given = 0;
      async function* body(): AsyncGenerator<Buffer> {
        try {
          for (; ; given++) {
            await new Promise((resolve) => setImmediate(resolve));
            yield Buffer.alloc(65_536, given);
          }
        } finally {
          closed.push('body');
        }
      }
      async function* entries(): AsyncGenerator<TarballEntry> {
        try {
          yield { path: 'a', size: 9 * 2 ** 30, body: body() };
        } finally {
          closed.push('entries');
        }
      }
      const stream = packTarball(entries(), { mtime: MTIME });
      if (ms > 0) stream.once('data', () => undefined);
      await new Promise((resolve) => setTimeout(resolve, ms));
      stream.destroy();
      await settled();
      const before = given;
      await settled();
      expect(given).toBe(before);
      expect(closed).toEqual(expect.arrayContaining(ms > 0 ? ['body', 'entries'] : ['entries']));
    },
  );

  it('destroys a Readable that never gives anything when the reader hangs up', async () => {
    const body = new Readable({ read: () => undefined });
    async function* entries(): AsyncGenerator<TarballEntry> {
      yield { path: 'a', size: 10, body };
    }
    const stream = packTarball(entries(), { mtime: MTIME });
    stream.resume();
    await settled();
    stream.destroy();
    await settled();
    expect(body.destroyed).toBe(true);
  });

  it('reads no further than its buffers when nobody takes the archive', async () => {
    let given = 0;
    async function* body(): AsyncGenerator<Buffer> {
      for (; ; given += 65_536) yield Buffer.alloc(65_536, 'noise');
    }
    async function* entries(): AsyncGenerator<TarballEntry> {
      yield { path: 'a', size: 9 * 2 ** 30, body: body() };
    }
    const stream = packTarball(entries(), { mtime: MTIME });
    // Until half a second passes in which nothing more is read: how soon depends on the machine, how much does not.
    for (let before = -1; before !== given;) {
      before = given;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(given).toBeLessThan(4 * 2 ** 20);
    stream.destroy();
  });
});
