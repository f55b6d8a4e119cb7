/** A stop while as many transfers run as may, and others wait: what runs is whole, who waits is told, nothing is lost or left. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { timelessFiles } from '../support/archive-files.js';
import { expectAtRest, uploadsBegun } from '../support/at-rest.js';
import { withBigFile } from '../support/big-file.js';
import { type Program, SERVICE, startProgram } from '../support/program.js';
import { begin, beginExport, importForm, send, type RawAnswer } from '../support/raw-http.js';
import { packGraph, sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

/** Of each kind. */
const PERMITS = 2;
/** More than the kernel takes of a download that nobody reads: Linux keeps up to 32 MiB for the reader and 4 MiB for the sender. */
const UNREAD = randomBytes(48 * 1024 * 1024);

/** Looks at the database and the folders; the requests go to the program, which shares both. */
let service: TestService;
let program: Program;
/** As it is reached at the program. */
let remote: TestService;
beforeAll(async () => {
  service = await startTestService();
  program = startProgram(SERVICE, [], {
    PORT: '0',
    DATABASE_URL: (service.instance.dataSource.options as { url: string }).url,
    DATA_DIR: service.dataDir,
    LIMIT_DRAIN_SECONDS: '60',
    LIMIT_EXPORTS_PER_PROCESS: String(PERMITS),
    LIMIT_IMPORTS_PER_PROCESS: String(PERMITS),
    UNDO_DAYS: '0',
  });
  const [, url = ''] = await program.saying(/"url":"([^"]+)","msg":"Carol is ready"/);
  remote = { ...service, url: url.replace('localhost', '127.0.0.1') };
});
afterAll(async () => {
  program?.child.kill('SIGKILL');
  await program?.ended;
  await service?.close();
});

/** As many as have permits, and one who waits. */
const people = async (graph: () => Graph): Promise<readonly [TestUser, readonly TestUser[]]> => {
  const [waiting, ...served] = await Promise.all(
    Array.from({ length: PERMITS + 1 }, () => userWith(service, graph())),
  );
  return [waiting as TestUser, served];
};

/** Asks for what needs no permit. */
const askHistory = async ({ token }: TestUser): Promise<void> => {
  const headers = { authorization: `Bearer ${token}` };
  expect((await fetch(`${remote.url}/api/import/history`, { headers })).status).toBe(200);
};

const expectTold = ({ status, body, headers }: RawAnswer): void => {
  expect({ status, type: body.type }).toEqual({ status: 503, type: '/problems/server-busy' });
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
};

it('lets finish what runs, tells whoever waits or comes when to come again, and leaves nothing', async () => {
  const [lateReader, readers] = await people(() => withBigFile(sampleGraph(), UNREAD));
  const [lateSender, senders] = await people(() => ({ rows: {}, files: new Map() }));
  const form = importForm(await packGraph(sampleGraph()));
  // They hold every permit: none reads or sends on until the others have been told.
  const uploads = await Promise.all(senders.map((user) => begin(remote, user, form.length)));
  for (const socket of uploads) socket.write(form.subarray(0, 500));
  // Downloads have folders of their own, which would be counted with them.
  await uploadsBegun(service, PERMITS);
  const downloads = await Promise.all(readers.map((user) => beginExport(remote, user)));
  const late = (): Promise<RawAnswer>[] => [
    send(remote, lateReader, { method: 'GET', path: '/api/export', headers: { 'content-type': '' } }),
    send(remote, lateSender, { body: form }),
  ];
  const waiting = Promise.all(late());
  // What comes later, and takes longer, is answered when they stand in the queue; if they did not, they would be told all the same.
  await askHistory(lateSender);

  program.child.kill('SIGTERM');
  (await waiting).forEach(expectTold);
  expect((await fetch(`${remote.url}/health/ready`)).status).toBe(503);
  (await Promise.all(late())).forEach(expectTold);

  const answers = uploads.map(async (socket) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.write(form.subarray(500));
    await once(socket, 'close');
    return text;
  });
  const archives = await Promise.all(downloads.map((download) => buffer(download)));
  for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(await program.ended).toBe(0);

  for (const [index, user] of readers.entries())
    expect(await timelessFiles(archives[index] ?? Buffer.of())).toEqual(
      await timelessFiles(await service.export(user, undefined, true)),
    );
  for (const user of [lateSender, ...senders]) {
    const [{ count }] = await service.instance.dataSource.query<[{ count: number }]>(
      'SELECT count(*)::int AS count FROM media WHERE user_id = $1',
      [user.id],
    );
    expect(count > 0).toBe(user !== lateSender);
    let blobs = 0;
    for await (const _ of service.instance.blobs.list(user.id)) blobs++;
    expect(blobs).toBe(count);
  }
  await expectAtRest(service);
});
