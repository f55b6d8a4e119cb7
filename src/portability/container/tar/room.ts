/** Waits for a stream of tar-stream, which has a `drain` like Node's and no `pipeline` that would heed it. */
import type { Extract, Pack } from 'tar-stream';

/** Resolves when the stream wants more or is closed. */
export function roomIn(stream: Extract | ReturnType<Pack['entry']>): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      stream.off('drain', wake);
      stream.off('close', wake);
      resolve();
    };
    stream.on('drain', wake);
    stream.on('close', wake);
    if (stream.destroying) wake();
  });
}
