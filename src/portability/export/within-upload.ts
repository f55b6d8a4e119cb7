/** Ends an archive that has become larger than an upload may be: nobody could import it again. */
import { pipeline, Transform, type Readable } from 'node:stream';
import { PortabilityError } from '../errors.js';

/**
 * The bytes of the archive, which is destroyed with the stream. An error (`archive-too-large`) means that there were too many.
 * @param maximum bytes, compressed
 */
export function withinUpload(archive: Readable, maximum: number): Readable {
  let actual = 0;
  const meter = new Transform({
    readableHighWaterMark: 256 * 1024,
    writableHighWaterMark: 256 * 1024,
    transform(chunk: Buffer, _encoding, done) {
      actual += chunk.length;
      if (actual > maximum) done(tooLarge(maximum, actual));
      else done(null, chunk);
    },
  });
  return pipeline(archive, meter, () => undefined);
}

const tooLarge = (maximum: number, actual: number): PortabilityError =>
  new PortabilityError(
    'archive-too-large',
    'The archive has become larger than an upload may be here, so it could not be imported again.',
    { limit: 'uploadBytes', maximum, actual },
  );
