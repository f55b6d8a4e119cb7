/** How many imports and previews this process works on at once. */
import { PortabilityError } from '../errors.js';

export interface Slots {
  /**
   * Takes a slot; the caller releases it, once.
   * @throws PortabilityError `server-busy` when all are taken
   */
  take(): () => void;
}

export const IMPORT_SLOTS = Symbol('ImportSlots');

export function createSlots(most: number): Slots {
  let taken = 0;
  return {
    take() {
      if (taken >= most) {
        throw new PortabilityError(
          'server-busy',
          'This server is working on as many imports as it can. Try again in a moment.',
          {},
          { headers: { 'Retry-After': '5' } },
        );
      }
      taken++;
      let released = false;
      return () => {
        if (!released) taken--;
        released = true;
      };
    },
  };
}
