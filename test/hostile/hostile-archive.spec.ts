/** Whatever stands in a valid archive that should not is refused by the service, and leaves nothing behind. */
import { deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProblemSlug } from '../../src/portability/index.js';
import { expectRefused, watched, witness } from '../support/refusals.js';
import { fingerprint } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { END_OF_TAR, formsOfName, paxHeader, tarEntry, tarHeader } from '../support/tar-builder.js';
import { STORED, zipOf } from '../support/zip-builder.js';
import { CANARY, media, NAMES, UNSAFE } from './hostile-entries.js';

const KiB = 1024;
const MiB = 1024 * KiB;

let service: TestService;
let user: TestUser;
/** The entries of a valid archive, without the end mark. */
let entries: Buffer;
let valid: Buffer;
beforeAll(async () => {
  service = await startTestService();
  user = await witness(service);
  valid = await service.export(user);
  const tar = gunzipSync(valid);
  let end = tar.length;
  while (tar[end - 1] === 0) end--;
  entries = tar.subarray(0, Math.ceil(end / 512) * 512);
});
afterAll(() => service?.close());

/** The valid archive with something before its end; whole again otherwise. */
const withTail = (...parts: readonly Buffer[]): Buffer =>
  gzipSync(Buffer.concat([entries, ...parts, END_OF_TAR]));
const withHead = (...parts: readonly Buffer[]): Buffer =>
  gzipSync(Buffer.concat([...parts, entries, END_OF_TAR]));
const size = (hex: string): Buffer => Buffer.from(hex.padEnd(24, '0'), 'hex');

it('accepts the archive that all others are made of', async () => {
  expect((await service.preview(user, withTail())).body).toMatchObject({ valid: true, errors: [] });
  expect((await service.preview(user, withHead())).body).toMatchObject({ valid: true, errors: [] });
});

describe('an entry in a valid archive', () => {
  it.each(NAMES)('is refused as %s when it is called %j', async (code, name) => {
    for (const form of formsOfName(name)) {
      const { status, body } = await service.preview(user, withHead(...form));
      expect({ status, body }).toMatchObject({
        status: 422,
        body: { type: '/problems/archive-unsafe', errors: [{ code }] },
      });
    }
    const errors = await expectRefused(service, withTail(tarHeader({ name })), {
      slug: 'archive-unsafe',
      codes: [code],
    });
    expect(JSON.stringify(errors)).not.toMatch(/[\u202e\x1b]|\\u001b|\\n/);
  });

  it.each(UNSAFE)('is refused when it is %s', async (_, code, parts) => {
    await expectRefused(service, withTail(...parts()), { slug: 'archive-unsafe', codes: [code] });
  });

  const CORRUPT: readonly (readonly [what: string, parts: () => Buffer[]])[] = [
    ['with a wrong checksum', () => [tarHeader({ name: media(), checksumError: 1 })]],
    ['of more bytes than there are', () => [tarHeader({ name: media(), size: 1_000_000 })]],
    ['of minus one byte', () => [tarHeader({ name: media(), rawSize: Buffer.alloc(12, 0xff) })]],
    ['of a negative size in base-256', () => [tarHeader({ name: media(), rawSize: size('ff') })]],
    ['of an absurd size in base-256', () => [tarHeader({ name: media(), rawSize: size('80ffffffffffffffffffffff') })]],
    ['of a size that starts with 0x81', () => [tarHeader({ name: media(), rawSize: size('81') })]],
    ['of a size that is no number', () => [tarHeader({ name: media(), rawSize: Buffer.from('00000000 12\0') })]],
    ['that is a folder with a body', () => [tarEntry({ name: 'd/', type: '5' }, 'hidden')]],
    ['of which only the extended header is there', () => [paxHeader({ path: media() })]],
  ]; // prettier-ignore

  it.each(CORRUPT)('is called damaged %s', async (_, parts) => {
    await expectRefused(service, withTail(...parts()), { slug: 'archive-corrupt' });
  });

  it('that has no place here is refused, and all such are named', async () => {
    const names = ['goals.yaml', 'people.yml', 'media/x.png', 'etc/passwd', 'README.txt'];
    const errors = await expectRefused(
      service,
      withTail(...names.map((name) => tarEntry({ name }, CANARY))),
      {
        slug: 'archive-unexpected-file',
        canaries: [CANARY],
      },
    );
    expect(errors.map(({ entry }) => entry)).toEqual(names);
  });
});

describe('a file that is no archive', () => {
  it.each<[string, Buffer]>([
    ['empty', Buffer.alloc(0)],
    ['7z', Buffer.from('377abcaf271c0004', 'hex')],
    ['xz', Buffer.from('fd377a585a000004', 'hex')],
    ['zstd', Buffer.from('28b52ffd2400', 'hex')],
    ['bzip2', Buffer.from('BZh91AY&SY')],
    ['rar', Buffer.from('526172211a070100', 'hex')],
    ['html', Buffer.from(`<!DOCTYPE html><title>${CANARY}</title>`)],
    ['json', Buffer.from(`{"x": "${CANARY}"}`)],
    ['yaml', Buffer.from('format: carol-export\n')],
    ['pdf', Buffer.from('%PDF-1.7\n')],
    ['text', Buffer.from(CANARY)],
    ['unknown', Buffer.from([1, 2, 3, 0xff])],
  ])('is called %s', async (detected, bytes) => {
    await expectRefused(service, bytes, { slug: 'unsupported-archive-type', canaries: [CANARY] });
    expect((await service.preview(user, bytes)).body).toMatchObject({ detected });
  });

  it.each<[string, Buffer]>([
    ['json', Buffer.from('{}')],
    ['gzip', gzipSync(gzipSync('x'))],
    ['zip', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(1_000)])],
  ])('is called %s when that is what gzip holds', async (detected, bytes) => {
    await expectRefused(service, gzipSync(bytes), { slug: 'unsupported-archive-type' });
    expect((await service.preview(user, gzipSync(bytes))).body).toMatchObject({ detected });
  });
});

