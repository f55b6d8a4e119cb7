/** Ends a download that nobody takes any more: it holds a database connection and a snapshot. */
import { Transform } from 'node:stream';
import { PortabilityError } from '../errors.js';

/** Passes bytes on, and fails when `stall` milliseconds go by in which the reader takes none though there are some. */
export function stallGuard(stall: number): Transform {
  let idleSince: number | undefined;
  let taken = 0;
  let seen = 0;
  const guard = new Transform({
    readableHighWaterMark: 256 * 1024,
    writableHighWaterMark: 256 * 1024,
    transform(chunk: Buffer, _encoding, done) {
      taken += chunk.length;
      done(null, chunk);
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
