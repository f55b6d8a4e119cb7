/** How many transfers run at once: permits per process, half of them per person, one import each; and the end of all at shutdown. */
import { importInProgress } from '../../import/import-errors.js';
import type { Operation } from '../../metrics.js';
import { createPermitPool, type PermitPool } from './permit-pool.js';
import { stopping, tooMany } from './rate-limit-errors.js';

export interface Permit {
  /** Aborted when the transfer must end: the client has gone, or the service stops. */
  readonly signal: AbortSignal;
  /** Gives the permit back; calling it again is harmless. */
  release(): void;
}

export interface ConcurrencyLimiter {
  /**
   * Takes a permit, when it is this person's turn where all are taken; the caller releases it.
   * @throws PortabilityError `import-in-progress`, `too-many-requests`, `server-busy`; the signal's reason when the client left
   */
  acquire(operation: Operation, userId: string, client: AbortSignal): Promise<Permit>;
  /** From now on nobody gets a permit; who waits for one is refused. */
  close(): void;
  /** Resolves when no permit is held any more; one that is acquired later is not waited for. */
  idle(): Promise<void>;
  /** Aborts every transfer that runs. */
  abort(): void;
  /** What runs, in words: "2 imports". */
  running(): readonly string[];
}

export interface ConcurrencyOptions {
  /** Permits for imports and previews together. */
  readonly imports: number;
  readonly exports: number;
  /** For pieces of uploads. */
  readonly uploads: number;
  /** Milliseconds that somebody may wait, as estimated when they come. */
  readonly maxWaitMs: number;
  /** Milliseconds on a clock that only goes forward. */
  readonly now?: () => number;
}

export const CONCURRENCY_LIMITER = Symbol('ConcurrencyLimiter');

export function createConcurrencyLimiter({
  imports,
  exports,
  uploads,
  maxWaitMs,
  now = () => performance.now(),
}: ConcurrencyOptions): ConcurrencyLimiter {
  const incoming = createPermitPool(imports, { maxWaitMs, now });
  const outgoing = createPermitPool(exports, { maxWaitMs, now });
  const uploading = createPermitPool(uploads, { maxWaitMs, now });
  const poolOf: Readonly<Record<Operation, PermitPool>> = {
    import: incoming,
    preview: incoming,
    export: outgoing,
    upload: uploading,
  };
  /** Who waits for a permit counts as well as who holds one. */
  const counts = new Map<PermitPool, Map<string, number>>([
    [incoming, new Map()],
    [outgoing, new Map()],
    [uploading, new Map()],
  ]);
  const importing = new Set<string>();
  const running = new Map<Operation, number>();
  const ending = new AbortController();
  const closing = new AbortController();
  const onIdle: (() => void)[] = [];
  const isIdle = (): boolean => incoming.held + outgoing.held + uploading.held === 0;

  /** Counts the transfer in. @returns the function that counts it out */
  const enter = (operation: Operation, userId: string, pool: PermitPool): (() => void) => {
    const most = Math.ceil(pool.size / 2);
    const perUser = counts.get(pool) as Map<string, number>;
    if (operation === 'import' && importing.has(userId)) throw importInProgress();
    if ((perUser.get(userId) ?? 0) >= most) throw tooMany(most);
    add(perUser, userId, 1);
    if (operation === 'import') importing.add(userId);
    return () => {
      add(perUser, userId, -1);
      if (operation === 'import') importing.delete(userId);
    };
  };

  return {
    async acquire(operation, userId, client) {
      closing.signal.throwIfAborted();
      const pool = poolOf[operation];
      const leave = enter(operation, userId, pool);
      let giveBack;
      try {
        giveBack = await pool.acquire(userId, AbortSignal.any([client, closing.signal]));
      } catch (error) {
        leave();
        throw error;
      }
      add(running, operation, 1);
      let isReleased = false;
      return {
        signal: AbortSignal.any([client, ending.signal]),
        release() {
          if (isReleased) return;
          isReleased = true;
          add(running, operation, -1);
          leave();
          giveBack();
          if (isIdle()) for (const resolve of onIdle.splice(0)) resolve();
        },
      };
    },
    close() {
      closing.abort(stopping());
    },
    idle: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
    abort() {
      ending.abort(stopping());
    },
    running: () => [...running].map(([operation, count]) => `${count} ${operation}${count === 1 ? '' : 's'}`),
  };
}

function add<Key>(counts: Map<Key, number>, key: Key, change: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + change;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