describe('gzip', () => {
  const changed = (fromEnd: number): Buffer => {
    const bytes = Buffer.from(valid);
    bytes[bytes.length - fromEnd]! ^= 1;
    return bytes;
  };

  it.each<[string, () => Buffer, ProblemSlug]>([
    ['a wrong checksum', () => changed(8), 'archive-corrupt'],
    ['a wrong length', () => changed(4), 'archive-corrupt'],
    ['text behind it', () => Buffer.concat([valid, Buffer.from(CANARY)]), 'archive-corrupt'],
    ['zeros and text behind it', () => Buffer.concat([valid, Buffer.alloc(700), Buffer.from(CANARY)]), 'archive-corrupt'],
    ['a second archive behind it', () => Buffer.concat([valid, valid]), 'archive-unsafe'],
    ['half a member behind it', () => Buffer.concat([valid, gzipSync('').subarray(0, 12)]), 'archive-corrupt'],
    ['no end of tar', () => gzipSync(entries), 'archive-corrupt'],
    ['half an end of tar', () => gzipSync(Buffer.concat([entries, Buffer.alloc(512)])), 'archive-corrupt'],
    ['an entry behind the end of tar', () => gzipSync(Buffer.concat([entries, END_OF_TAR, tarEntry({ name: media() }, CANARY)])), 'archive-unsafe'],
  ])('with %s is refused', async (_, bytes, slug) => {
    await expectRefused(service, bytes(), { slug, canaries: [CANARY] });
  }); // prettier-ignore

  it('cut off anywhere is refused, by hundreds', async () => {
    const before = await fingerprint(service);
    await watched(service, async () => {
      for (let length = 3; length < valid.length; length += Math.ceil(valid.length / 100)) {
        const { status, body } = await service.preview(user, valid.subarray(0, length));
        expect({ length, status, type: body.type }).toEqual({
          length,
          status: 422,
          type: '/problems/archive-corrupt',
        });
      }
    });
    expect(await fingerprint(service)).toBe(before);
  });

  it('in several members with zeros behind them is the same archive', async () => {
    const tar = Buffer.concat([entries, END_OF_TAR]);
    const at = Math.floor(tar.length / 3);
    const bytes = Buffer.concat([
      gzipSync(tar.subarray(0, at)),
      gzipSync(''),
      gzipSync(tar.subarray(at)),
      Buffer.alloc(512),
    ]);
    expect((await service.preview(user, bytes)).body).toMatchObject({ valid: true });
  });
});

describe('a bomb', () => {
  const zeros = gzipSync(Buffer.alloc(64 * MiB));
  const deflated = deflateRawSync(Buffer.alloc(64 * MiB));
  const header = (name: string): Buffer => tarHeader({ name, size: 128 * MiB });

  it.each<[string, () => Buffer]>([
    ['of one member', () => gzipSync(Buffer.concat([header(media()), Buffer.alloc(64 * MiB)]))],
    ['of many members', () => Buffer.concat([gzipSync(header(media())), zeros, zeros])],
    ['in YAML', () => Buffer.concat([gzipSync(header('people.yaml')), zeros, zeros])],
    ['behind the end', () => Buffer.concat([valid, zeros, zeros])],
    ['gzipped twice', () => gzipSync(gzipSync(Buffer.concat([header(media()), Buffer.alloc(64 * MiB)])))],
    ['in a ZIP', () => zipOf([{ name: media(), data: deflated, size: 64 * MiB, crc32: 0 }])],
    [
      'in a ZIP in a tarball’s place',
      () =>
        zipOf([
          { name: 'a.tar.gz', body: zeros, method: STORED },
          { name: media(), data: deflated, size: 64 * MiB },
        ]),
    ],
    [
      'that a ZIP calls small',
      () =>
        zipOf([
          { name: 'a.tar.gz', body: gzipSync(Buffer.concat([header(media()), Buffer.alloc(64 * MiB)])) },
        ]),
    ],
  ])('%s is refused by its ratio', async (_, bytes) => {
    await expectRefused(service, bytes(), { slug: 'archive-too-large' });
  });

  it('of very many empty entries is refused by their number', async () => {
    // A limit of its own: what the test itself needs for a hundred thousand headers would be taken for the service's memory.
    const entries = 2_000;
    const limited = await startTestService({ LIMIT_ENTRIES: String(entries) });
    try {
      const entry = (index: number): Buffer => tarHeader({ name: `d${index}/`, type: '5' });
      const parts = Array.from({ length: entries + 1 }, (_, index) => entry(index));
      const archive = gzipSync(Buffer.concat([...parts, END_OF_TAR]), { level: 1 });
      await expectRefused(limited, archive, { slug: 'archive-too-large' });
      const zip = zipOf(Array.from({ length: entries }, (_, index) => ({ name: `d${index}/x`, body: 'x' })));
      await expectRefused(limited, zip, { slug: 'archive-unexpected-file' });
    } finally {
      await limited.close();
    }
  });

  it('of extended headers is refused by their bytes', async () => {
    const flood = Array.from({ length: 20 }, () => [
      paxHeader({ comment: 'x'.repeat(60 * KiB) }),
      tarEntry({ name: media() }),
    ]).flat();
    for (const parts of [[paxHeader({ comment: 'x'.repeat(65 * KiB) }), tarHeader({ name: media() })], flood])
      await expectRefused(service, withHead(...parts), { slug: 'archive-too-large' });
  });
});
