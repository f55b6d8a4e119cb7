/** Runs the worker that decodes area files, and hands its rows on as fast as they are taken. */
import { on } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { PortabilityError } from '../errors.js';
import type { AreaMessage, AreaWork } from './area-worker.js';

/** Chunks of rows on the way at once. */
const CREDITS = 8;

/**
 * Megabytes. What Carol writes is decoded entry by entry in a small part of this; a document of a few megabytes that cannot be
 * cut, such as one in flow style, fits too. Beyond it one request ends, not the process.
 */
const WORKER_HEAP_MB = 224;

/** Under the test runner this file is TypeScript source; the worker then runs from the build. */
function workerFile(): URL {
  const beside = new URL('./area-worker.js', import.meta.url);
  return existsSync(fileURLToPath(beside))
    ? beside
    : new URL(beside.href.replace(/\/src\/(?!.*\/src\/)/, '/dist/src/'));
}

export type RowsMessage = Extract<AreaMessage, { type: 'rows' }>;
export type DoneMessage = Extract<AreaMessage, { type: 'done' }>;

/**
 * Decodes area files in a worker thread and gives each chunk of rows to `take`, one after the other.
 * @throws PortabilityError what the worker refuses, or `yaml-too-complex` when it runs out of memory
 */
export async function decodeAreas(
  work: Omit<AreaWork, 'credits'>,
  take: (rows: RowsMessage) => Promise<void>,
  signal?: AbortSignal,
): Promise<DoneMessage> {
  const credits = new SharedArrayBuffer(4);
  const available = new Int32Array(credits);
  Atomics.store(available, 0, CREDITS);
  const worker = new Worker(workerFile(), {
    workerData: { ...work, credits } satisfies AreaWork,
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
    // Nothing of the environment is its business.
    env: {},
    execArgv: [],
    name: 'archive-decoder',
  });
  const ended = new AbortController();
  worker.once('exit', () => ended.abort());
  try {
    const stop = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
    for await (const [message] of on(worker, 'message', { signal: stop }) as AsyncIterable<[AreaMessage]>) {
      if (message.type === 'done') return message;
      if (message.type === 'refused')
        throw new PortabilityError(message.slug, message.detail, message.extensions);
      await take(message);
      Atomics.add(available, 0, 1);
      Atomics.notify(available, 0);
    }
    throw new Error('The decoder ended without an answer');
  } catch (error) {
    throw isOutOfMemory(error) ? tooComplex(error) : error;
  } finally {
    await worker.terminate();
  }
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
