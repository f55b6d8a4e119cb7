/** The database did something else than was planned: a fault of ours. */
import { PortabilityError } from '../errors.js';

/** Whoever throws it leaves nothing changed. */
export const planDiffers = (): PortabilityError =>
  new PortabilityError(
    'internal-error',
    'The import did not do what was planned, so it was undone. Nothing has changed.',
  );
