/** Files beside an archive's data: written in the same snapshot, listed in its checksums, and never read back. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CAROL_COMPANIONS } from '../../src/carol/companions/index.js';
import type { Companion } from '../../src/portability/kinds.js';
import { IMPORT_MODES } from '../../src/portability/kinds.js';
import { packFiles, readFiles, timelessFiles } from '../support/archive-files.js';
import { ballast, failing, peopleNames } from '../support/companions.js';
import { sampleGraph } from '../support/sample.js';
import { graphOf, userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

const isCompanion = (companions: readonly Companion[]) => {
  const files = companions.flatMap((companion) => companion.files);
  const patterns = files.map(({ path }) => new RegExp(`^${path.replace('.', '\\.').replace('*', '[^/]*')}$`));
  return (path: string): boolean => patterns.some((pattern) => pattern.test(path));
};

const CASES: readonly (readonly [string, readonly Companion[]])[] = [
  ['companions of a test', [peopleNames(), ballast('ballast.bin', 5_000)]],
  ...(CAROL_COMPANIONS.length > 0 ? [['the companions of Carol', CAROL_COMPANIONS] as const] : []),
];

describe.each(CASES)('With %s, an archive', (_, companions) => {
  const isOne = isCompanion(companions);
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({}, { companions });
  });
  afterAll(() => service?.close());

  const get = async (user: TestUser, query = '', headers: Record<string, string> = {}): Promise<Buffer> => {
    const answer = await fetch(`${service.url}/api/export${query}`, {
      headers: { authorization: `Bearer ${user.token}`, ...headers },
    });
    expect(answer.status).toBe(200);
    return Buffer.from(await answer.arrayBuffer());
  };

  it('has them behind the rest, listed in its checksums and told of in its README', async () => {
    const archive = await get(await userWith(service, sampleGraph()));
    const files = await readFiles(archive);
    const paths = [...files.keys()];
    const own = paths.filter(isOne);
    expect(own.length).toBeGreaterThan(0);
    expect(paths.slice(-own.length - 1)).toEqual([...own, 'SHA256SUMS']);
    for (const path of own) expect(String(files.get('SHA256SUMS'))).toContain(`  ${path}\n`);
    const readme = String(files.get('README.md'));
    for (const { path } of companions.flatMap((companion) => companion.files)) expect(readme).toContain(path);
  });

  it('has the same bytes when it was imported, but for the time', async () => {
    for (const graph of [sampleGraph(), graphOf(7)]) {
      const user = await userWith(service, graph);
      const archive = await get(user);
      const other = await service.createUser();
      expect((await service.import(other, archive, 'replace')).status).toBe(200);
      const before = await timelessFiles(archive);
      expect(await timelessFiles(await get(user))).toEqual(before);
      expect((await service.import(user, archive, 'replace')).status).toBe(200);
      expect(await timelessFiles(await get(user))).toEqual(before);
    }
  });

  it('is without them where nobody wants them, and else the same', async () => {
    const user = await userWith(service, sampleGraph());
    const [all, bare] = [await readFiles(await get(user)), await readFiles(await get(user, '?viewer=false'))];
    expect([...bare.keys()]).toEqual([...all.keys()].filter((path) => !isOne(path)));
    for (const [path, bytes] of bare)
      if (!['manifest.yaml', 'README.md', 'SHA256SUMS'].includes(path)) expect(all.get(path)).toEqual(bytes);
    expect(await service.preview(user, await get(user, '?viewer=true'))).toMatchObject({ status: 200 });
  });

  it.each([
    ['absent'],
    ['edited'],
    ['absent, and so are the checksums'],
    ['edited, without checksums'],
    ['of a stranger'],
  ])('is imported in every mode, whether they are there or %s', async (state) => {
    const user = await userWith(service, sampleGraph());
    const files = new Map<string, Buffer | string>(await readFiles(await get(user)));
    for (const path of [...files.keys()].filter(isOne))
      if (state.startsWith('absent')) files.delete(path);
      else files.set(path, '\0<script>alert(1)</script>');
    if (state.includes('checksums')) files.delete('SHA256SUMS');
    if (state === 'of a stranger') {
      files.delete('SHA256SUMS');
      files.set('index.htm', '');
    }
    const archive = await packFiles(files);
    const refusal = { edited: 'integrity-mismatch', 'of a stranger': 'archive-unexpected-file' }[state];
    const { status, body } = await service.preview(user, archive);
    if (refusal !== undefined)
      return expect([status, body.type]).toEqual([422, expect.stringContaining(refusal)]);
    expect([status, body.valid, body.errors, body.warnings]).toEqual([200, true, [], []]);
    for (const mode of IMPORT_MODES)
      expect((await service.import(user, archive, mode)).body.warnings).toEqual([]);
  });

  it('has, of a part, nothing of other areas', async () => {
    const user = await userWith(service, sampleGraph());
    const files = await readFiles(await get(user, '?areas=skills'));
    const names = ['Grace', 'Hopper', 'Aiken'];
    for (const [path, bytes] of files)
      if (isOne(path)) for (const name of names) expect([path, bytes.includes(name)]).toEqual([path, false]);
  });

  it('has nothing of anybody else', async () => {
    const secret = 'Somebody else entirely';
    const graph = sampleGraph();
    const [one, other] = [await service.createUser(), await userWith(service, graph)];
    await service.instance.dataSource.query('UPDATE person SET given_name = $1 WHERE user_id = $2', [
      secret,
      other.id,
    ]);
    for (const [path, bytes] of await readFiles(await get(one)))
      expect([path, bytes.includes(secret)]).toEqual([path, false]);
  });

  it('is as strict about the query as about any', async () => {
    const user = await service.createUser();
    const answer = await fetch(`${service.url}/api/export?viewer=perhaps`, {
      headers: { authorization: `Bearer ${user.token}` },
    });
    expect([answer.status, ((await answer.json()) as { errors: unknown }).errors]).toEqual([
      400,
      [{ parameter: 'viewer', detail: 'is neither', allowed: ['true', 'false'] }],
    ]);
  });
});

describe('A companion', () => {
  const services: TestService[] = [];
  const start = async (companions: readonly Companion[], environment = {}): Promise<TestService> => {
    const service = await startTestService(environment, { companions });
    services.push(service);
    return service;
  };
  afterAll(() => Promise.all(services.map((service) => service.close())));

  it('is written in the language that is preferred of those that there are, from the rows and their files', async () => {
    const service = await start([peopleNames(1)]);
    const user = await userWith(service, sampleGraph());
    for (const [wish, language] of [
      ['de-AT, en;q=0.5', 'de'],
      ['fr', 'en'],
      ['*', 'en'],
    ]) {
      const answer = await fetch(`${service.url}/api/export`, {
        headers: { authorization: `Bearer ${user.token}`, 'accept-language': wish ?? '' },
      });
      const files = await readFiles(Buffer.from(await answer.arrayBuffer()));
      expect(String(files.get('names.txt'))).toMatch(new RegExp(`^\\S+Z ${language} [1-9]\\d*\\n$`));
      for (const [path, bytes] of files) {
        const [, photo] = /^.* (\S+)\n$/.exec(path.startsWith('view/') ? String(bytes) : '') ?? [];
        if (photo !== undefined && photo !== '-') expect([...files.keys()]).toContain(photo);
      }
    }
  });

  it('that fails breaks the download off', async () => {
    const service = await start([failing()]);
    const user = await userWith(service, sampleGraph());
    await expect(service.export(user, undefined, true)).rejects.toThrow();
  });

  it.each([
    ['the archive', { LIMIT_DECOMPRESSED_BYTES: '600000' }, 400_000, 400_000],
    ['an upload', { LIMIT_UPLOAD_BYTES: '600000' }, 300_000, 400_000],
    ['the number of files', { LIMIT_ENTRIES: '25' }, 10, 10],
    ['one file', { LIMIT_MEDIA_BYTES: '20000' }, 10, 30_000],
  ])(
    'that goes beyond the limit of %s is left out, and the others are there',
    async (_, limits, first, second) => {
      const service = await start([ballast('one.bin', first), ballast('two.bin', second)], limits);
      const user = await userWith(service, sampleGraph());
      const archive = await service.export(user, undefined, true);
      const paths = [...(await readFiles(archive)).keys()];
      expect(paths.filter((path) => path.endsWith('.bin'))).toEqual(['one.bin']);
      expect(await service.preview(user, archive)).toMatchObject({
        status: 200,
        body: { valid: true, warnings: [] },
      });
      expect(service.log.filter((line) => line.includes('companion-left-out'))).toHaveLength(1);
    },
  );

  it('is not in the copy that undoes an import', async () => {
    const service = await start([failing()], { UNDO_DAYS: '7' });
    const [user, other] = [await userWith(service, sampleGraph()), await userWith(service, sampleGraph())];
    const answer = await fetch(`${service.url}/api/export?viewer=false`, {
      headers: { authorization: `Bearer ${user.token}` },
    });
    const archive = Buffer.from(await answer.arrayBuffer());
    expect((await service.import(other, archive, 'replace')).status).toBe(200);
  });
});
