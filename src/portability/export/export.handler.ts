/** Export: one archive of everything that one user has, or of some areas of it, streamed from one snapshot. */
import type { Readable } from 'node:stream';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { archiveName } from '../archive/format.js';
import { isPartOf } from '../archive/part.js';
import { PORTABILITY, type Portability } from '../portability.js';
import { exportLock } from '../storage/locks.js';
import { timeoutsOf, withConnection } from '../storage/transaction.js';
import { packAccount, type Packing } from './pack-account.js';
import { spill } from './spill.js';
import { withinUpload } from './within-upload.js';

export interface ExportedArchive {
  /** `<slug>-export-<date>.tar.gz`; of a part `<slug>-export-<date>-part.tar.gz` */
  readonly fileName: string;
  /**
   * The archive. The caller reads it to its end, or destroys it. A slow reader costs room on the disk (`LIMIT_STALL_SECONDS`), not a connection
   * to the database and its snapshot. An error means that it is not whole.
   */
  readonly stream: Readable;
  readonly counts: Readonly<Record<string, number>>;
  /** UUIDs of the media whose files are lost or damaged, and not in the archive. */
  readonly missing: readonly string[];
}

/** Which of the host's files are beside the data. */
export interface CompanionChoice {
  /** False: none; default all. */
  readonly included?: boolean;
  /** One of the host's `languages`; default the first. */
  readonly language?: string | undefined;
}

export class ExportQuery extends Query<ExportedArchive> {
  /** @param areas the names of those that the archive is to hold; all where there are none */
  constructor(
    readonly userId: string,
    readonly areas?: readonly string[],
    readonly companions: CompanionChoice = {},
  ) {
    super();
  }
}

@QueryHandler(ExportQuery)
export class ExportHandler implements IQueryHandler<ExportQuery, ExportedArchive> {
  constructor(@Inject(PORTABILITY) private readonly portability: Portability) {}

  /** Resolves when the first bytes can be sent: whatever fails before has not sent anything. */
  execute({ userId, areas, companions }: ExportQuery): Promise<ExportedArchive> {
    const isPart = isPartOf(this.portability.graph, areas);
    const { included = true, language = this.portability.languages[0] } = companions;
    const companionLanguage = included ? language : undefined;
    return new Promise((resolve, reject) => {
      withConnection(
        this.portability.dataSource,
        async (connection) => {
          const lock = exportLock(this.portability.graph.format.product, userId);
          // Never held exclusively for long, and never while rows still refer to what is removed.
          const locked = await connection.tryLock(lock, 'shared');
          try {
            await connection.transaction('REPEATABLE READ READ ONLY', (transaction) =>
              this.#stream(
                { transaction, userId, areas: isPart ? new Set(areas) : undefined, companionLanguage },
                resolve,
              ),
            );
          } finally {
            if (locked) await connection.unlock(lock, 'shared');
          }
        },
        timeoutsOf(this.portability.limits),
      ).catch(reject);
    });
  }

  /** Ends when the archive is made, or given up, and nothing reads from the transaction any more; its reader may be far from its end. */
  async #stream(
    packing: Omit<Packing, 'workspace'>,
    opened: (archive: ExportedArchive) => void,
  ): Promise<void> {
    const { graph, limits, workspaces } = this.portability;
    const workspace = await workspaces.open();
    try {
      const { exportedAt, description, packed, ended } = await packAccount(this.portability, {
        ...packing,
        workspace,
      });
      const { counts, missing } = description.manifest;
      const stream = spill(withinUpload(packed, limits.uploadBytes), {
        patienceMs: limits.stallSeconds * 1_000,
        newFile: workspace.newFile,
      });
      // The caller hears of errors too; here they only must not end the process.
      stream.on('error', () => undefined);
      opened({
        fileName: archiveName(graph.format, exportedAt, packing.areas !== undefined),
        stream,
        counts,
        missing,
      });
      await ended;
    } finally {
      await workspace.dispose();
    }
  }
}
