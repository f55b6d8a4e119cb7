/** `carol check`: every file is held against the store, and what an archive still has is healed. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newBlobKey } from '../../src/portability/blobs.js';
import { timelessFiles } from '../support/archive-files.js';
import { blobPaths, HARM } from '../support/harm.js';
import { carolHere } from '../support/carol-here.js';
import { COMMAND_LINE, type Outcome, runProgram } from '../support/program.js';
import { sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { ageBlobs, blobsOf } from '../support/sweep.js';

interface Report {
  readonly accounts: readonly {
    readonly email: string;
    readonly files: number;
    readonly orphans: { readonly blobs: number };
    readonly orphansRemoved: number;
    readonly broken: readonly {
      readonly state: string;
      readonly archive: string | null;
      readonly healed: boolean;
    }[];
  }[];
}

let service: TestService;
let folder: string;
beforeAll(async () => {
  service = await startTestService();
  folder = await mkdtemp(join(tmpdir(), 'carol-check-'));
});
afterAll(async () => {
  await service?.close();
  await rm(folder, { recursive: true, force: true });
});

function carol(...args: readonly string[]): Promise<Outcome> {
  const { url } = service.instance.dataSource.options as { url: string };
  return runProgram(COMMAND_LINE, ['check', ...args], { DATABASE_URL: url, DATA_DIR: service.dataDir });
}

async function check(...args: readonly string[]): Promise<{ status: unknown; report: Report }> {
  const { url } = service.instance.dataSource.options as { url: string };
  const environment = { DATABASE_URL: url, DATA_DIR: service.dataDir };
  const { status, stdout } = await carolHere(['check', ...args, '--json'], environment);
  return { status, report: JSON.parse(stdout.toString()) as Report };
}

const brokenOf = async (user: TestUser, ...args: readonly string[]) =>
  (await check(user.email, ...args)).report.accounts[0]?.broken.map(({ state }) => state);

async function exported(user: TestUser): Promise<{ bytes: Buffer; path: string }> {
  const bytes = await service.export(user);
  const path = join(folder, `${user.id}.tar.gz`);
  await writeFile(path, bytes);
  return { bytes, path };
}

describe('check', () => {
  it('finds nothing where all is well, and says so', async () => {
    const user = await userWith(service, sampleGraph());
    for (const option of [[], ['--read-data']] as const) {
      const { status, stdout, stderr } = await carol(user.email, ...option);
      expect(stderr).not.toMatch(/warning/i);
      expect({ status, text: stdout.toString() }).toEqual({
        status: 0,
        text: expect.stringMatching(/: 2 files .*\nEvery file is (whole|there, in its size)\.\n$/),
      });
    }
  });

  it.each(Object.entries(HARM))(
    'names a file that is %s, and repairs it from an archive',
    async (how, harm) => {
      const user = await userWith(service, sampleGraph());
      const { bytes, path } = await exported(user);
      await harm((await blobPaths(service, user))[0] ?? '');
      const state = how === 'lost' ? 'missing' : 'damaged';
      // Without reading, only another size shows.
      expect(await brokenOf(user)).toEqual(how === 'of other bytes' ? [] : [state]);
      expect(await brokenOf(user, '--read-data')).toEqual([state]);

      const asked = await check(user.email, '--read-data', '--from', path);
      expect(asked).toMatchObject({
        status: 1,
        report: { accounts: [{ broken: [{ state, archive: path, healed: false }] }] },
      });
      const repaired = await check(user.email, '--read-data', '--repair', '--from', path);
      expect(repaired).toMatchObject({ status: 0, report: { accounts: [{ broken: [{ healed: true }] }] } });
      expect(await brokenOf(user, '--read-data')).toEqual([]);
      expect(await timelessFiles(await service.export(user))).toEqual(await timelessFiles(bytes));
      expect(await blobsOf(service, user)).toHaveLength(2);
    },
  );

  it('repairs from another row that has the same file', async () => {
    const user = await userWith(service, sampleGraph());
    const [row] = (await service.instance.dataSource.query(
      'SELECT id, sha256, blob_key FROM media WHERE user_id = $1 LIMIT 1',
      [user.id],
    )) as { id: string; sha256: string; blob_key: string }[];
    const lost = newBlobKey(user.id, row?.sha256 ?? '');
    await service.instance.dataSource.query(
      `INSERT INTO media SELECT (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid(), 'blob_key', $2::text))).* FROM media m WHERE id = $1`,
      [row?.id, lost],
    );
    expect(await brokenOf(user)).toEqual(['missing']);
    expect(await check(user.email, '--repair')).toMatchObject({ status: 0 });
    expect(await brokenOf(user, '--read-data')).toEqual([]);
  });

  it('notes what it cannot repair, so that the very next export is whole without it', async () => {
    const user = await userWith(service, sampleGraph());
    await HARM['of other bytes']((await blobPaths(service, user))[0] ?? '');
    expect(await check(user.email, '--read-data', '--repair')).toMatchObject({ status: 1 });
    expect(
      [...(await timelessFiles(await service.export(user))).keys()].filter((path) =>
        path.startsWith('media/'),
      ),
    ).toHaveLength(1);
  });

  it('counts old blobs that nothing refers to, and removes them with --repair', async () => {
    const user = await userWith(service, sampleGraph());
    const orphan = newBlobKey(user.id, createHash('sha256').update('x').digest('hex'));
    await service.instance.blobs.put(
      orphan,
      (async function* () {
        yield Buffer.from('x');
      })(),
      1,
    );
    expect((await check(user.email)).report.accounts[0]?.orphans.blobs).toBe(0);
    await ageBlobs(service, user);
    expect((await check(user.email)).report.accounts[0]?.orphans.blobs).toBe(1);
    expect((await check(user.email, '--repair')).report.accounts[0]).toMatchObject({ orphansRemoved: 1 });
    expect(await blobsOf(service, user)).toHaveLength(2);
  });

  it('warns of nothing where it asks for many files at once', async () => {
    const user = await service.createUser();
    const { dataSource, blobs } = service.instance;
    for (let index = 0; index < 24; index++) {
      const bytes = Buffer.from(`file ${index}`);
      const key = newBlobKey(user.id, createHash('sha256').update(bytes).digest('hex'));
      await blobs.put(key, Readable.from([bytes], { objectMode: false }), bytes.length);
      await dataSource.query(
        `INSERT INTO media (id, user_id, file_name, content_type, byte_size, sha256, blob_key) VALUES (gen_random_uuid(), $1, 'a', 'text/plain', $2, $3, $4)`,
        [user.id, bytes.length, createHash('sha256').update(bytes).digest('hex'), key],
      );
    }
    const { status, stderr } = await carol(user.email);
    expect({ status, warned: /warning/i.test(stderr) }).toEqual({ status: 0, warned: false });
  });

  it('looks at everybody with --all, and wants to know whose files otherwise', async () => {
    const { status, report } = await check('--all');
    const [{ count } = { count: '0' }] = (await service.instance.dataSource.query(
      'SELECT count(*) FROM "user"',
    )) as { count: string }[];
    expect(report.accounts).toHaveLength(Number(count));
    expect(status).toBe(1);
    for (const wrong of [[], ['ada@carol.example', '--all']]) {
      const { status: usage, stderr } = await carol(...wrong);
      expect([usage, stderr]).toEqual([2, 'Say whose files: an e-mail address, or --all.\n']);
    }
    expect((await carol('nobody@carol.example')).status).toBe(1);
  });
});
