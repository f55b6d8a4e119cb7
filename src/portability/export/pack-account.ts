/** Makes the archive of an account from a transaction's snapshot: for whoever downloads it, and as a safety copy. */
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { Portability } from '../portability.js';
import type { PartRows } from '../storage/part-rows.js';
import type { Transaction } from '../storage/transaction.js';
import type { Workspace } from '../storage/workspace.js';
import { packTarball, type TarballEntry } from '../container/tar/pack.js';
import { archiveEntries } from './archive-entries.js';
import { describeArchive, type ArchiveDescription } from './describe-archive.js';
import { packedRatio } from './export-limits.js';

/** Whose account is packed, and where. */
export interface Packing extends PartRows {
  readonly transaction: Transaction;
  readonly workspace: Workspace;
  /** Whether the bytes of every file are compared before the first byte of the archive, and not only their number; default false. */
  readonly readsFiles?: boolean;
  /** The language of the files beside the data; without it there are none. */
  readonly companionLanguage?: string | undefined;
}

export interface PackedAccount {
  readonly exportedAt: Date;
  readonly description: ArchiveDescription;
  /** The archive. An error means that it is not whole. */
  readonly packed: Readable;
  /** Resolves when the archive is made, or given up, and nothing reads from the transaction any more. */
  readonly ended: Promise<void>;
}

/**
 * The transaction must outlive `ended`, and nothing else may use it until then.
 * @throws PortabilityError `archive-too-large`, before there is an archive, where it could not be imported again
 */
export async function packAccount(portability: Portability, packing: Packing): Promise<PackedAccount> {
  const { transaction, userId, areas, workspace, readsFiles = false, companionLanguage: language } = packing;
  const exportedAt = new Date();
  const part = { userId, areas };
  const companions = language === undefined ? [] : portability.companions;
  const description = await describeArchive(portability, transaction, part, {
    exportedAt,
    readsFiles,
    companions,
  });
  let packedBytes = 0;
  let isWanted = true;
  let entriesEnded: () => void = () => undefined;
  const allEntries = new Promise<void>((resolve) => (entriesEnded = resolve));
  const entries = await archiveEntries(portability, {
    transaction,
    ...part,
    workspace,
    description,
    companions: {
      list: companions,
      language: language ?? portability.languages[0],
      packedBytes: () => packedBytes,
      isWanted: () => isWanted,
    },
  });
  const packed = packTarball(untilEnd(entries, entriesEnded), {
    mtime: exportedAt,
    maxRatio: packedRatio(portability.limits),
    onBytes: (bytes) => void (packedBytes += bytes),
  });
  packed.once('close', () => (isWanted = false));
  const closed = once(packed, 'close').catch(() => undefined);
  return { exportedAt, description, packed, ended: closed.then(() => allEntries) };
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
