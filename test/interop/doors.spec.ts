/** The same archive through every door means the same; a ZIP that is none of ours is refused, and leaves nothing behind. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PROBLEMS } from '../../src/portability/index.js';
import { SYSTEM_NAMES } from '../../src/portability/kinds.js';
import { readFiles } from '../support/archive-files.js';
import { DOORS, type DoorFile } from '../support/doors.js';
import { expectReplaceChangesNothing } from '../support/golden-unchanged.js';
import { HOSTILE_ZIPS } from '../support/hostile-zips.js';
import { expectRefused, witness } from '../support/refusals.js';
import { fingerprint } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

const ORIGINAL = readFileSync(new URL('../golden/v1/carol-export-v1.tar.gz', import.meta.url));
const WRAPPER = 'carol-export-2026-11-23';

let service: TestService;
let user: TestUser;
let files: readonly DoorFile[];
let before: string;

beforeAll(async () => {
  service = await startTestService();
  user = await service.createUser();
  expect(await service.import(user, ORIGINAL, 'replace')).toMatchObject({ status: 200 });
  // Who is refused below, and has data too.
  await witness(service);
  before = await fingerprint(service);
  files = [...(await readFiles(ORIGINAL))];
});
afterAll(() => service?.close());

const within = (folder: string): readonly DoorFile[] =>
  files.map(([path, bytes]) => [`${folder}/${path}`, bytes] as const);

describe.each(DOORS)('$name', ({ pack }) => {
  it('imports as the archive that it is', async () => {
    for (const tree of [files, within(WRAPPER), within(`Downloads (Müller)/${WRAPPER}`)]) {
      await expectReplaceChangesNothing(service, user, pack(tree), before);
    }
  });

  it('is confirmed by the digest of the file that was sent', async () => {
    const archive = pack(files);
    const sha256 = createHash('sha256').update(archive).digest('hex');
    expect((await service.preview(user, archive)).body.archive).toMatchObject({ sha256 });
    expect(await service.import(user, archive, 'merge', sha256)).toMatchObject({ status: 200 });
    const stale = await service.import(user, archive, 'merge', sha256.replaceAll(/./g, '0'));
    expect(stale).toMatchObject({ status: 409, body: { type: '/problems/preview-stale' } });
  });

  it('imports without a word of what systems dropped into it, wherever', async () => {
    const dropped = within(WRAPPER).flatMap(([path, bytes], at): DoorFile[] => {
      const { example } = SYSTEM_NAMES[at % SYSTEM_NAMES.length]!;
      const folder = path.slice(0, path.lastIndexOf('/') + 1);
      return [
        [`${folder}${at}/${example}`, 'x'],
        [path, bytes],
      ];
    });
    const all = SYSTEM_NAMES.map(({ example }): DoorFile => [`${WRAPPER}/media/${example}`, 'x']);
    await expectReplaceChangesNothing(service, user, pack([...dropped, ...all]), before);
  });

  it('is refused with what an archive has no place for', async () => {
    await expectRefused(service, pack([...files, ['goals.yaml', 'x']]), {
      slug: 'archive-unexpected-file',
      codes: ['unexpected-file'],
    });
  });

  it('is refused where its checksums do not match', async () => {
    const edited = files.map(([path, bytes]): DoorFile => [path, path === 'people.yaml' ? '{}\n' : bytes]);
    await expectRefused(service, pack(edited), { slug: 'integrity-mismatch', codes: ['digest'] });
  });
});

describe('what was left aside', () => {
  const without = (name: string, ...more: readonly DoorFile[]): Buffer =>
    DOORS[0]!.pack([...files.filter(([path]) => path !== name && path !== 'SHA256SUMS'), ...more]);

  it.each([
    ['~$people.yaml', /Microsoft Office.*lacks a file people\.yaml/],
    ['.nfs000a', /NFS.*lacks a file people\.yaml/],
    ['@eaDir/people.yaml@SynoEAStream', /Synology.*lacks a file people\.yaml/],
  ])('is named in a warning where it may hide what is absent: %s', async (path, detail) => {
    const { status, body } = await service.preview(user, without('people.yaml', [path, 'x']));
    expect(status).toBe(200);
    expect(body.warnings.filter(({ code }) => code === 'left-aside')).toEqual([
      {
        file: path,
        pointer: '#',
        line: 1,
        column: 1,
        code: 'left-aside',
        detail: expect.stringMatching(detail),
      },
    ]);
  });

  it('is not named where nothing is absent, nor where the manifest says so', async () => {
    for (const archive of [
      without('', ['~$people.yaml', 'x']),
      without('people.yaml', ['~$jobs.yaml', 'x']),
    ]) {
      const { body } = await service.preview(user, archive);
      expect(body.warnings.filter(({ code }) => code === 'left-aside')).toEqual([]);
    }
  });
});

describe('a ZIP', () => {
  afterAll(async () => {
    expect(await fingerprint(service)).toBe(before);
  });

  it.each(HOSTILE_ZIPS)('%s is refused', async (_, { slug, code, limit, detected }, make) => {
    const { status, body } = await service.preview(user, make());
    expect({ status, body }).toMatchObject({
      status: PROBLEMS[slug].status,
      body: {
        type: `/problems/${slug}`,
        title: PROBLEMS[slug].title,
        ...(code === undefined ? {} : { errors: [{ code }] }),
        ...(limit === undefined ? {} : { limit }),
        ...(detected === undefined ? {} : { detected }),
      },
    });
  });
});
