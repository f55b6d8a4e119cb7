/** One import under the name that its sender knows it by: what it was asked to do, how far it is, how it ended, and whether it is to stop. */
import { randomUUID } from 'node:crypto';
import type { PortabilityError } from '../errors.js';
import type { Portability } from '../portability.js';
import type { RunKey, RunProgress } from '../storage/import-runs.js';
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

/** Before the archive is there. */
export const RECEIVING = 'receive';

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
  /** Ends the reports, and keeps what the import ended with, if that is a problem. One whose outcome is not known stays open. */
  end(problem?: PortabilityError): Promise<void>;
}

/**
 * Opens a run before the archive arrives. Whoever opens it ends it.
 * @returns undefined where the host keeps no runs
 * @throws PortabilityError `import-in-progress` where the same import is under way
 */
export async function openImportRun(
  portability: Portability,
  { userId, id, isNamed, uploadBytes }: ImportRunOptions,
): Promise<ImportRun | undefined> {
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
    const [earlier, isDone] = await connection.transaction('READ COMMITTED', async (transaction) => {
      const run = await runs.find(transaction, userId, id);
      return [run, (await receipts.find(transaction, userId, id, run?.attempt)) !== null];
    });
    if (earlier && !isDone && (await isAlive(portability, connection, userId, earlier)))
      throw importInProgress();
    // What ended for good is answered again when it is known that the same is asked for.
    if (isNamed && earlier && (isDone || isFinal(earlier.problem))) return false;
    const isFirst = await connection.transaction('READ COMMITTED', (transaction) =>
      open(transaction, earlier?.attempt),
    );
    if (!isFirst) throw importInProgress();
    return true;
  });

  const stopping = new AbortController();
  let isReplay = false;
  let begun: () => void = () => undefined;
  const hasBegun = new Promise<void>((resolve) => (begun = resolve));
  let reporting: Promise<void> | undefined;
  // A report that does not reach the database is made good by the next one.
  const report = (): Promise<void> =>
    (reporting ??= inOwnTransaction((transaction) => runs.report(transaction, key, now))
      .then(
        (isCancelled) => isCancelled && stopping.abort(importCancelled()),
        () => undefined,
      )
      .then(() => void (reporting = undefined)));
  const timer = setInterval(() => void report(), REPORT_MS);
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
    const owned =
      (isMine || (await open(transaction, row?.attempt))) &&
      (await runs.identify(transaction, key, isNamed ? fingerprint : null));
    if (!owned) throw importInProgress();
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
      if (result) return result;
      await report();
      begun();
      return undefined;
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
