/** The result of an import that was made, asked for by the id of its request. */
import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { isUuid } from '../archive/uuid.js';
import { PortabilityError } from '../errors.js';
import { PORTABILITY, type Portability } from '../portability.js';
import type { ImportResult } from './answers.js';
import { findOutcome } from './find-outcome.js';
import { importInProgress } from './import-errors.js';

export class ImportOutcomeQuery extends Query<ImportResult> {
  constructor(
    readonly userId: string,
    /** Of the request that made the import. */
    readonly id: string,
  ) {
    super();
  }
}

@QueryHandler(ImportOutcomeQuery)
export class ImportOutcomeHandler implements IQueryHandler<ImportOutcomeQuery, ImportResult> {
  constructor(@Inject(PORTABILITY) private readonly portability: Portability) {}

  /** @throws PortabilityError `not-found`: no such import was done; `import-in-progress`: perhaps it still runs */
  async execute({ userId, id }: ImportOutcomeQuery): Promise<ImportResult> {
    const name = id.toLowerCase();
    if (!this.portability.receipts || !isUuid(name)) throw notFound();
    const outcome = await findOutcome(this.portability, userId, name);
    if (outcome.state === 'done') return outcome.result;
    throw outcome.state === 'running' ? importInProgress() : notFound();
  }
}

const notFound = (): PortabilityError =>
  new PortabilityError(
    'not-found',
    'No import of yours was done under this id: nothing was changed by it. Results are kept for a month.',
  );
