/** A reader who is slow, or whose proxy has enough for a while, gets the whole export, and holds nothing of the database meanwhile. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readFiles } from '../support/archive-files.js';
import { expectAtRest, heldInDatabase } from '../support/at-rest.js';
import { withBigFile } from '../support/big-file.js';
import { hasNginx, startNginx, stockWith } from '../support/nginx.js';
import { beginExport, eventually } from '../support/raw-http.js';
import { sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService, type TestUser } from '../support/service.js';

const MiB = 1024 * 1024;
/** More than the connections on the way hold. */
const SIZE = 40 * MiB;
/** Bytes in a second. */
const PACE = 10 * MiB;

let service: TestService;
let user: TestUser;
beforeAll(async () => {
  // Reading all of it takes longer.
  service = await startTestService({ LIMIT_STALL_SECONDS: '1' });
  user = await userWith(service, withBigFile(sampleGraph(), randomBytes(SIZE)));
});
afterEach(() => expectAtRest(service));
afterAll(() => service?.close());

/** Reads at {@link PACE}. */
async function readSlowly(response: IncomingMessage): Promise<Buffer> {
  const started = performance.now();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    const ahead = (bytes / PACE) * 1_000 - (performance.now() - started);
    if (ahead > 20) await sleep(ahead);
  }
  return Buffer.concat(chunks);
}

async function expectWhole(archive: Buffer): Promise<void> {
  const files = await readFiles(archive);
  expect([...files.keys()].at(-1)).toBe('SHA256SUMS');
  expect(Math.max(...[...files.values()].map(({ length }) => length))).toBe(SIZE);
}

describe('a slow but steady reader gets all of it', () => {
  it('from the service itself, which gives its snapshot back long before', async () => {
    const response = await beginExport(service, user);
    const reading = readSlowly(response);
    await eventually(async () => expect(await heldInDatabase(service)).toEqual([]));
    expect(response.complete).toBe(false);
    await expectWhole(await reading);
  });

  (hasNginx ? it : it.skip).each([
    ['as Debian ships it', []],
    // It takes what it can, and then nothing for seconds on end.
    [
      'that collects all the same, until its file is full',
      [
        'proxy_ignore_headers X-Accel-Buffering;',
        'proxy_max_temp_file_size 16m;',
        'proxy_temp_file_write_size 64k;',
      ],
    ],
  ])('through nginx %s (needs nginx)', async (_, lines) => {
    const proxy = await startNginx(stockWith(...lines), service.url);
    try {
      await expectWhole(await readSlowly(await beginExport({ ...service, url: proxy.url }, user)));
    } finally {
      await proxy.stop();
    }
  });
});
