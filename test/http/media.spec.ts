/** Photos and attachments: what an archive says of them is believed as far as the bytes agree. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFiles } from '../support/archive-files.js';
import { sha256Of } from '../../src/portability/testing/media-files.js';
import { expectRefused } from '../support/refusals.js';
import { readRows } from '../support/rows.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { blobsOf } from '../support/sweep.js';
import { archiveOf, archivePath, file } from './media-archives.js';
import { newPicture } from '../support/new-picture.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service?.close());

const mediaOf = async (user: TestUser) =>
  (await readRows(service.instance.dataSource, user.id))['media']?.map(({ values }) => values) ?? [];

describe('a media file', () => {
  it('that is missing is refused', async () => {
    const one = file('a.png', newPicture());
    const [error] = await expectRefused(service, await archiveOf([one], { [archivePath(one)]: null }), {
      slug: 'media-invalid',
      codes: ['media-missing'],
    });
    expect(error).toMatchObject({ file: 'media.yaml', pointer: `#/${one.id}`, line: 1, column: 2 });
  });

  it('that nobody lists is refused', async () => {
    const one = file('a.png', newPicture());
    const [error] = await expectRefused(service, await archiveOf([one], { 'media.yaml': '{}' }), {
      slug: 'media-invalid',
      codes: ['media-unlisted'],
    });
    expect(error?.file).toBe(archivePath(one));
  });

  it('of another size or digest than is said is refused, at its place', async () => {
    const [size, digest, both] = [
      file('a.png', newPicture()),
      file('b.png', newPicture()),
      file('c.png', newPicture()),
    ];
    const archive = await archiveOf([
      { ...size, says: { contentType: 'image/png', byteSize: 1 } },
      { ...digest, says: { contentType: 'image/png', sha256: '0'.repeat(64) } },
      { ...both, says: { contentType: 'image/png', byteSize: 1, sha256: '0'.repeat(64) } },
    ]);
    const errors = await expectRefused(service, archive, {
      slug: 'media-invalid',
      codes: ['size', 'digest', 'size'],
      canaries: ['0'.repeat(64), sha256Of(size.bytes)],
    });
    expect(errors.map(({ pointer }) => pointer)).toEqual([
      `#/${size.id}/byteSize`,
      `#/${digest.id}/sha256`,
      `#/${both.id}/byteSize`,
    ]);
  });

  it.each([
    ['twice under one UUID', (id: string) => ({ [`media/${id}.jpg`]: newPicture() }), 'archive-unsafe'],
    [
      'in a folder below',
      (id: string) => ({ [`media/x/${id}.png`]: newPicture() }),
      'archive-unexpected-file',
    ],
    ['without a UUID', () => ({ 'media/photo.png': newPicture() }), 'archive-unexpected-file'],
    ['without an extension', (id: string) => ({ [`media/${id}`]: newPicture() }), 'archive-unexpected-file'],
    [
      'with two extensions',
      (id: string) => ({ [`media/${id}.png.exe`]: newPicture() }),
      'archive-unexpected-file',
    ],
  ] as const)('that stands %s is refused', async (_, more, slug) => {
    const one = file('a.png', newPicture());
    await expectRefused(service, await archiveOf([one], more(one.id)), { slug });
  });
});

describe('what a file is', () => {
  const HTML = '<!DOCTYPE html><script>alert(1)</script>';
  const SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';

  it('is what its bytes say, with a warning where the archive says otherwise', async () => {
    const files = [
      file('a.png', HTML, { contentType: 'image/png' }),
      file('b.png', SVG, { contentType: 'image/png' }),
      file('c.png', `\ufeff \n<!-- x --><SVG/>`, { contentType: 'text/plain' }),
      file('d.html', newPicture(), { contentType: 'text/html' }),
      file('e.png', 'just text', { contentType: 'image/png' }),
      file('f.md', '# Notes', { contentType: 'text/markdown' }),
      file('g.bin', Buffer.from([0, 1, 2]), { contentType: 'text/html' }),
      file('h.txt', HTML, { contentType: 'TEXT/PLAIN; charset=utf-8' }),
      file('i.bin', '', { contentType: 'text/html' }),
    ];
    const user = await service.createUser();
    const archive = await archiveOf(files);
    const preview = await service.preview(user, archive);
    const types = ['text/html', 'image/svg+xml', 'image/svg+xml', 'image/png', 'text/plain', 'text/markdown',
      'application/octet-stream', 'text/html', 'application/octet-stream']; // prettier-ignore
    const lying = files.filter((_, index) => index !== 5);
    expect(preview.body.warnings.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual(
      lying.map(({ id }) => `type #/${id}/contentType`),
    );
    expect((await service.import(user, archive, 'merge')).body.warnings).toEqual(preview.body.warnings);
    const stored = new Map(
      (await mediaOf(user)).map((values) => [values['fileName'], values['contentType']]),
    );
    expect(files.map(({ name }) => stored.get(name))).toEqual(types);
    // What was corrected stays: the next round has nothing to say.
    const again = await service.import(user, await service.export(user), 'replace');
    expect(again.body).toMatchObject({ warnings: [], effects: { media: { unchanged: files.length } } });
  });

  it('is never shown by this service: no address gives out a single file', async () => {
    const user = await service.createUser();
    const one = file('a.html', HTML, { contentType: 'text/html' });
    await service.import(user, await archiveOf([one]), 'merge');
    const [key = ''] = await blobsOf(service, user);
    for (const path of [
      archivePath(one),
      `api/${archivePath(one)}`,
      `api/media/${one.id}`,
      `blobs/${key}`,
      key,
    ]) {
      const response = await fetch(`${service.url}/${path}`, {
        headers: { authorization: `Bearer ${user.token}` },
      });
      expect({ path, status: response.status }).toEqual({ path, status: 404 });
      expect(await response.text()).not.toContain('alert(1)');
    }
    const download = await fetch(`${service.url}/api/export`, {
      headers: { authorization: `Bearer ${user.token}` },
    });
    expect(download.headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(download.headers.get('x-content-type-options')).toBe('nosniff');
    await download.arrayBuffer();
  });

  it('may be nothing: no bytes are a file too', async () => {
    const user = await service.createUser();
    const empty = file('empty.txt', '', {
      contentType: 'text/plain',
      byteSize: 0,
      sha256: sha256Of(Buffer.alloc(0)),
    });
    const result = await service.import(user, await archiveOf([empty]), 'merge');
    expect(result.body).toMatchObject({ warnings: [], media: { stored: 1, bytes: 0 } });
    expect((await readFiles(await service.export(user))).get(archivePath(empty))).toEqual(Buffer.alloc(0));
  });
});
