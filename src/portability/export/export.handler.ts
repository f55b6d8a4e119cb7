/** Export: one archive of everything that one user has, streamed from one snapshot. */
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { archiveName } from '../archive/format.js';
import { PORTABILITY, type Portability } from '../portability.js';
import { exportLock } from '../storage/locks.js';
import { timeoutsOf, withConnection, type Transaction } from '../storage/transaction.js';
import { packTarball, type TarballEntry } from '../container/tar/pack.js';
import { archiveEntries, describeArchive } from './archive-entries.js';

export interface ExportedArchive {
  /** `<slug>-export-<date>.tar.gz` */
  readonly fileName: string;
  /** The archive. The caller reads it to its end, or destroys it; until then it holds a connection. An error means that it is not whole. */
  readonly stream: Readable;
  readonly counts: Readonly<Record<string, number>>;
  /** UUIDs of the media whose files are lost or damaged, and not in the archive. */
  readonly missing: readonly string[];
}

export class ExportQuery extends Query<ExportedArchive> {
  constructor(readonly userId: string) {
    super();
  }
}

@QueryHandler(ExportQuery)
export class ExportHandler implements IQueryHandler<ExportQuery, ExportedArchive> {
  constructor(@Inject(PORTABILITY) private readonly portability: Portability) {}

  /** Resolves when the first bytes can be sent: whatever fails before has not sent anything. */
  execute({ userId }: ExportQuery): Promise<ExportedArchive> {
    return new Promise((resolve, reject) => {
      withConnection(
        this.portability.dataSource,
        async (connection) => {
          const lock = exportLock(this.portability.graph.format.product, userId);
          // Never held exclusively for long, and never while rows still refer to what is removed.
          const locked = await connection.tryLock(lock, 'shared');
          try {
            await connection.transaction('REPEATABLE READ READ ONLY', (transaction) =>
              this.#stream(transaction, userId, resolve),
            );
          } finally {
            if (locked) await connection.unlock(lock, 'shared');
          }
        },
        timeoutsOf(this.portability.limits),
      ).catch(reject);
    });
  }

  /** Ends when the stream is closed and nothing reads from the transaction any more. */
  async #stream(
    transaction: Transaction,
    userId: string,
    opened: (archive: ExportedArchive) => void,
  ): Promise<void> {
    // Every row will be fetched: plan for all of them, not for the first.
    await transaction.query('SET LOCAL cursor_tuple_fraction = 1');
    const exportedAt = new Date();
    const manifest = await describeArchive(this.portability, transaction, userId, exportedAt);
    const workspace = await this.portability.workspaces.open();
    try {
      let entriesEnded: () => void = () => undefined;
      const ended = new Promise<void>((resolve) => (entriesEnded = resolve));
      const entries = archiveEntries(this.portability, { transaction, userId }, manifest, workspace);
      const stream = packTarball(untilEnd(entries, entriesEnded), { mtime: exportedAt });
      const closed = once(stream, 'close');
      // The caller hears of errors too; here they only must not end the process.
      stream.on('error', () => undefined);
      opened({
        fileName: archiveName(this.portability.graph.format, exportedAt),
        stream,
        counts: manifest.counts,
        missing: manifest.missing,
      });
      await closed.catch(() => undefined);
      await ended;
    } finally {
      await workspace.dispose();
    }
  }
}

async function* untilEnd(
  entries: AsyncGenerator<TarballEntry>,
  ended: () => void,
): AsyncGenerator<TarballEntry> {
  try {
    yield* entries;
  } finally {
    ended();
  }
}
