/** A blob store that reads a large file otherwise than it was stored, as disks and networks do. */
import { pipeline, Transform } from 'node:stream';
import type { BlobStore } from '../../src/portability/blobs.js';

/** Changes a piece of a file on its way out; `at` is where the piece ends, in bytes. */
export type Spoil = (chunk: Buffer, at: number) => Buffer | Error | 'nothing more';

/** @param spoil asked anew for each file that is read; undefined for one that is left as it is */
export function spoiltStore(real: BlobStore, spoil: () => Spoil | undefined): BlobStore {
  const get: BlobStore['get'] = async (key, signal) => {
    const whole = await real.get(key, signal);
    const change = spoil();
    if (change === undefined) return whole;
    let at = 0;
    const spoiling = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        const changed = change(chunk, (at += chunk.length));
        if (changed instanceof Error) done(changed);
        else if (changed !== 'nothing more') done(null, changed);
      },
    });
    return pipeline(whole, spoiling, () => undefined);
  };
  return new Proxy(real, {
    get: (target, name: keyof BlobStore) =>
      name === 'get' ? get : (target[name] as () => void).bind(target),
  });
}
