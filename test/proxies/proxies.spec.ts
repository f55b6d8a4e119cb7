/** What people see, and what their accounts hold, along every way that requests take; `npm run test:proxies` prints it, at the sizes of life. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectAtRest } from '../support/at-rest.js';
import { withBigFile } from '../support/big-file.js';
import { createBlobFaults } from '../support/blob-faults.js';
import type { RunningProxy } from '../support/proxy-program.js';
import { sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService } from '../support/service.js';
import { spoiltStore } from '../support/spoilt-store.js';
import { hasCurl } from './clients.js';
import { EXPORT_ROWS } from './export-rows.js';
import { IMPORT_ROWS } from './import-rows.js';
import { tableOf, type Behind, type FilledRow, type Place, type Sizes } from './matrix.js';
import { PUBLIC_URL, WAYS } from './ways.js';

const MiB = 1024 * 1024;
const IS_LONG = process.env['PROXIES'] === 'all';

/** As in life: a line to a home, and the time-out that nginx has where nothing is said. */
const LONG: Sizes = { file: 60 * MiB, pace: 0.7 * 1e6, readTimeout: 60, upload: 128 * MiB };
const SHORT: Sizes = { file: 16 * MiB, pace: 5 * MiB, readTimeout: 3, upload: 32 * MiB };
const sizes = IS_LONG ? LONG : SHORT;

const ways = WAYS.filter(({ missing }) => missing === null);
const rows = [...EXPORT_ROWS, ...IMPORT_ROWS];
const filled: FilledRow[] = [];

(hasCurl ? describe : describe.skip)('along every way (needs curl)', () => {
  const blobs = createBlobFaults();
  const behind: Behind = { spoil: undefined, beforePut: async () => undefined, sizes };
  const services: TestService[] = [];
  const proxies: RunningProxy[] = [];
  const places: Place[] = [];
  let folder: string;

  const start = async (environment: Readonly<Record<string, string>>): Promise<TestService> => {
    const limits = {
      LIMIT_IMPORTS_PER_PROCESS: '12',
      LIMIT_EXPORTS_PER_PROCESS: '12',
      // Longer than anybody here waits.
      LIMIT_STALL_SECONDS: '300',
    };
    const service = await startTestService(
      { ...limits, LIMIT_UPLOAD_BYTES: String(sizes.upload), ...environment },
      { blobs: (real) => spoiltStore(blobs.wrap(real), () => behind.spoil) },
    );
    services.push(service);
    return service;
  };

  beforeAll(async () => {
    blobs.before = (call) => (call === 'put' ? behind.beforePut() : undefined);
    folder = await mkdtemp(join(tmpdir(), 'carol-proxies-'));
    const plain = await start({ TRUST_PROXY: '1' });
    const belowPath = await start({ TRUST_PROXY: '1', PUBLIC_URL });
    for (const way of ways) {
      const service = way.isBelowPath ? belowPath : plain;
      const path = way.isBelowPath ? new URL(PUBLIC_URL).pathname : '';
      const open = async (readTimeout?: number): Promise<string> => {
        const proxy = await way.start?.(service.url, readTimeout);
        if (proxy) proxies.push(proxy);
        return (proxy?.url ?? service.url) + path;
      };
      const [base, hastyBase] = [await open(), await open(sizes.readTimeout)];
      // Of its own: what one export finds damaged, the next of the same person leaves out.
      const owner = await userWith(service, withBigFile(sampleGraph(), randomBytes(sizes.file)));
      places.push({ way, base, hastyBase, service, folder, owner });
    }
  });
  afterAll(async () => {
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    for (const service of services) {
      await expectAtRest(service);
      await service.close();
    }
    await rm(folder, { recursive: true });
    if (IS_LONG) process.stdout.write(`\n${tableOf(ways, filled)}\n\n`);
  });

  for (const row of rows)
    (row.missing === null ? it : it.skip)(
      row.missing === null ? row.name : `${row.name} (${row.missing})`,
      async () => {
        const cells = await row.run(places, behind);
        filled.push([row.name, cells]);
        const tried = cells.flatMap((cell, at) => (cell ? [{ way: ways[at]?.name, ...cell }] : []));
        const expected = cells.flatMap((cell, at) => {
          const way = ways[at];
          return cell && way
            ? [{ way: way.name, saw: expect.stringMatching(row.saw(way)), holds: row.holds }]
            : [];
        });
        expect(tried).toEqual(expected);
      },
      IS_LONG ? 600_000 : 60_000,
    );

  for (const { name, missing } of WAYS)
    (missing === null ? it : it.skip)(missing === null ? `are: ${name}` : `are: ${name} (${missing})`, () =>
      expect(ways.map((way) => way.name)).toContain(name),
    );
});
