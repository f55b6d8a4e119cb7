/** No blob is lost or left behind, and one that is lost or damaged is told, and healed by an archive that has it. */
import { randomUUID } from 'node:crypto';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseBlobKey } from '../../src/portability/blobs.js';
import { readFiles } from '../support/archive-files.js';
import { HARM } from '../support/harm.js';
import { png, sha256Of } from '../../src/portability/testing/media-files.js';
import { expectRefused, witness } from '../support/refusals.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';
import { archiveOf, archivePath, type File, file } from './media-archives.js';
import { newPicture } from '../support/new-picture.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ METRICS_PORT: '0' });
});
afterAll(() => service?.close());

const blobsOf = async (user: TestUser): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key } of service.instance.blobs.list(`${user.id}/`)) keys.push(key);
  return keys.sort();
};

/** The digests of what the store holds for the user. */
const digestsOf = async (user: TestUser): Promise<string[]> =>
  (await blobsOf(user)).map((key) => parseBlobKey(key).sha256);

/** Where the bytes of one of the user's files lie. */
const blobFile = async (user: TestUser, bytes: Buffer): Promise<string> => {
  const key = (await blobsOf(user)).find((each) => parseBlobKey(each).sha256 === sha256Of(bytes)) ?? '';
  const { name } = parseBlobKey(key);
  return join(service.dataDir, 'blobs', user.id, name.slice(0, 2), name);
};

