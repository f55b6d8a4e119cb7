/** What can happen between a service and PostgreSQL: real errors of the server, real ends of connections, statements that arrive late. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { Clock } from './clock-seam.js';
import type { FaultKind } from './catalogue.js';
import {
  refuseCopy,
  reset,
  textOf,
  verbOf,
  type Client,
  type Connect,
  type Copy,
  type Pool,
  type Query,
} from './database-client.js';
import { die } from './die.js';
import type { Injector } from './injector.js';

export interface DatabaseSeamOptions {
  /** Of the service that is watched. */
  readonly dataSource: DataSource;
  readonly injector: Injector;
  readonly clock: Clock;
  /** Milliseconds after which every time-out of the server has passed. */
  readonly slow: number;
}

/** SQLSTATEs of the server that a statement may meet: no room, a serialization failure, a deadlock, no resources, cancelled. */
const STATES = ['53100', '40001', '40P01', '53200', '57014'] as const;

/** Watches the connections of one service. @returns a function that ends it */
export function watchDatabase({
  dataSource,
  injector,
  clock,
  slow,
}: DatabaseSeamOptions): (seed: number) => void {
  const prototype = pg.Client.prototype as unknown as { query: Query; connect: Connect };
  const { query, connect } = prototype;
  const pool = (dataSource.driver as unknown as { readonly master: Pool }).master;
  const wedged = new WeakMap<Client, unknown[][]>();
  let seed = 0;

  const cut = (client: Client): void => client.connection.stream.destroy(reset());

  /**
   * The network takes what is sent and delivers it later; nothing more is heard on this connection. Whoever has a time-out of their own
   * hears of that and may use the connection further; for the others it is lost.
   */
  function wedge(client: Client, sent: unknown[]): Error {
    const end = client.end;
    const queue = [sent];
    const hasTimeout = Number(client.connectionParameters.query_timeout) > 0;
    let ended = false;
    wedged.set(client, queue);
    client.end = (...rest) => {
      ended = true;
      client._ending = true;
      const callback = rest.at(-1);
      if (typeof callback === 'function') setImmediate(callback as () => void);
      return Promise.resolve();
    };
    // What the driver says of a lost connection, for the pool.
    if (!hasTimeout) client._queryable = false;
    injector.hold(async () => {
      wedged.delete(client);
      client.end = end;
      client._ending = false;
      // The server may have ended the session meanwhile: then nothing lands.
      if (client.connection.stream.destroyed) return;
      client._queryable = true;
      for (const [config, ...rest] of queue)
        await Promise.race([query.call(client, config, ...rest), sleep(slow)]).catch(() => undefined);
      if (ended || !hasTimeout) cut(client);
    });
    return new Error(hasTimeout ? 'Query read timeout' : 'Connection terminated unexpectedly');
  }

  async function fail(client: Client, text: string): Promise<never> {
    const state = STATES[seed % STATES.length];
    const raise = `DO $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = '${state}'; END $$`;
    try {
      await query.call(client, raise);
    } catch (error) {
      // A server that refuses to commit has rolled back.
      if (/^(COMMIT|ROLLBACK)/.test(text)) await query.call(client, 'ROLLBACK');
      throw error;
    }
    throw new Error('The server raised nothing');
  }

  async function happen(client: Client, kind: FaultKind, text: string, sent: unknown[]): Promise<unknown> {
    const send = (): unknown => query.call(client, ...(sent as [unknown]));
    switch (kind) {
      case 'error':
        await injector.meanwhile();
        // A server does not refuse to roll back.
        if (!text.startsWith('ROLLBACK')) return fail(client, text);
        cut(client);
        return send();
      case 'lost-before':
      case 'down':
        if (kind === 'down') pool._clients.forEach(cut);
        cut(client);
        await injector.meanwhile();
        return send();
      case 'lost-after':
        await Promise.resolve(send()).catch(() => undefined);
        cut(client);
        await injector.meanwhile();
        throw new Error('Connection terminated unexpectedly');
      case 'slow':
        await injector.meanwhile();
        await sleep(slow);
        return send();
      case 'late':
      case 'later': {
        const heard = wedge(client, sent);
        await injector.meanwhile();
        throw heard;
      }
      case 'ahead':
      case 'back':
        clock.jump(kind === 'ahead' ? 1 : -1);
        return send();
      case 'killed':
        return die();
      default:
        await injector.meanwhile();
        return send();
    }
  }

  /** A connection that is lost takes nothing more; on one that waits, what is sent waits too. */
  function unheard(client: Client, queue: unknown[][], sent: unknown[]): unknown {
    const isStream = typeof sent[0] === 'object' && sent[0] !== null && 'submit' in sent[0];
    if (client._queryable && !isStream) {
      queue.push(sent);
      return Promise.reject(new Error('Query read timeout'));
    }
    const { _queryable } = client;
    client._queryable = false;
    try {
      return query.call(client, ...(sent as [unknown]));
    } finally {
      client._queryable = _queryable;
    }
  }

  prototype.query = function (...sent) {
    const queue = wedged.get(this);
    if (queue) return unheard(this, queue, sent);
    const [config] = sent;
    const isStream = typeof config === 'object' && config !== null && 'submit' in config;
    const isMine = injector.isActive && pool._clients.includes(this) && typeof sent.at(-1) !== 'function';
    if (!isMine) return query.call(this, ...sent);
    const text = textOf(config);
    const kind = injector.meet('database', isStream ? 'stream' : 'statement', `db.${verbOf(text)}`);
    if (kind === undefined) return query.call(this, ...sent);
    if (!isStream) return happen(this, kind, text, sent);
    return stream(this, kind, sent);
  };

  function stream(client: Client, kind: FaultKind, sent: unknown[]): unknown {
    if (kind === 'killed') die();
    if (kind === 'ahead' || kind === 'back') clock.jump(kind === 'ahead' ? 1 : -1);
    if (kind === 'lost-before' || kind === 'down') cut(client);
    if (kind === 'error') refuseCopy(sent[0] as Copy, STATES[seed % STATES.length] ?? '');
    const copy = query.call(client, ...(sent as [unknown])) as NodeJS.EventEmitter;
    if (kind === 'lost-after') copy.once('finish', () => cut(client));
    return copy;
  }

  prototype.connect = function (...rest) {
    const isMine = injector.isActive && pool._clients.includes(this);
    const kind = isMine ? injector.meet('database', 'connect', 'db.connect') : undefined;
    if (kind === 'killed') die();
    if (kind === 'ahead' || kind === 'back') clock.jump(kind === 'ahead' ? 1 : -1);
    if (kind !== 'error' && kind !== 'down') return connect.call(this, ...rest);
    const error = Object.assign(new Error('connect ECONNREFUSED'), {
      code: 'ECONNREFUSED',
      syscall: 'connect',
    });
    const callback = rest.at(-1);
    if (typeof callback !== 'function') return Promise.reject(error);
    setImmediate(() => (callback as (error: Error) => void)(error));
    return undefined;
  };
  return (next) => void (seed = next);
}
