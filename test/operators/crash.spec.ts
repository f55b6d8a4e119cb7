/** Processes that are killed or told to stop in the middle: the next one finds all or nothing, and tidies up. */
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { heldInDatabase, temporaryFiles, uploadsBegun } from '../support/at-rest.js';
import { type BareProcess, killBareProcesses, startBareProcess } from '../support/bare-process.js';
import { withBigFile } from '../support/big-file.js';
import { begin, eventually, importForm, send, type RawAnswer } from '../support/raw-http.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { fingerprint, userWith } from '../support/seeded.js';
import { startTestService, type TestService } from '../support/service.js';
import { canMountDisks, mountDisk, unmountDisk } from '../support/small-disk.js';
import { ageBlobs, blobsOf } from '../support/sweep.js';

/** Looks at the database and the folders; the requests go to the children, which share both. */
let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterEach(killBareProcesses);
afterAll(() => service?.close());

type Effects = Readonly<Record<string, { readonly create: number }>>;

const start = (environment: Readonly<Record<string, string>> = {}): Promise<BareProcess> =>
  startBareProcess(service, { UNDO_DAYS: '0', ...environment });

const uploads = (): Promise<string[]> => temporaryFiles(service);

describe('A process that is killed during an import', () => {
  it('at any moment leaves all or nothing, and the next process removes what it left', async () => {
    const archive = await packGraph(sampleGraph());
    const form = importForm(archive, 'replace');
    const results = new Set<string>();
    let child = await start();
    // Early, in the midst and late: test/faults kills at every interaction.
    for (const moment of [0, 120, 300, 2_500]) {
      const user = await userWith(service, sampleGraph());
      const before = await service.preview(user, archive);
      const socket = await begin(child.service, user, form.length);
      socket.write(moment === 0 ? form.subarray(0, form.length / 2) : form);
      await new Promise((resolve) => setTimeout(resolve, Math.max(moment, 30)));
      child.process.kill('SIGKILL');
      await once(child.process, 'exit');
      socket.destroy();
      await eventually(async () => expect(await heldInDatabase(service)).toEqual([]));

      const after = await service.preview(user, archive);
      const isOld = JSON.stringify(after.body.effects) === JSON.stringify(before.body.effects);
      const isNew = Object.values(after.body.effects?.replace ?? {}).every(
        (effects) => effects.create + effects.update + effects.delete + effects.skip === 0,
      );
      expect({ moment, isOld, isNew }).toEqual({ moment, isOld: !isNew, isNew });
      results.add(isNew ? 'new' : 'old');

      await ageBlobs(service, user);
      // The next one, which is killed in its turn.
      child = await start();
      // Two rows of media, of either state; what no row refers to is gone, and so are the uploads.
      await eventually(async () => expect(await blobsOf(service, user)).toHaveLength(2));
      expect(await uploads()).toEqual([]);
      expect(await send(child.service, user, { body: form })).toMatchObject({ status: 200 });
    }
    expect(results).toContain('old');
  }, 180_000);
});

describe('An import whose process is killed', () => {
  it('is known by its key to whoever asks another process, and done once when it is sent there again', async () => {
    const user = await service.createUser();
    const key = randomUUID();
    const headers = { 'idempotency-key': key };
    const form = importForm(await packGraph(sampleGraph()), 'copies');
    const ask = (): Promise<RawAnswer> =>
      send(service, user, { method: 'GET', path: `/api/import/${key}`, headers: { 'content-type': '' } });
    const child = await start();
    const socket = await begin(child.service, user, form.length, { headers });
    socket.write(form);
    await eventually(async () => expect((await ask()).status).not.toBe(404));
    child.process.kill('SIGKILL');
    await once(child.process, 'exit');
    socket.destroy();
    const found = await eventually(async () => {
      const answer = await ask();
      expect([200, 404]).toContain(answer.status);
      return answer;
    });
    const again = await send(service, user, { body: form, headers });
    expect(again.status).toBe(200);
    expect(again.headers['idempotent-replayed']).toBe(found.status === 200 ? 'true' : undefined);
    const { body } = await service.preview(user, await service.export(user));
    expect(body.archive.counts['people']).toBe((again.body['effects'] as Effects)['people']?.create);
  });
});

