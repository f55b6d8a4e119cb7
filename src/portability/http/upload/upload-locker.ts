/** Lets one request at a time work on an upload: the newest, as the one before may come from a connection that is dead and does not know it. */
import { uploadLocked } from '../../storage/uploads/upload-errors.js';

/** As `@tus/server` asks for it. */
export interface UploadLock {
  /** @param requestRelease called when another request wants the lock */
  lock(signal: AbortSignal, requestRelease: () => void | Promise<void>): Promise<void>;
  unlock(): Promise<void>;
}

interface Holder {
  readonly requestRelease: () => void | Promise<void>;
  readonly released: Promise<void>;
  readonly release: () => void;
}

/** The lock of that library asks again and again whether it is free, as fast as it can. */
export function createUploadLocker(waitMs: number): { newLock(id: string): UploadLock } {
  const holders = new Map<string, Holder>();
  return {
    newLock(id) {
      let own: Holder | undefined;
      return {
        async lock(signal, requestRelease) {
          const deadline = performance.now() + waitMs;
          for (let holder = holders.get(id); holder; holder = holders.get(id)) {
            void holder.requestRelease();
            await within(Math.max(0, deadline - performance.now()), holder.released, signal);
            if (holders.get(id) === holder) throw uploadLocked();
          }
          let release = (): void => undefined;
          const released = new Promise<void>((resolve) => (release = resolve));
          own = { requestRelease, released, release };
          holders.set(id, own);
        },
        unlock() {
          if (own && holders.get(id) === own) holders.delete(id);
          own?.release();
          return Promise.resolve();
        },
      };
    },
  };
}

/** Resolves when the work is done, after so many milliseconds, or when the signal says so. */
async function within(milliseconds: number, work: Promise<void>, signal: AbortSignal): Promise<void> {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const timer = setTimeout(end, milliseconds);
  signal.addEventListener('abort', end, { once: true });
  await Promise.race([work, ended]);
  clearTimeout(timer);
  signal.removeEventListener('abort', end);
}
