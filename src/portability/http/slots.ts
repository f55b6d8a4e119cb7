/** The places for transfers: so many per process, half of them per person, one import each; and the end of all at shutdown. */
import type { Operation } from '../metrics.js';
import { importInProgress } from '../import/setbacks.js';
import { serverBusy, stopping, tooMany } from './crowding.js';

export interface Slot {
  /** Aborted when the transfer must end: the client has gone, or the service stops. */
  readonly signal: AbortSignal;
  /** Gives the place back; calling it again is harmless. */
  release(): void;
}

export interface Slots {
  /**
   * Takes a place, after a short wait where all are taken; the caller releases it.
   * @throws PortabilityError `import-in-progress`, `too-many-requests`, `server-busy`; the signal's reason when the client left
   */
  take(operation: Operation, userId: string, client: AbortSignal): Promise<Slot>;
  /** From now on nobody gets a place, who waits for one neither. */
  close(): void;
  /** Waits until all places are free; after `bound` milliseconds what still runs is aborted, and waited for no longer than that again. */
  drain(bound: number): Promise<void>;
}

export interface SlotOptions {
  /** Places for imports and previews together. */
  readonly imports: number;
  readonly exports: number;
  /** How long somebody waits for a place, milliseconds. */
  readonly patience?: number;
}

export const TRANSFER_SLOTS = Symbol('TransferSlots');

const PATIENCE = 10_000;
/** More would wait in vain anyway. */
const MOST_WAITING = 64;

interface Lane {
  readonly most: number;
  taken: number;
  readonly waiting: Set<() => void>;
  readonly perUser: Map<string, number>;
}

const lane = (most: number): Lane => ({ most, taken: 0, waiting: new Set(), perUser: new Map() });

export function createSlots({ imports, exports, patience = PATIENCE }: SlotOptions): Slots {
  const incoming = lane(imports);
  const outgoing = lane(exports);
  const importing = new Set<string>();
  const stop = new AbortController();
  const closing = new AbortController();
  let onFree: () => void = () => undefined;

  const count = (place: Lane, userId: string, change: 1 | -1): void => {
    const now = (place.perUser.get(userId) ?? 0) + change;
    if (now === 0) place.perUser.delete(userId);
    else place.perUser.set(userId, now);
  };

  return {
    async take(operation, userId, client) {
      closing.signal.throwIfAborted();
      const place = operation === 'export' ? outgoing : incoming;
      const mine = Math.ceil(place.most / 2);
      if (operation === 'import' && importing.has(userId)) throw importInProgress();
      if ((place.perUser.get(userId) ?? 0) >= mine) throw tooMany(mine);
      // Before the wait, so that who waits counts too.
      count(place, userId, 1);
      if (operation === 'import') importing.add(userId);
      const leave = (): void => {
        count(place, userId, -1);
        if (operation === 'import') importing.delete(userId);
      };
      try {
        if (place.taken < place.most) place.taken++;
        else await turn(place, patience, AbortSignal.any([client, closing.signal]));
      } catch (error) {
        leave();
        throw error;
      }
      let released = false;
      return {
        signal: AbortSignal.any([client, stop.signal]),
        release() {
          if (released) return;
          released = true;
          leave();
          const [next] = place.waiting;
          // The place goes from hand to hand: nobody who comes now gets in between.
          if (next) next();
          else place.taken--;
          if (incoming.taken + outgoing.taken === 0) onFree();
        },
      };
    },
    close() {
      closing.abort(stopping());
    },
    async drain(bound) {
      const free = new Promise<void>((resolve) => (onFree = resolve));
      if (incoming.taken + outgoing.taken === 0) return;
      await Promise.race([free, after(bound)]);
      stop.abort(stopping());
      await Promise.race([free, incoming.taken + outgoing.taken === 0 ? undefined : after(bound)]);
    },
  };
}

const after = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds).unref());

/** Resolves when a place is handed over. */
function turn(place: Lane, patience: number, given: AbortSignal): Promise<void> {
  if (place.waiting.size >= MOST_WAITING) return Promise.reject(serverBusy());
  return new Promise((resolve, reject) => {
    const settle = (then: () => void): void => {
      clearTimeout(timer);
      given.removeEventListener('abort', gone);
      place.waiting.delete(called);
      then();
    };
    const called = (): void => settle(resolve);
    const gone = (): void => settle(() => reject(given.reason as Error));
    const timer = setTimeout(() => settle(() => reject(serverBusy())), patience);
    if (given.aborted) return gone();
    given.addEventListener('abort', gone, { once: true });
    place.waiting.add(called);
  });
}
