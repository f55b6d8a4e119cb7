/** Turns entries into a gzipped tar, as a stream that is pulled by whoever sends it. */
import { pipeline, Readable } from 'node:stream';
import { pack, type Pack } from 'tar-stream';
import { PortabilityError } from '../../errors.js';
import { gzip } from '../gzip/gzip.js';
import { roomIn } from './room.js';

/** A regular file that goes into the archive. */
export interface TarballEntry {
  /** With `/` between folders and no leading slash. */
  readonly path: string;
  /** Bytes that `body` will give, exactly. */
  readonly size: number;
  /** Read once, in turn, and closed (`return()`, or `destroy()` of a Readable) when nobody wants the rest. Its chunks are taken over. */
  readonly body: AsyncIterable<Buffer>;
}

export interface PackOptions {
  /** The modification time of every entry; fractions of a second are dropped. */
  readonly mtime: Date;
  /** How many times as long as itself what any part of the archive unpacks to may be; 100 at most. */
  readonly maxRatio?: number;
  /** Told how many bytes more the archive has, compressed; up to some MiB of what the entries gave are not among them yet. */
  readonly onBytes?: (bytes: number) => void;
}

/** NUL ends a name in a header; a lone surrogate has no UTF-8. */
const UNWRITABLE = /[\0\p{Surrogate}]/u;
/** tar-stream writes the time as an int32. */
const LATEST_MTIME_MS = (2 ** 31 - 1) * 1000;

function broken(detail: string): PortabilityError {
  return new PortabilityError('internal-error', `${detail} The archive was broken off: export again.`);
}

/** Asks a source that will not be read any further to let go of what it holds. */
function letGo(source: AsyncIterable<unknown>, iterator: AsyncIterator<unknown>): void {
  // The iterator of a Readable answers return() only after a read that may never come.
  if (source instanceof Readable) source.destroy();
  Promise.resolve(iterator.return?.()).catch(() => undefined);
}

/** Reads a source until it ends or the archive is closed, whichever comes first. */
async function* whileOpen<T>(archive: Pack, source: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  let ended = false;
  const close = (): void => {
    if (!ended) letGo(source, iterator);
    ended = true;
  };
  archive.once('close', close);
  try {
    while (!archive.destroying) {
      const next = await iterator.next();
      if (next.done) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } catch (error) {
    ended = true;
    throw error;
  } finally {
    archive.off('close', close);
    close();
  }
}

async function writeEntry(archive: Pack, entry: TarballEntry, mtime: Date): Promise<void> {
  const { path, size } = entry;
  if (path === '' || UNWRITABLE.test(path)) throw broken('An entry has no usable name.');
  if (!Number.isSafeInteger(size) || size < 0) throw broken(`${path} has no usable size.`);

  let settle: (error?: Error | null) => void = () => undefined;
  const written = new Promise<void>((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
  written.catch(() => undefined);
  const header = { name: path, size, mtime, type: 'file', mode: 0o644, uid: 0, gid: 0 } as const;
  const sink = archive.entry({ ...header }, (error) => settle(error));
  // The sink emits an error when the reader hangs up, and one that nobody hears ends the process.
  sink.on('error', () => undefined);

  let given = 0;
  for await (const chunk of whileOpen(archive, entry.body)) {
    given += chunk.length;
    if (given > size) break;
    if (!sink.write(chunk)) await roomIn(sink);
  }
  if (archive.destroying) return;
  if (given !== size) {
    throw broken(`${path} was announced with ${size} bytes and has ${given > size ? 'more' : given}.`);
  }
  sink.end(null);
  await written;
}

async function writeEntries(archive: Pack, entries: AsyncIterable<TarballEntry>, mtime: Date): Promise<void> {
  for await (const entry of whileOpen(archive, entries)) await writeEntry(archive, entry, mtime);
  if (!archive.destroying) archive.finalize();
}

/**
 * A gzipped tar of the entries, in their order: ustar headers (PAX only for a name that ustar cannot hold), owner 0,
 * mode 0644. Same entries and time, same bytes.
 *
 * Reading starts at once and waits when some hundred KiB wait to be sent. A body of another size than announced, or one that fails, destroys the
 * stream with an error: what was sent so far has no gzip trailer and no reader takes it for whole. The caller owns
 * the stream; destroying it closes the current body and the entries.
 * @example await pipeline(packTarball(entries, { mtime: new Date() }), createWriteStream('library.tar.gz'));
 */
export function packTarball(entries: AsyncIterable<TarballEntry>, options: PackOptions): Readable {
  const mtime = new Date(Math.min(Math.floor(options.mtime.getTime() / 1000) * 1000, LATEST_MTIME_MS));
  const archive = pack();
  const compressed = gzip(options.maxRatio, options.onBytes);
  pipeline(archive, compressed, () => undefined);
  writeEntries(archive, entries, mtime).catch((error: Error) => archive.destroy(error));
  return compressed;
}
