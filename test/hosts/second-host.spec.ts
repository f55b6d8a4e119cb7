/** Another application, which knows nothing of Carol, mounts the module with kinds of its own: everything works. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import pg from 'pg';
import { blobKey, createFsBlobStore } from '../../src/portability/blobs.js';
import type { ImportResult, PreviewReport } from '../../src/portability/index.js';
import { IMPORT_MODES } from '../../src/portability/kinds.js';
import { edit, readFiles, timelessFiles } from '../support/archive-files.js';
import { png, sha256Of } from '../../src/portability/testing/media-files.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { Book, Scan, Shelf } from '../support/second-host/entities.js';
import { memberId, MOUNTS, startSecondHost, type SecondHost } from '../support/second-host/host.js';

const FOLDER = new URL('../support/second-host/', import.meta.url);

it.each(readdirSync(FOLDER))('%s takes nothing from Carol but the module', (name) => {
  const imports = [...readFileSync(new URL(name, FOLDER), 'utf8').matchAll(/from '(\.[^']+)'/g)].map(
    ([, path]) => path ?? '',
  );
  expect(imports.filter((path) => !/^(\.\/|\.\.\/\.\.\/\.\.\/src\/portability\/)/.test(path))).toEqual([]);
});

describe.each(Object.keys(MOUNTS) as (keyof typeof MOUNTS)[])('mounted by %s', (mount) => {
  const scanned = mount === 'forRootAsync';
  const cover = png(1, 2, 3);
  let database: TestDatabase;
  let directory = '';
  let host: SecondHost;

  beforeAll(async () => {
    database = await createTestDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    // Nothing of Carol's is in it any more.
    await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await client.end();
    directory = await mkdtemp(join(tmpdir(), 'second-host-'));
    host = await startSecondHost(mount, database.url, directory);
  });
  afterAll(async () => {
    await host?.close();
    await database?.drop();
    await rm(directory, { recursive: true, force: true });
  });

  const repositories = () => ({
    shelves: host.dataSource.getRepository(Shelf),
    books: host.dataSource.getRepository(Book),
    scans: host.dataSource.getRepository(Scan),
  });

  beforeEach(async () => {
    const { shelves, books, scans } = repositories();
    for (const repository of [books, scans, shelves])
      await repository.createQueryBuilder().delete().execute();
    const userId = memberId('ada');
    const [shelf, empty] = [randomUUID(), randomUUID()];
    await shelves.save([
      { id: shelf, userId, label: 'Novels' },
      { id: empty, userId, label: '' },
    ]);
    const scanId = randomUUID();
    const sha256 = sha256Of(cover);
    const key = blobKey(userId, sha256);
    if (scanned) {
      const blobs = createFsBlobStore(`${directory}/blobs`);
      await blobs.put(key, pieces(cover), cover.length);
      await scans.save({
        id: scanId,
        userId,
        name: 'cover.png',
        mediaType: 'image/png',
        size: String(cover.length),
        sha256,
        key,
      });
    }
    const first = randomUUID();
    await books.save([
      {
        id: first,
        userId,
        shelfId: shelf,
        title: 'Dune',
        price: '9.90',
        authors: ['Frank Herbert'],
        readOn: '1999-12-31',
      },
    ]);
    await books.save([
      {
        id: randomUUID(),
        userId,
        shelfId: shelf,
        title: 'Dune Messiah',
        sequelOfId: first,
        authors: [],
        remarks: `After [the first](${first}).`,
        coverScanId: scanned ? scanId : null,
      },
    ]);
  });

  const counts = scanned ? { shelves: 2, books: 2, scans: 1 } : { shelves: 2, books: 2 };

  async function exportOf(member: string): Promise<Buffer> {
    const response = await fetch(`${host.url}/api/export`, { headers: { 'x-member': member } });
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer());
  }

  async function post<Body>(member: string, path: string, archive: Buffer, fields = {}) {
    const form = new FormData();
    for (const [name, value] of Object.entries<string>(fields)) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(archive)]), 'archive.tar.gz');
    const response = await fetch(host.url + path, {
      method: 'POST',
      headers: { 'x-member': member },
      body: form,
    });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      body: (await response.json()) as Body,
    };
  }

  const effectsOf = (effect: string) =>
    Object.fromEntries(
      Object.entries(counts).map(([kind, rows]) => [
        kind,
        { create: 0, update: 0, unchanged: 0, delete: 0, keep: 0, skip: 0, [effect]: rows },
      ]),
    );

  it('exports its own kinds', async () => {
    const files = await readFiles(await exportOf('ada'));
    const areas = scanned ? ['library', 'scans'] : ['library'];
    const media = [...files.keys()].filter((path) => path.startsWith('media/'));
    expect([...files.keys()]).toEqual([
      'manifest.yaml',
      'README.md',
      ...areas.map((area) => `${area}.yaml`),
      ...media,
      'schema/manifest.schema.json',
      ...areas.map((area) => `schema/${area}.schema.json`),
      'SHA256SUMS',
    ]);
    expect(media.map((path) => files.get(path)?.equals(cover))).toEqual(scanned ? [true] : []);
    expect(load((files.get('manifest.yaml') ?? '').toString())).toMatchObject({
      appVersion: 'library 3.1',
      counts,
    });
    const library = load((files.get('library.yaml') ?? '').toString()) as Record<
      string,
      { label: string; books?: object }
    >;
    const novels = Object.values(library).find(({ label }) => label === 'Novels');
    expect(Object.values(novels?.books ?? {})).toMatchObject([
      { title: 'Dune', price: 9.9, authors: ['Frank Herbert'], readOn: '1999-12-31' },
      { title: 'Dune Messiah', ...(scanned ? { cover: media[0] } : {}) },
    ]);
  });

  it('previews, and imports as previewed, what another member exported', async () => {
    const archive = await exportOf('ada');
    for (const mode of IMPORT_MODES) {
      const preview = await post<PreviewReport>('grace', '/api/import/preview', archive);
      expect(preview.body).toMatchObject({ valid: true, errors: [], archive: { counts } });
      const fields = { mode, confirm: preview.body.archive.sha256 };
      const result = await post<ImportResult>('grace', '/api/import', archive, fields);
      expect(result.status).toBe(200);
      expect(result.body.effects).toEqual(preview.body.effects?.[mode]);
      if (mode === 'replace') expect(result.body.effects).toEqual(effectsOf('create'));
      if (mode === 'merge') expect(result.body.effects).toEqual(effectsOf('unchanged'));
    }
    const { books, shelves } = repositories();
    const all = await books.findBy({ userId: memberId('grace') });
    // Once as it was, once more as copies.
    expect(all.map(({ title }) => title).sort()).toEqual(['Dune', 'Dune', 'Dune Messiah', 'Dune Messiah']);
    for (const { sequelOfId, remarks } of all.filter(({ title }) => title === 'Dune Messiah')) {
      expect(all.find(({ id }) => id === sequelOfId)?.title).toBe('Dune');
      expect(remarks).toBe(`After [the first](${sequelOfId}).`);
    }
    expect(await shelves.countBy({ userId: memberId('ada') })).toBe(2);
    expect(await books.countBy({ userId: memberId('ada') })).toBe(2);
  });

  it('gives back the same: export, replace, export', async () => {
    const archive = await exportOf('ada');
    const again = await post<ImportResult>('ada', '/api/import', archive, {
      mode: 'replace',
      confirm: 'true',
    });
    expect(again.body.effects).toEqual(effectsOf('unchanged'));
    expect(await timelessFiles(await exportOf('ada'))).toEqual(await timelessFiles(archive));

    const { shelves } = repositories();
    await shelves.update({ label: 'Novels' }, { label: 'Burnt' });
    const restored = await post<ImportResult>('ada', '/api/import', archive, {
      mode: 'replace',
      confirm: 'true',
    });
    expect(restored.body.effects).toMatchObject({ shelves: { update: 1, unchanged: 1 } });
    expect(await timelessFiles(await exportOf('ada'))).toEqual(await timelessFiles(archive));
  });

  it('asks its own guard, and answers what goes wrong as problems, without a filter of the host', async () => {
    const response = await fetch(`${host.url}/api/export`, { headers: { 'x-member': 'nobody' } });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ type: '/problems/unauthenticated', status: 401 });

    const archive = await exportOf('ada');
    const foreign = await edit(archive, { 'people.yaml': () => '{}\n' });
    const refused = await post<Record<string, unknown>>('ada', '/api/import', foreign, {
      mode: 'merge',
      confirm: 'true',
    });
    expect(refused).toMatchObject({
      status: 422,
      body: { type: '/problems/archive-unexpected-file', errors: [{ entry: 'people.yaml' }] },
    });
    const circle = await edit(archive, {
      'library.yaml': (text) => text.replace('title: Dune\n', 'title: Dune\n      titel: x\n'),
    });
    const invalid = await post<PreviewReport>('ada', '/api/import/preview', circle);
    expect(invalid.body).toMatchObject({
      valid: false,
      errors: [{ file: 'library.yaml', code: 'unknown-key' }],
    });
    expect((await fetch(`${host.url}/problems/unauthenticated`)).status).toBe(200);
  });
});

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
