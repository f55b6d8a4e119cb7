/** Worker threads that decode area files, each lent to one import at a time, and kept for the next while its memory is small. */
import { on } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import { PortabilityError } from '../errors.js';
import type { AreaMessage, AreaWork } from './area-worker.js';

/** Chunks of rows on the way at once. */
const CREDITS = 8;

/**
 * Megabytes. What an export writes is decoded entry by entry in a small part of this; a document of a few megabytes that cannot be
 * cut, such as one in flow style, fits too. Beyond it one request ends, not the process.
 */
export const WORKER_HEAP_MB = 224;

/**
 * Megabytes: three semi-spaces. Of the entries that are decoded hardly any outlives its row, and what V8 would give them by default, 48,
 * is held by each import. A process that is started with `--max-semi-space-size` has that instead, in all threads.
 */
const WORKER_YOUNG_MB = 12;

/** Threads that are kept while nobody imports. To start one takes longer than to decode a small archive, and its code is compiled anew. */
const MOST_IDLE = 2;
const IDLE_MS = 60_000;
/** Bytes of heap beyond which a thread is not kept. Entries as an export writes them leave it small, however many there are. */
const MOST_KEPT_HEAP_BYTES = 32 * 1024 * 1024;

export type DecodedMessage = Exclude<AreaMessage, { type: 'refused' }>;

export interface DecoderPool {
  /**
   * Decodes area files: chunks of rows, then one message that it is done. A thread decodes ahead by a few chunks, and goes on
   * when the next one is asked for; it is given back when whoever asks has the last message, or asks no more. The bytes of a chunk are
   * there until then: to ask for the next one is to be done with them.
   * @throws PortabilityError what the worker refuses, or `yaml-too-complex` when it runs out of memory
   */
  decode(
    work: Omit<AreaWork, 'credits'>,
    signal?: AbortSignal,
  ): AsyncGenerator<DecodedMessage, void, undefined>;
  /** Ends the threads that are idle, and from now on each with its work. */
  close(): Promise<void>;
}

interface Idle {
  readonly worker: Worker;
  readonly timer: NodeJS.Timeout;
}

/**
 * A pool without any thread yet; whoever makes it closes it.
 * @example
 * const decoders = createDecoderPool();
 * const scope = { graph, limits: DEFAULT_LIMITS, decoders };
 * const report = await verifyArchive(scope, upload, workspace).finally(() => decoders.close());
 */
export function createDecoderPool(): DecoderPool {
  let idle: readonly Idle[] = [];
  let isClosed = false;

  const forget = (worker: Worker): void => {
    for (const each of idle) if (each.worker === worker) clearTimeout(each.timer);
    idle = idle.filter((each) => each.worker !== worker);
  };
  const borrow = (): Worker => {
    const found = idle.at(-1)?.worker;
    if (!found) return startWorker(forget);
    forget(found);
    found.ref();
    return found;
  };
  const giveBack = async (worker: Worker): Promise<void> => {
    if (isClosed || idle.length >= MOST_IDLE) return void (await worker.terminate());
    // A process may end while they wait.
    worker.unref();
    const timer = setTimeout(() => {
      // Before it ends, which takes a moment, or it might be lent once more.
      forget(worker);
      void worker.terminate();
    }, IDLE_MS);
    timer.unref();
    idle = [...idle, { worker, timer }];
  };

  return {
    async *decode(work, signal) {
      const worker = borrow();
      let isReusable = false;
      try {
        for await (const message of run(worker, work, signal)) {
          if (message.type !== 'rows') isReusable = message.heapBytes <= MOST_KEPT_HEAP_BYTES;
          if (message.type === 'refused')
            throw new PortabilityError(message.slug, message.detail, message.extensions);
          yield message;
        }
      } catch (error) {
        throw isOutOfMemory(error) ? tooComplex(error) : error;
      } finally {
        await (isReusable ? giveBack(worker) : worker.terminate());
      }
    },
    async close() {
      isClosed = true;
      await Promise.all(idle.map(({ worker }) => worker.terminate()));
    },
  };
}

/** The messages of the work up to its last; to ask for one after rows is to give back the credit that they took. */
async function* run(
  worker: Worker,
  work: Omit<AreaWork, 'credits'>,
  signal: AbortSignal | undefined,
): AsyncGenerator<AreaMessage, void, undefined> {
  const credits = new SharedArrayBuffer(4);
  const available = new Int32Array(credits);
  Atomics.store(available, 0, CREDITS);
  const rows = createDiscard();
  const ended = new AbortController();
  const end = (): void => ended.abort();
  worker.once('exit', end);
  try {
    const stop = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
    const messages = on(worker, 'message', { signal: stop }) as AsyncIterable<[AreaMessage]>;
    worker.postMessage({ ...work, credits } satisfies AreaWork);
    for await (const [message] of messages) {
      yield message;
      if (message.type !== 'rows') return;
      rows.discard(message.chunk.buffer as ArrayBuffer);
      Atomics.add(available, 0, 1);
      Atomics.notify(available, 0);
    }
    throw new Error('The decoder ended without an answer');
  } finally {
    rows.close();
    worker.off('exit', end);
  }
}

/**
 * Frees memory when it is said, and not when V8 comes to it: it does not count what other threads have sent as reason enough, and holds
 * fifty megabytes of chunks that nobody reads any more. What is sent to a closed port is taken from the sender all the same (HTML, "message
 * port post message steps"), and goes nowhere.
 */
function createDiscard(): { discard(buffer: ArrayBuffer): void; close(): void } {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  port1.unref();
  return { discard: (buffer) => port1.postMessage(undefined, [buffer]), close: () => port1.close() };
}

function startWorker(exited: (worker: Worker) => void): Worker {
  const worker = new Worker(workerFile(), {
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB, maxYoungGenerationSizeMb: WORKER_YOUNG_MB },
    // Nothing of the environment is its business.
    env: {},
    execArgv: [],
    name: 'archive-decoder',
  });
  worker.once('exit', () => exited(worker));
  // Whoever waits for it hears of it; while nobody does, its end is all that matters.
  worker.on('error', () => undefined);
  return worker;
}

/** Under the test runner this file is TypeScript source; the worker then runs from the build. */
function workerFile(): URL {
  const beside = new URL('./area-worker.js', import.meta.url);
  return existsSync(fileURLToPath(beside))
    ? beside
    : new URL(beside.href.replace(/\/src\/(?!.*\/src\/)/, '/dist/src/'));
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';

const tooComplex = (cause: unknown): PortabilityError =>
  new PortabilityError(
    'yaml-too-complex',
    'The YAML in this archive needs more memory than an import is given. Export it again, or write it in block style.',
    {},
    { cause },
  );
