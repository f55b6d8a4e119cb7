/** One import under the name that its sender knows it by: what it was asked to do, how far it is, how it ended, and whether it is to stop. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { PortabilityError } from '../errors.js';
import type { Portability } from '../portability.js';
import { RECEIVING, type RunKey, type RunProgress, type RunWish } from '../storage/import-runs.js';
import {
  inTransaction,
  timeoutsOf,
  withConnection,
  type Connection,
  type Transaction,
} from '../storage/transaction.js';
import type { ImportResult } from './answers.js';
import { accountGone, importCancelled, importInProgress, isAccountGone, keyReused } from './import-errors.js';
import { isAlive } from './import-status.js';
import { isFinal, parseProblem, writeProblem } from './kept-problem.js';
import type { Progress } from './progress.js';

/** Milliseconds between two reports; an import that does not report any more is taken for ended after a few of them. */
const REPORT_MS = 1_000;

/** How long whoever ends a run waits until its end is kept: a database that says nothing takes long to give up. Milliseconds. */
const MOST_FOR_THE_END_MS = 1_000;

const logger = new Logger('Imports');

export interface ImportRunOptions {
  readonly userId: string;
  /** A UUID; see `importIdOf`. */
  readonly id: string;
  /** Whether the sender chose the name for this import, so that the same name means the same import. */
  readonly isNamed: boolean;
  /** Bytes of the upload, if known. */
  readonly uploadBytes: number | null;
}

export interface ImportRun extends RunKey {
  /** Aborted when somebody asks to stop the import. */
  readonly signal: AbortSignal;
  /** Resolves when the import has begun: from then on it can be asked for. */
  readonly begun: Promise<void>;
  /** Bytes of the upload that have arrived so far. */
  received(bytes: number): void;
  /** Of an archive of so many bytes. */
  progress(progress: Progress, archiveBytes: number): void;
  /**
   * To be called when the user's import lock is held and nothing has been done yet.
   * @returns the result, where this import was done before
   * @throws PortabilityError what it ended with before, or `idempotency-key-reused`
   */
  begin(connection: Connection, fingerprint: string): Promise<ImportResult | undefined>;
  /** Whether `begin` has found that this import was done before. */
  readonly isReplay: boolean;
}

interface OpenRun extends ImportRun {
  /** Ends the reports, and keeps what the import ended with, if that is a problem. One whose outcome is not known stays open. */
  end(problem?: PortabilityError): Promise<void>;
}

/**
 * Makes an import known from before its archive arrives until it has ended, with what it ended with.
 * @param toProblem what an error of the work is told as to who asks later
 * @param work has no run where the host keeps none
 * @throws PortabilityError `import-in-progress` where the same import is under way; what the work throws
 * @example await withImportRun(portability, { userId, id: importIdOf(key), isNamed: true, uploadBytes }, translate, (run) => importWith(run));
 */
export async function withImportRun<Result>(
  portability: Portability,
  options: ImportRunOptions,
  toProblem: (error: unknown) => PortabilityError,
  work: (run: ImportRun | undefined) => Promise<Result>,
): Promise<Result> {
  const run = await openImportRun(portability, options);
  try {
    const result = await work(run);
    await end(run, toProblem);
    return result;
  } catch (error) {
    await end(run, toProblem, toProblem(error));
    throw error;
  }
}

/** That it cannot be kept how an import ended must not hide how it did, nor keep anybody waiting. */
async function end(
  run: OpenRun | undefined,
  toProblem: (error: unknown) => PortabilityError,
  problem?: PortabilityError,
): Promise<void> {
  const kept = run?.end(problem).catch((error: unknown) => {
    logger.warn({ event: 'import-end-not-kept', code: toProblem(error).slug });
  });
  await Promise.race([kept, sleep(MOST_FOR_THE_END_MS, undefined, { ref: false })]);
}

