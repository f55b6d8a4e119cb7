/** Ends a download that nobody takes any more, as it holds a database connection and a snapshot, or that has become too large. */
import { Transform } from 'node:stream';
import { PortabilityError } from '../errors.js';

/**
 * Passes bytes on, and fails when `stall` milliseconds go by in which the reader takes none though there are some, or when there
 * are more than `maximum`: then nobody could upload them again.
 */
export function downloadGuard(stall: number, maximum: number): Transform {
  let idleSince: number | undefined;
  let taken = 0;
  let seen = 0;
  const guard = new Transform({
    readableHighWaterMark: 256 * 1024,
    writableHighWaterMark: 256 * 1024,
    transform(chunk: Buffer, _encoding, done) {
      taken += chunk.length;
      if (taken > maximum) done(tooLarge(maximum, taken));
      else done(null, chunk);
    },
  });
  const timer = setInterval(() => {
    // With room in the buffer it is us who are slow, not the reader.
    if (taken !== seen || !guard.writableNeedDrain) idleSince = undefined;
    else if (idleSince === undefined) idleSince = Date.now();
    if (idleSince !== undefined && Date.now() - idleSince >= stall / 2) guard.destroy(standstill());
    seen = taken;
  }, stall / 2);
  timer.unref();
  guard.once('close', () => clearInterval(timer));
  return guard;
}

/** The client sees the connection break. */
const standstill = (): PortabilityError =>
  new PortabilityError('request-timeout', 'The download stood still for too long.');

const tooLarge = (maximum: number, actual: number): PortabilityError =>
  new PortabilityError(
    'archive-too-large',
    'The archive has become larger than an upload may be here, so it could not be imported again.',
    { limit: 'uploadBytes', maximum, actual },
  );
