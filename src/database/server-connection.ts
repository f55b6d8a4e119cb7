/** How the embedded server is reached: its URL, whether it answers yet, and a port for it. */
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import pg from 'pg';
import { ROLE, type Cluster } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-error.js';

/**
 * What waiting can mend: classes of SQLSTATE (the connection broke, transactions met, the server starts, stops, or is short of
 * something), errors of sockets, and what the driver says without a code. Anything else stays as it is: who asks is refused, a right or a database is
 * missing, the data are damaged, the two do not understand each other.
 */
const PASSES =
  /^((08|40|53|55|57)[0-9A-Z]{3}|ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EAGAIN|EMFILE|ENFILE)$/;
const PASSES_UNNAMED = /connection terminated|timeout|connection ended/i;

/**
 * All that the driver would else take from the environment (PGSSLMODE, PGOPTIONS …), which is about other servers. An option that is
 * empty counts as none there.
 */
const PARAMETERS = new URLSearchParams({
  sslmode: 'disable',
  sslnegotiation: 'postgres',
  options: ' ',
  client_encoding: 'UTF8',
  replication: 'false',
}).toString();

/** With the password, for the role's own database. */
export async function serverUrl(cluster: Cluster, port: number): Promise<string> {
  const password = await readFile(cluster.password, 'utf8').catch((cause: unknown) => {
    throw new EmbeddedPostgresError(
      `The password of the embedded PostgreSQL cannot be read (${(cause as NodeJS.ErrnoException).code}): ${cluster.password} must be there as it was made`,
      cause,
    );
  });
  return `postgres://${ROLE}:${encodeURIComponent(password.trim())}@127.0.0.1:${port}/${ROLE}?${PARAMETERS}`;
}

/** invalid_catalog_name: the cluster is new, and has only the database "postgres". */
const NO_DATABASE = '3D000';

/**
 * Whether the server takes connections; makes the database on its first one.
 * @throws EmbeddedPostgresError where waiting is no use
 */
export async function serverAnswers(url: string): Promise<boolean> {
  const state = await tryToConnect(url, 'SELECT 1', NO_DATABASE);
  if (state !== NO_DATABASE) return state === 'ready';
  const address = new URL(url);
  address.pathname = '/postgres';
  return (await tryToConnect(address.href, `CREATE DATABASE ${ROLE}`)) === 'ready';
}

/**
 * 'ready', or the SQLSTATE or system error code of what is in the way for now.
 * @param mayMiss a SQLSTATE that the caller can mend
 * @throws EmbeddedPostgresError where waiting is no use
 */
async function tryToConnect(url: string, statement: string, mayMiss?: string): Promise<string> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'carol',
    connectionTimeoutMillis: 10_000,
  });
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
      throw new EmbeddedPostgresError('The embedded PostgreSQL refuses its own password file', error);
    const { message } = error as Error;
    if (typeof code === 'string' ? PASSES.test(code) || code === mayMiss : PASSES_UNNAMED.test(message))
      return String(code);
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL refuses: ${message}${typeof code === 'string' ? ` (${code})` : ''}`,
      error,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Free a moment ago; the server finds out whether it still is.
 * @param wanted taken if it is free
 */
export async function freePort(wanted = 0): Promise<number> {
  const probe = createServer();
  try {
    await new Promise<void>((done, fail) => probe.once('error', fail).listen(wanted, '127.0.0.1', done));
  } catch (error) {
    if (wanted === 0) throw error;
    return freePort();
  }
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}