async function openImportRun(
  portability: Portability,
  { userId, id, isNamed, uploadBytes }: ImportRunOptions,
): Promise<OpenRun | undefined> {
  const { runs, receipts } = portability;
  if (!runs || !receipts) return undefined;
  const key: RunKey = { userId, id, attempt: randomUUID() };
  let now: RunProgress = { phase: RECEIVING, done: 0, total: uploadBytes };
  const inOwnTransaction = <Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> =>
    inTransaction(portability.dataSource, 'READ COMMITTED', work, {
      timeouts: timeoutsOf(portability.limits),
    });

  const open = (transaction: Transaction, earlier?: string): Promise<boolean> =>
    runs.open(transaction, key, now, earlier).catch((error: unknown) => {
      throw isAccountGone(error) ? accountGone(error) : error;
    });

  const isOpened = await withConnection(portability.dataSource, async (connection) => {
    const found = await connection.transaction('READ COMMITTED', async (transaction) => {
      // Mostly there is none: then no more is asked.
      if (await open(transaction)) return undefined;
      const run = await runs.find(transaction, userId, id);
      return { run, isDone: (await receipts.find(transaction, userId, id, run?.attempt)) !== null };
    });
    if (!found) return true;
    const { run: earlier, isDone } = found;
    if (!earlier || (!isDone && (await isAlive(portability, connection, userId, earlier))))
      throw importInProgress();
    // What ended for good is answered again when it is known that the same is asked for.
    if (isNamed && (isDone || isFinal(earlier.problem))) return false;
    const isFirst = await connection.transaction('READ COMMITTED', (transaction) =>
      open(transaction, earlier.attempt),
    );
    if (!isFirst) throw importInProgress();
    return true;
  });

  const stopping = new AbortController();
  let isReplay = false;
  let begun: () => void = () => undefined;
  const hasBegun = new Promise<void>((resolve) => (begun = resolve));
  const heed = (wish: RunWish | undefined): void => {
    if (wish === 'cancel') stopping.abort(importCancelled());
  };
  let reporting: Promise<void> | undefined;
  const timer = setInterval(() => {
    // A report that does not reach the database is made good by the next one.
    reporting ??= inOwnTransaction((transaction) => runs.report(transaction, key, now))
      .then(heed, () => undefined)
      .then(() => void (reporting = undefined));
  }, REPORT_MS);
  timer.unref();

  const settle = async (transaction: Transaction, fingerprint: string): Promise<ImportResult | undefined> => {
    const row = await runs.find(transaction, userId, id);
    const isMine = row?.attempt === key.attempt;
    const result = await receipts.find(transaction, userId, id);
    const isSame = row?.fingerprint === fingerprint;
    if (isNamed && row !== undefined && row.fingerprint !== null && !isSame) throw keyReused();
    if (isNamed && result !== null) {
      if (!isSame) throw keyReused();
      return JSON.parse(result) as ImportResult;
    }
    if (isNamed && !isMine && row && isFinal(row.problem)) throw parseProblem(row.problem);
    now = { phase: 'read', done: 0, total: null };
    const wish =
      isMine || (await open(transaction, row?.attempt))
        ? await runs.begin(transaction, key, isNamed ? fingerprint : null, now)
        : undefined;
    if (!wish) throw importInProgress();
    heed(wish);
    return undefined;
  };

  return {
    ...key,
    signal: stopping.signal,
    begun: hasBegun,
    get isReplay() {
      return isReplay;
    },
    received: (bytes) => void (now = { ...now, done: bytes }),
    progress: (progress, archiveBytes) => void (now = progressOf(progress, archiveBytes)),
    async begin(connection, fingerprint) {
      const result = await connection.transaction('READ COMMITTED', (transaction) =>
        settle(transaction, fingerprint),
      );
      isReplay = result !== undefined;
      if (!result) begun();
      return result;
    },
    async end(problem) {
      clearInterval(timer);
      await reporting;
      const hasArrived = now.phase !== RECEIVING;
      if (problem && hasArrived && problem.extensions['outcome'] !== 'unknown')
        await inOwnTransaction((transaction) => runs.fail(transaction, key, writeProblem(problem)));
      else if (problem && !hasArrived && isOpened)
        await inOwnTransaction((transaction) => runs.remove(transaction, key));
    },
  };
}

function progressOf(progress: Progress, archiveBytes: number): RunProgress {
  const { step: phase } = progress;
  if ('bytes' in progress) return { phase, done: progress.bytes, total: archiveBytes };
  if ('rows' in progress) return { phase, done: progress.rows, total: progress.announced };
  return { phase, done: 0, total: null };
}
