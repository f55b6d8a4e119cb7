/** Every limit through the API: what is at the limit is taken, what is one past it is refused and told which limit it was. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { FORMAT } from '../../src/carol/graph.js';
import { DEFAULT_LIMITS, type ImportLimits } from '../../src/portability/index.js';
import { readFiles } from '../support/archive-files.js';
import { uploadsBegun } from '../support/at-rest.js';
import { begin, eventually, file, formOf, send } from '../support/raw-http.js';
import { watchedLoosely } from '../support/refusals.js';
import { packGraph, packTexts, sampleGraph } from '../support/sample.js';
import { fingerprint, userWith } from '../support/seeded.js';
import { LIMITS, section, yamlOf } from './limit-cases.js';
import { allClosed, blobs, serviceWith, useLimits } from './limited-service.js';

useLimits();

const MiB = 1024 * 1024;

describe('A limit', () => {
  it.each(LIMITS)(
    'of %s is kept: at it an archive is taken, one past it refused',
    async (limit, value, make, refusal) => {
      const service = await serviceWith({ [limit]: value });
      const user = await service.createUser();
      expect(await service.import(user, await make(value), 'merge')).toMatchObject({ status: 200 });
      const refused = await service.import(user, await make(value + 1), 'replace');
      expect(refused).toMatchObject({
        status: refusal.status,
        body: { type: refusal.type, ...(refusal.limit ? { limit: refusal.limit, maximum: value } : {}) },
      });
    },
  );

  it('of all area files together, of entries and of all that comes out is kept', async () => {
    const archive = await packTexts({ 'skills.yaml': yamlOf(4_000), 'notes.yaml': '{}\n' });
    const files = await readFiles(archive);
    const yaml = [...files].filter(([path]) => path.endsWith('.yaml') && path !== 'manifest.yaml');
    const yamlBytes = yaml.reduce((all, [, body]) => all + body.length, 0);
    const decompressedBytes = archive.readUInt32LE(archive.length - 4);
    const exact: Partial<ImportLimits> = {
      yamlBytes,
      entries: files.size,
      decompressedBytes,
      uploadBytes: archive.length,
    };
    const service = await serviceWith(exact);
    expect(await service.preview(await service.createUser(), archive)).toMatchObject({
      status: 200,
      body: { valid: true },
    });
    await service.close();
    for (const [limit, value] of Object.entries(exact)) {
      const tighter = await serviceWith({ [limit]: value - 1 });
      const answer = await tighter.preview(await tighter.createUser(), archive);
      expect({ limit, ...answer }).toMatchObject({ limit, status: 413, body: { limit, maximum: value - 1 } });
      await tighter.close();
    }
    allClosed();
  });

  it('of the manifest is kept', async () => {
    const service = await serviceWith({ manifestBytes: 100_000 });
    const user = await service.createUser();
    const manifest = (size: number): Promise<Buffer> => {
      const text = `format: carol-export\nformatVersion: ${FORMAT.version}\nexportedAt: 2026-01-01T00:00:00Z\nappVersion: 1.0.0\ncounts: {}\nmedia: {files: 0, bytes: 0}\n`;
      return packTexts({ 'manifest.yaml': `${text}#${'x'.repeat(size - text.length - 2)}\n` });
    };
    expect(await service.preview(user, await manifest(100_000))).toMatchObject({ status: 200 });
    expect(await service.preview(user, await manifest(100_001))).toMatchObject({
      status: 413,
      body: { limit: 'entryBytes', maximum: 100_000 },
    });
  });

  it('of the ratio is judged once 16 MiB came out', async () => {
    const service = await serviceWith({ ratio: 5 });
    const user = await service.createUser();
    const zeros = (size: number): Promise<Buffer> =>
      packTexts({ 'skills.yaml': `${section()}#${'x'.repeat(size)}\n` });
    expect(await service.preview(user, await zeros(15 * MiB))).toMatchObject({ status: 200 });
    expect(await service.preview(user, await zeros(17 * MiB))).toMatchObject({
      status: 413,
      body: { limit: 'ratio', maximum: 5 },
    });
  });

  it('of transfers in a minute is kept for each person', async () => {
    const service = await serviceWith({ transfersPerMinute: 2 });
    const [user, other] = [await service.createUser(), await service.createUser()];
    for (let turn = 0; turn < 2; turn++) await service.export(user);
    const refused = await service.preview(user, Buffer.from('x'));
    expect(refused).toMatchObject({ status: 429, body: { type: '/problems/too-many-requests' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    await service.export(other);
  });

  it.each<readonly ['importsPerProcess' | 'exportsPerProcess']>([
    ['importsPerProcess'],
    ['exportsPerProcess'],
  ])(
    'of %s is kept: who comes when all places are taken is told to come back',
    async (limit) => {
      const service = await serviceWith({ [limit]: 2, queueSeconds: 2 });
      const [archive, path] = [await packGraph(sampleGraph()), '/api/import/preview'];
      const guest = await userWith(service, sampleGraph());
      const transfer = (user = guest) =>
        limit === 'importsPerProcess'
          ? send(service, user, { path, body: formOf(file(archive)) })
          : send(service, user, { path: '/api/export', method: 'GET' });
      const hosts = [await service.createUser(), await userWith(service, sampleGraph())];
      // Both places are taken: by uploads that do not go on, or by downloads that wait for a file.
      let goOn = (): void => undefined;
      const held = new Promise<void>((resolve) => (goOn = resolve));
      blobs.before = (call) => (call === 'get' ? held : undefined);
      const sockets =
        limit === 'importsPerProcess'
          ? await Promise.all(hosts.map((host) => begin(service, host, 'chunked', { path })))
          : [];
      const downloads = limit === 'exportsPerProcess' ? [guest, hosts[1]].map(transfer) : [];
      if (limit === 'importsPerProcess') await uploadsBegun(service, 2);
      else await eventually(() => expect(blobs.counts.get).toBe(2));

      const refused = await transfer(limit === 'exportsPerProcess' ? hosts[0] : guest);
      expect(refused).toMatchObject({ status: 503, body: { type: '/problems/server-busy' } });
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);

      goOn();
      sockets.pop()?.destroy();
      for (const download of downloads) expect(await download).toMatchObject({ status: 200 });
      expect(await transfer()).toMatchObject({ status: 200 });
      for (const socket of sockets) socket.destroy();
    },
    60_000,
  );

  it('of the time that a transaction waits for files is kept, and the import is undone', async () => {
    const service = await serviceWith({ idleSeconds: 2 });
    const archive = await packGraph(sampleGraph());
    const store = (milliseconds: number): void => {
      blobs.before = (call, count) =>
        call === 'put' && count === 1
          ? new Promise((resolve) => setTimeout(resolve, milliseconds))
          : undefined;
    };
    const user = await service.createUser();
    const before = await fingerprint(service);
    store(4_000);
    const refused = await service.import(user, archive, 'merge');
    expect(refused).toMatchObject({ status: 503, body: { type: '/problems/server-busy' } });
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect(await fingerprint(service)).toBe(before);
    blobs.reset();
    store(500);
    expect(await service.import(user, archive, 'merge')).toMatchObject({ status: 200 });
  });

  it('of the wait for a lock is kept, and the import is undone', async () => {
    const service = await serviceWith({ lockSeconds: 1 });
    const user = await userWith(service, sampleGraph());
    const archive = await service.export(user);
    const holder = service.instance.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('LOCK TABLE person IN ACCESS EXCLUSIVE MODE');
    const started = Date.now();
    const answer = await service.import(user, archive, 'copies');
    expect(answer).toMatchObject({ status: 503, body: { type: '/problems/server-busy' } });
    expect(answer.headers.get('retry-after')).not.toBeNull();
    expect(Date.now() - started).toBeLessThan(10_000);
    await holder.rollbackTransaction();
    await holder.release();
    expect(await service.import(user, archive, 'copies')).toMatchObject({ status: 200 });
  });

  it('of one statement is kept', async () => {
    const service = await serviceWith({ statementSeconds: 1, lockSeconds: 30 });
    const user = await userWith(service, sampleGraph());
    const holder = service.instance.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('LOCK TABLE person IN ACCESS EXCLUSIVE MODE');
    await expect(service.export(user)).rejects.toThrow(/answered 503.*server-busy/);
    await holder.rollbackTransaction();
    await holder.release();
    await service.export(user);
  });
});

describe('The memory of the decoder', () => {
  it('ends one request and not the process', async () => {
    // One entry as large as an area may be: a flow mapping of very many short members, which cannot be read in pieces.
    const service = await serviceWith({});
    const user = await service.createUser();
    const members = Array.from({ length: 9_000_000 }, (_, index) => `k${index.toString(36)}: {}`).join(', ');
    const archive = await packTexts({
      'people.yaml': `${randomUUID()}: {givenName: A, customFields: {${members}}}\n`,
    });
    await watchedLoosely(service, async () => {
      const answer = await service.preview(user, archive);
      expect(answer).toMatchObject({ status: 422, body: { type: '/problems/yaml-too-complex' } });
    });
    await service.export(user);
  }, 120_000);
});

describe('The table of limits', () => {
  it('has nothing that can be switched off', () => {
    for (const value of Object.values(DEFAULT_LIMITS)) expect(value).toBeGreaterThan(0);
  });
});
