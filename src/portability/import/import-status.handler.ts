/** How far an import is or how it ended, asked for by its name; and the wish that it stop. */
import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { PortabilityError } from '../errors.js';
import { PORTABILITY, type Portability } from '../portability.js';
import { withConnection } from '../storage/transaction.js';
import type { ImportResult, RunningImportStatus } from './answers.js';
import { importInProgress } from './import-errors.js';
import { importStatus } from './import-status.js';
import { findOutcome } from './find-outcome.js';

export class ImportStatusQuery extends Query<ImportResult | RunningImportStatus> {
  constructor(
    readonly userId: string,
    /** A UUID; see `importIdOf`. */
    readonly id: string,
    /** Whether the import is to stop, where it still runs. */
    readonly isToStop = false,
  ) {
    super();
  }
}

@QueryHandler(ImportStatusQuery)
export class ImportStatusHandler implements IQueryHandler<ImportStatusQuery> {
  constructor(@Inject(PORTABILITY) private readonly portability: Portability) {}

  /**
   * @throws PortabilityError `not-found`: no such import was done, nor will be; what an import ended with;
   * `import-in-progress` where the host keeps no runs, and perhaps it still runs
   */
  async execute({ userId, id, isToStop }: ImportStatusQuery): Promise<ImportResult | RunningImportStatus> {
    const { portability } = this;
    const { dataSource, receipts, runs } = portability;
    if (!receipts) throw notFound();
    if (!runs) {
      const outcome = await findOutcome(portability, userId, id);
      if (outcome.state === 'done') return outcome.result;
      throw outcome.state === 'running' ? importInProgress() : notFound();
    }
    if (isToStop)
      await withConnection(dataSource, (connection) =>
        connection.transaction('READ COMMITTED', (transaction) => runs.cancel(transaction, userId, id)),
      );
    const status = await importStatus(portability, userId, id);
    if (status.state === 'failed') throw status.problem;
    if (status.state === 'absent') throw notFound();
    return status.state === 'done' ? status.result : status;
  }
}

const notFound = (): PortabilityError =>
  new PortabilityError(
    'not-found',
    'No import of yours was done under this name: nothing was changed by it. Results are kept for a month.',
  );
