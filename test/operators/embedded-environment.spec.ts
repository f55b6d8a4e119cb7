/** Variables of the shell that are about other PostgreSQL servers do not reach the embedded one, nor the connections to it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { COMMAND_LINE, runProgram } from '../support/program.js';

let folder: string;
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Each would break a connection, or what the service relies on, where it was heard. */
const HOSTILE = {
  PGHOST: 'elsewhere.invalid',
  PGHOSTADDR: '192.0.2.1',
  PGPORT: '1',
  PGUSER: 'somebody',
  PGPASSWORD: 'wrong',
  PGDATABASE: 'nowhere',
  PGSERVICE: 'production',
  PGSERVICEFILE: '/nowhere',
  PGPASSFILE: '/nowhere',
  PGSSLMODE: 'require',
  PGSSLNEGOTIATION: 'direct',
  PGSSLCERT: '/nowhere',
  PGOPTIONS: '-c default_transaction_read_only=on -c statement_timeout=1',
  PGAPPNAME: 'other',
  PGTZ: 'Mars/Olympus',
  PGDATESTYLE: 'German',
  PGCLIENTENCODING: 'LATIN1',
  PGCLIENT_ENCODING: 'LATIN1',
  PGREPLICATION: 'database',
  PGTARGETSESSIONATTRS: 'standby',
  PGCONNECT_TIMEOUT: '1',
  PGDATA: '/nowhere',
  PGCTLTIMEOUT: '1',
  PGSYSCONFDIR: '/nowhere',
  PG_COLOR: 'always',
  PG_GRANDPARENT_PID: '1',
  POSTGRES_PASSWORD: 'wrong',
  LC_ALL: 'xx_XX',
  LANG: 'xx_XX',
  TZ: 'Mars/Olympus',
};

it('a new cluster is made, used, left and used again, whatever the shell says', async () => {
  folder = await mkdtemp(join(tmpdir(), 'carol-environment-'));
  const carol = (...args: readonly string[]) =>
    runProgram(COMMAND_LINE, args, {
      ...HOSTILE,
      DATA_DIR: join(folder, 'data'),
      LOG_LEVEL: 'silent',
    });
  const made = await carol('user', 'create', 'ann@carol.example');
  expect([made.status, made.stderr]).toEqual([0, '']);
  const exported = await carol('export', 'ann@carol.example', '--out', join(folder, 'ann.tar.gz'));
  expect([exported.status, exported.stderr]).toEqual([0, expect.any(String)]);
}, 60_000);
