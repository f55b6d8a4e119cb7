/** How the embedded server is reached: its URL, whether it answers yet, and a port for it. */
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import pg from 'pg';
import { ROLE, type Cluster } from './cluster.js';

/**
 * Classes of SQLSTATE that no waiting mends: who asks is refused, a right is missing, the data are damaged. Starting, stopping and
 * being short of something are other classes.
 */
const IN_VAIN = /^(28|42(?!P04)|22|58|XX)[0-9A-Z]{3}$/;

/** With the password, for the role's own database. */
export async function serverUrl(cluster: Cluster, port: number): Promise<string> {
  const password = await readFile(cluster.password, 'utf8');
  return `postgres://${ROLE}:${encodeURIComponent(password)}@127.0.0.1:${port}/${ROLE}`;
}

/** Whether the server takes connections; makes the database on its first one. */
export async function serverAnswers(url: string): Promise<boolean> {
  const state = await tryToConnect(url);
  // invalid_catalog_name: the cluster is new, and has only the database "postgres".
  if (state !== '3D000') return state === 'ready';
  const address = new URL(url);
  address.pathname = '/postgres';
  return (await tryToConnect(address.href, `CREATE DATABASE ${ROLE}`)) === 'ready';
}

/** 'ready', or the SQLSTATE or system error code of what is in the way for now; throws when waiting is no use. */
async function tryToConnect(url: string, statement = 'SELECT 1'): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // A server that stops ends its connections at any moment; query() and connect() tell as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(statement);
    return 'ready';
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    // too_many_connections: it is there. duplicate_database, unique_violation: another process made the database.
    if (code === '53300' || code === '42P04' || code === '23505') return 'ready';
    if (code === '28P01')
      throw new Error('The embedded PostgreSQL refuses its own password file', { cause: error });
    if (typeof code !== 'string') return 'unknown';
    if (IN_VAIN.test(code))
      throw new Error(`The embedded PostgreSQL refuses: ${(error as Error).message} (${code})`, {
        cause: error,
      });
    return code;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Free a moment ago; the server finds out whether it still is. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done, fail) => probe.once('error', fail).listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}
