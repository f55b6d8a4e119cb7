/** The imports that a user had done lately, and which of them can be undone; and the wish that what is kept for that be removed. */
import { Inject } from '@nestjs/common';
import {
  Command,
  CommandHandler,
  Query,
  QueryHandler,
  type ICommandHandler,
  type IQueryHandler,
} from '@nestjs/cqrs';
import { PORTABILITY, type Portability } from '../portability.js';
import { removeUncommitted } from '../storage/blobs/remove.js';
import { inTransaction, timeoutsOf } from '../storage/transaction.js';
import type { ImportHistory, ImportResult } from './answers.js';
import { noSuchCopy } from './safety-copy.js';

/** More are not told of. */
const MOST_IMPORTS = 20;

export class ImportHistoryQuery extends Query<ImportHistory> {
  constructor(readonly userId: string) {
    super();
  }
}

@QueryHandler(ImportHistoryQuery)
export class ImportHistoryHandler implements IQueryHandler<ImportHistoryQuery> {
  constructor(@Inject(PORTABILITY) private readonly portability: Portability) {}

  /** Empty where the host keeps no receipts. */
  execute({ userId }: ImportHistoryQuery): Promise<ImportHistory> {
    const { dataSource, receipts, undo, limits } = this.portability;
    return inTransaction(
      dataSource,
      'REPEATABLE READ READ ONLY',
      async (transaction) => {
        const copies = await undo?.copies.kept(transaction, userId);
        const found = (await receipts?.list(transaction, userId, MOST_IMPORTS)) ?? [];
        return {
          imports: found.map(({ id, at, result }) => {
            const { mode, archive, effects, areas, skipped, undoes } = JSON.parse(result) as ImportResult;
            const copy = copies?.get(id);
            return {
              key: id,
              importedAt: at.toISOString(),
              mode,
              archive: { exportedAt: archive.exportedAt, sha256: archive.sha256 },
              effects,
              areas: areas ?? null,
              skipped: skipped?.length ?? 0,
              undoes: undoes ?? null,
              undo: copy ? { until: copy.until.toISOString(), bytes: copy.bytes } : null,
            };
          }),
        };
      },
      { timeouts: timeoutsOf(limits) },
    );
  }
}

/** The import stays what it was, and cannot be undone any more. */
export class RemoveCopyCommand extends Command<void> {
  constructor(
    readonly userId: string,
    /** The id of the import; see `importIdOf`. */
    readonly id: string,
  ) {
    super();
  }
}

@CommandHandler(RemoveCopyCommand)
export class RemoveCopyHandler implements ICommandHandler<RemoveCopyCommand, void> {
  constructor(@Inject(PORTABILITY) private readonly portability: Portability) {}

  /** @throws PortabilityError `not-found`, also for that of another user */
  async execute({ userId, id }: RemoveCopyCommand): Promise<void> {
    const { dataSource, undo, limits } = this.portability;
    const keys = await inTransaction(
      dataSource,
      'READ COMMITTED',
      async (transaction) => (await undo?.copies.remove(transaction, userId, id)) ?? [],
      { timeouts: timeoutsOf(limits) },
    );
    if (keys.length === 0) throw noSuchCopy();
    await removeUncommitted(this.portability, keys);
  }
}