describe('a blob', () => {
  it('is stored once for two rows with the same bytes, and removed with the last of them', async () => {
    const user = await service.createUser();
    const bytes = newPicture();
    const [one, other] = [file('one.png', bytes), file('other.png', bytes)];
    const both = await service.import(user, await archiveOf([one, other]), 'merge');
    expect(both.body.media).toEqual({ stored: 1, reused: 0, removed: 0, bytes: bytes.length });
    expect(await digestsOf(user)).toEqual([sha256Of(bytes)]);
    const left = await service.import(user, await archiveOf([other]), 'replace');
    expect(left.body).toMatchObject({
      media: { stored: 0, reused: 1, removed: 0 },
      effects: { media: { delete: 1 } },
    });
    expect(await blobsOf(user)).toHaveLength(1);
    expect((await readFiles(await service.export(user))).get(archivePath(other))).toEqual(bytes);
    const none = await service.import(user, await archiveOf([]), 'replace');
    expect(none.body.media).toEqual({ stored: 0, reused: 0, removed: 1, bytes: 0 });
    expect(await blobsOf(user)).toEqual([]);
  });

  it('is not another’s, though it has the same bytes and the same UUID', async () => {
    const [user, other] = [await service.createUser(), await service.createUser()];
    const one = file('one.png', newPicture());
    const archive = await archiveOf([one]);
    expect((await service.import(other, archive, 'merge')).body.media).toMatchObject({
      stored: 1,
      reused: 0,
    });
    expect((await service.import(user, archive, 'merge')).body.media).toMatchObject({ stored: 1, reused: 0 });
    await service.import(user, await archiveOf([]), 'replace');
    expect(await digestsOf(other)).toEqual([sha256Of(one.bytes)]);
  });

  it('is not written again when it is there', async () => {
    const user = await service.createUser();
    const one = file('one.png', newPicture());
    await service.import(user, await archiveOf([one]), 'merge');
    const before = await stat(await blobFile(user, one.bytes));
    for (const mode of ['merge', 'replace', 'copies'] as const) {
      const { body } = await service.import(user, await archiveOf([one]), mode);
      expect(body.media).toMatchObject({ stored: 0, reused: 1, removed: 0, bytes: 0 });
    }
    const after = await stat(await blobFile(user, one.bytes));
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });

  it('that was replaced under the same UUID leaves with the old bytes', async () => {
    const user = await service.createUser();
    const one = file('one.png', newPicture());
    await service.import(user, await archiveOf([one]), 'merge');
    const changed = { ...one, bytes: png(0, 255, 9) };
    const { body } = await service.import(user, await archiveOf([changed]), 'merge');
    expect(body).toMatchObject({ effects: { media: { update: 1 } }, media: { stored: 1, removed: 1 } });
    expect(await digestsOf(user)).toEqual([sha256Of(changed.bytes)]);
  });

  it('that is lost is told by the export, taken by the import, and healed by an archive that has it', async () => {
    const user = await service.createUser();
    const [kept, lost] = [file('kept.png', newPicture()), file('lost.png', png(1, 2, 3))];
    await service.import(user, await archiveOf([kept, lost]), 'merge');
    const whole = await service.export(user);
    await rm(await blobFile(user, lost.bytes));
    const holed = await service.export(user);
    const files = await readFiles(holed);
    expect(files.get('manifest.yaml')?.toString()).toMatch(new RegExp(`^missing:\n +- ${lost.id}$`, 'm'));
    expect([files.has(archivePath(kept)), files.has(archivePath(lost))]).toEqual([true, false]);

    const heir = await service.createUser();
    const taken = await service.import(heir, holed, 'merge');
    expect(taken.body).toMatchObject({
      effects: { media: { create: 2 } },
      media: { stored: 1 },
      warnings: [{ code: 'media-missing', file: 'media.yaml', pointer: `#/${lost.id}` }],
    });
    expect(await digestsOf(heir)).toEqual([sha256Of(kept.bytes)]);
    expect((await readFiles(await service.export(heir))).get('manifest.yaml')?.toString()).toContain(
      'missing:',
    );

    for (const owner of [user, heir]) {
      const healed = await service.import(owner, whole, 'merge');
      expect(healed.body).toMatchObject({
        effects: { media: { unchanged: 2 } },
        media: { stored: 1, reused: 1 },
      });
      expect(await blobsOf(owner)).toHaveLength(2);
      const manifest = (await readFiles(await service.export(owner))).get('manifest.yaml')?.toString();
      expect(manifest).not.toContain('missing:');
    }
  });

  const harms = Object.entries(HARM).filter(([how]) => how !== 'lost');

  it.each(harms)('that is %s is never shipped as whole, and told as missing', async (_, harm) => {
    const user = await service.createUser();
    const [kept, harmed] = [file('kept.png', newPicture()), file('harmed.png', png(4, 5, 6))];
    expect(await service.import(user, await archiveOf([kept, harmed]), 'merge')).toMatchObject({
      status: 200,
    });
    const good = await service.export(user);
    await harm(await blobFile(user, harmed.bytes));
    // Bytes of the right number show their harm only when they have been sent: that download breaks off, and no other does.
    const first = await service.export(user).catch(() => null);
    const holed = first ?? (await service.export(user));
    const files = await readFiles(holed);
    expect(files.get('manifest.yaml')?.toString()).toMatch(new RegExp(`^missing:\n +- ${harmed.id}$`, 'm'));
    expect([files.has(archivePath(kept)), files.has(archivePath(harmed))]).toEqual([true, false]);
    const told = service.log.filter(
      (line) => /"event":"blob-damaged"/.test(line) && line.includes(harmed.id),
    );
    expect(told).not.toEqual([]);
    expect(told.join()).not.toContain(sha256Of(harmed.bytes));
    expect((await service.import(await service.createUser(), holed, 'replace')).status).toBe(200);
    const metrics = await (await fetch(`http://127.0.0.1:${service.server.metricsPort}/metrics`)).text();
    expect(metrics).toMatch(/^carol_damaged_blobs_total\{state="damaged"\} [1-9]/m);

    const healed = await service.import(user, good, 'merge');
    expect(healed.body).toMatchObject({
      effects: { media: { unchanged: 2 } },
      media: { stored: 1, reused: 1 },
    });
    expect((await readFiles(await service.export(user))).get(archivePath(harmed))).toEqual(harmed.bytes);
    expect(await blobsOf(user)).toHaveLength(2);
  });

  it.each(harms)('that is %s is healed by an import, in every mode, unasked', async (_, harm) => {
    for (const mode of ['merge', 'replace', 'copies'] as const) {
      const user = await service.createUser();
      const one = file('one.png', png(6, 5, 4));
      await service.import(user, await archiveOf([one]), 'merge');
      const good = await service.export(user);
      await harm(await blobFile(user, one.bytes));
      expect((await service.import(user, good, mode)).body.media).toMatchObject({ stored: 1, reused: 0 });
      const files = await readFiles(await service.export(user));
      expect(files.get(archivePath(one))).toEqual(one.bytes);
      expect(files.get('manifest.yaml')?.toString()).not.toContain('missing:');
    }
  });

  it('that was found damaged and is whole again is shipped again', async () => {
    const user = await service.createUser();
    const one = file('one.png', newPicture());
    await service.import(user, await archiveOf([one]), 'merge');
    const path = await blobFile(user, one.bytes);
    await HARM['of other bytes'](path);
    await expect(service.export(user)).rejects.toThrow();
    expect((await readFiles(await service.export(user))).has(archivePath(one))).toBe(false);
    await writeFile(path, one.bytes);
    for (let round = 0; round < 2; round++)
      expect((await readFiles(await service.export(user))).get(archivePath(one))).toEqual(one.bytes);
  });

  it('that one of two rows lost is taken from the other', async () => {
    const bytes = png(7, 7, 7);
    const ids = [randomUUID(), randomUUID()].sort() as [string, string];
    for (const lost of ids) {
      const user = await service.createUser();
      const files = ids.map((id) => ({ ...file(`${id}.png`, bytes), id }));
      const missing = files.find(({ id }) => id === lost) as File;
      const { MANIFEST } = await import('../support/sample.js');
      const archive = await archiveOf(files, {
        [archivePath(missing)]: null,
        'manifest.yaml': `${MANIFEST}missing: [${lost}]\n`,
      });
      const { body } = await service.import(user, archive, 'merge');
      expect(body).toMatchObject({ media: { stored: 1 }, effects: { media: { create: 2 } } });
      expect(await digestsOf(user)).toEqual([sha256Of(bytes)]);
      await service.instance.dataSource.query('DELETE FROM "user" WHERE id = $1', [user.id]);
    }
  });

  it('of a refused archive is not stored', async () => {
    const user = await witness(service);
    const before = await blobsOf(user);
    const archive = await archiveOf([file('new.png', png(9, 9, 9))], {
      'people.yaml': `${randomUUID()}: {}\n`,
    });
    await expectRefused(service, archive, { slug: 'validation-failed', codes: ['required'] });
    expect(await blobsOf(user)).toEqual(before);
    expect(await readdir(join(service.dataDir, 'blobs', '.incoming'))).toEqual([]);
  });
});
