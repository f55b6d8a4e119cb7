/** The commands and rights of docs/backup.md, as they stand there. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describePortability } from '../../src/portability/testing.js';
import { carolHere } from '../support/carol-here.js';
import { timelessFiles } from '../support/archive-files.js';
import { DEBIAN_VERSION, type DebianPostgres, startDebianPostgres } from '../support/debian-postgres.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { asSuperuser, createRole, databaseOf } from '../support/role.js';
import { packGraph, packTexts, sampleGraph } from '../support/sample.js';
import { userWith } from '../support/seeded.js';
import { startTestService, type TestService } from '../support/service.js';

const PAGE = await readFile(fileURLToPath(new URL('../../docs/backup.md', import.meta.url)), 'utf8');

function blockBelow(heading: string): string {
  const section = PAGE.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  return /^```\w+\n(.*?)^```$/ms.exec(section)?.[1] ?? '';
}

(DEBIAN_VERSION === undefined ? describe.skip : describe)(
  `On PostgreSQL ${DEBIAN_VERSION ?? ''} as Debian packages it`,
  () => {
    let folder: string;
    let postgres: DebianPostgres;
    let service: TestService;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'carol-backup-'));
      postgres = await startDebianPostgres();
      service = await startTestService({}, { database: await postgres.createDatabase('carol') });
    });
    afterAll(async () => {
      await service?.close();
      await postgres?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    const run = (heading: string, url: string, dataDir: string): Promise<unknown> =>
      promisify(execFile)('/bin/sh', ['-euc', blockBelow(heading)], {
        env: {
          PATH: `${postgres.bin}:${process.env['PATH']}`,
          BACKUP: folder,
          DATABASE_URL: url,
          DATA_DIR: dataDir,
        },
      });

    it('backup and restore bring back what was there, beside a service that goes on', async () => {
      const user = await userWith(service, sampleGraph());
      const before = await timelessFiles(await service.export(user));
      await run('Backup', (service.instance.dataSource.options as { url: string }).url, service.dataDir);
      // What comes after the backup is not in it.
      await service.import(user, await packTexts({}), 'replace');
      const database = await postgres.createDatabase('restored');
      const dataDir = join(folder, 'restored');
      await run('Restore', database.url, dataDir);
      const restored = await startTestService({ DATA_DIR: dataDir }, { database });
      try {
        expect(await timelessFiles(await restored.export(user))).toEqual(before);
        const environment = { DATABASE_URL: database.url, DATA_DIR: dataDir };
        const checked = await carolHere(['check', '--all', '--read-data'], environment);
        expect(checked).toMatchObject({ status: 0 });
      } finally {
        await restored.close();
      }
    });

    // Beside the embedded PostgreSQL, on which all other specs try them.
    describePortability(
      { describe, it },
      () => ({ app: service.server.app, createUser: async () => (await service.createUser()).id }),
      { runs: 1 },
    );
  },
);

describe('The rights of the service', () => {
  it('are enough for everything that it does, as they are written', async () => {
    const database: TestDatabase = await createTestDatabase();
    const name = new URL(database.url).pathname.slice(1);
    await asSuperuser(
      database,
      `REVOKE ALL ON DATABASE "${name}" FROM PUBLIC`,
      'REVOKE ALL ON SCHEMA public FROM PUBLIC',
    );
    const role = await createRole(database, (given) =>
      blockBelow('The rights of the service')
        .replaceAll('carol_service', given)
        .replace('DATABASE carol ', `DATABASE "${name}" `)
        .split(';')
        .filter((statement) => statement.trim() !== ''),
    );
    const limited = await startTestService(
      { UNDO_DAYS: '7' },
      { database: await databaseOf(database, role) },
    );
    try {
      const user = await limited.createUser();
      const archive = await packGraph(sampleGraph());
      expect(await limited.preview(user, archive)).toMatchObject({ status: 200, body: { valid: true } });
      for (const mode of ['merge', 'fill', 'copies', 'replace'])
        expect(await limited.import(user, archive, mode)).toMatchObject({ status: 200 });
      expect((await limited.export(user)).length).toBeGreaterThan(0);
      const headers = { authorization: `Bearer ${user.token}` };
      const history = await fetch(`${limited.url}/api/import/history`, { headers });
      const { imports } = (await history.json()) as { imports: { key: string; undo: object | null }[] };
      const key = imports.find(({ undo }) => undo)?.key ?? '';
      const undone = await fetch(`${limited.url}/api/import/${key}/undo?confirm=true`, {
        method: 'POST',
        headers,
      });
      expect(undone.status).toBe(200);
      expect((await fetch(`${limited.url}/health/ready`)).status).toBe(200);
    } finally {
      await limited.close();
    }
  });
});
