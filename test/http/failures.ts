/** Failures of the code below the service. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { BadRequestException, NotFoundException } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { createDataSource } from '../../src/database/data-source.js';
import { PortabilityError } from '../../src/portability/index.js';
import { inTransaction } from '../../src/portability/storage/transaction.js';

export const SECRET = 'XyzzySecretValue';

/** Real failures of the code that we stand on, each made by really letting it fail. */
export const FAILURES: Record<string, (sql: DataSource) => unknown> = {
  'sql-syntax': (sql) => sql.query(`SELECT '${SECRET}' FROM nowhere`),
  'sql-of-engine': (sql) =>
    inTransaction(sql, 'READ COMMITTED', (transaction) =>
      transaction.query(`SELECT '${SECRET}' FROM nowhere`),
    ),
  'sql-value': (sql) => sql.query('SELECT $1::int', [SECRET]),
  'sql-canceled': (sql) =>
    sql.transaction(async (manager) => {
      await manager.query('SET LOCAL statement_timeout = 20');
      await manager.query('SELECT pg_sleep(10)');
    }),
  // On connections of its own: a pool may lend a dying one again before it hears of that.
  'sql-killed': async (sql) => {
    const dying = await createDataSource((sql.options as { url: string }).url, {
      onPoolError: () => undefined,
    }).initialize();
    await dying
      .query('SELECT pg_terminate_backend(pg_backend_pid())')
      .finally(() => dying.destroy().catch(() => undefined));
  },
  'sql-locked': (sql) =>
    sql.transaction(async (holder) => {
      await holder.query('LOCK TABLE login_attempt');
      await sql.transaction((other) => other.query('LOCK TABLE login_attempt NOWAIT'));
    }),
  'no-database': () => createDataSource('postgres://u:p@127.0.0.1:1/x').initialize(),
  'database-resets': async () => {
    const resetting = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    resetting.listen(0, '127.0.0.1');
    await once(resetting, 'listening');
    const { port } = resetting.address() as AddressInfo;
    await createDataSource(`postgres://u:p@127.0.0.1:${port}/x`)
      .initialize()
      .finally(() => resetting.close());
  },
  'disk-full': async () => {
    const full = createWriteStream('/dev/full');
    full.write(SECRET);
    const [error] = (await once(full, 'error')) as [Error];
    throw error;
  },
  zlib: () => gunzipSync(Buffer.from(SECRET)),
  zod: () =>
    z.object({ mode: z.enum(['replace', 'merge']), n: z.number().max(3) }).parse({ mode: SECRET, n: 4 }),
  nest: () => {
    throw new BadRequestException(SECRET);
  },
  missing: () => {
    throw new NotFoundException(SECRET);
  },
  bug: () => {
    throw new TypeError(`${SECRET}\n    at steal (src/${SECRET}.ts:1:1)`);
  },
  thrown: () => {
    throw SECRET;
  },
  refusal: () => {
    throw new PortabilityError(
      'import-in-progress',
      'Wait.',
      { status: 200, type: 'about:blank', more: 1 },
      { retrySeconds: 7, cause: new Error(SECRET) },
    );
  },
};