describe('A process that is told to stop', () => {
  it('says so first, refuses what comes, finishes what runs, and ends', async () => {
    const user = await service.createUser();
    const other = await service.createUser();
    const form = importForm(await packGraph(sampleGraph()));
    const child = await start();
    const socket = await begin(child.service, user, form.length);
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.write(form.subarray(0, 2_000));
    await uploadsBegun(service, 1);
    const exited = once(child.process, 'exit');
    child.process.kill('SIGTERM');
    await eventually(async () => {
      const ready = await fetch(`${child.service.url}/health/ready`);
      expect([ready.status, ((await ready.json()) as { status: string }).status]).toEqual([503, 'stopping']);
    });
    const refused = await send(child.service, other, { body: form });
    expect(refused).toMatchObject({ status: 503, body: { type: '/problems/server-busy' } });
    expect(refused.headers['retry-after']).toBeDefined();
    expect((await fetch(`${child.service.url}/health/live`)).status).toBe(200);

    socket.write(form.subarray(2_000));
    expect(await exited).toEqual([0, null]);
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(await blobsOf(service, user)).toHaveLength(2);
  }, 60_000);

  it('does not wait for ever for what does not end: it is refused, and undone', async () => {
    const user = await service.createUser();
    const child = await start({ LIMIT_DRAIN_SECONDS: '1' });
    const socket = await begin(child.service, user, 100_000);
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.write(importForm('x').subarray(0, 100));
    await uploadsBegun(service, 1);
    const started = Date.now();
    child.process.kill('SIGTERM');
    expect(await once(child.process, 'exit')).toEqual([0, null]);
    expect(Date.now() - started).toBeLessThan(15_000);
    expect(text).toMatch(/^HTTP\/1\.1 503 [\s\S]*\/problems\/server-busy/);
    expect(await uploads()).toEqual([]);
  }, 60_000);
});

(canMountDisks ? describe : describe.skip)('A disk that is full (needs root on Linux)', () => {
  /** Does the work with a disk of 256 KiB over the folder. */
  async function onSmallDisk(folder: string, work: () => Promise<void>): Promise<void> {
    await mkdir(folder, { recursive: true });
    mountDisk(folder, 256 * 1024);
    try {
      await work();
    } finally {
      unmountDisk(folder);
    }
  }

  it('for uploads is answered as such, and the next upload works', async () => {
    const user = await service.createUser();
    await onSmallDisk(join(service.dataDir, 'tmp'), async () => {
      const answer = await send(service, user, { body: importForm(Buffer.alloc(1024 * 1024)) });
      expect(answer).toMatchObject({ status: 507, body: { type: '/problems/storage-full' } });
      await eventually(async () => expect(await uploads()).toEqual([]));
      expect(await service.import(user, await packGraph(sampleGraph()), 'merge')).toMatchObject({
        status: 200,
      });
    });
  });

  it('for files leaves rows and files as they were, and the next import works', async () => {
    const user = await service.createUser();
    const blobs = join(service.dataDir, 'blobs');
    const before = await fingerprint(service);
    const archive = await packGraph(withBigFile(sampleGraph(), randomBytes(1024 * 1024)));
    await onSmallDisk(blobs, async () => {
      await mkdir(join(blobs, '.incoming'));
      for (const mode of ['merge', 'copies', 'replace'] as const) {
        const answer = await service.import(user, archive, mode);
        expect(answer).toMatchObject({ status: 507, body: { type: '/problems/storage-full' } });
      }
      expect(await readdir(join(blobs, '.incoming'))).toEqual([]);
      expect(await blobsOf(service, user)).toEqual([]);
    });
    expect(await fingerprint(service)).toBe(before);
    expect(await service.import(user, archive, 'merge')).toMatchObject({ status: 200 });
  });
});
