/** Repair: gives broken files back what an archive or another row has of them, and notes the others as damaged. */
import { importInProgress } from '../import/import-errors.js';
import { readArchive } from '../import/read-archive.js';
import { filesByDigest, storeFiles, type ArchivedFile } from '../import/store-files.js';
import type { Portability } from '../portability.js';
import { examineBytes } from '../storage/blobs/examine-blob.js';
import { removeReleased, removeUncommitted } from '../storage/blobs/remove.js';
import { sweepUnreferenced } from '../storage/blobs/sweep-unreferenced.js';
import { importLock, withLocks } from '../storage/locks.js';
import { assignBlobKeys, keysOfDigests, releasing } from '../storage/media-rows.js';
import { CommitUnknown, timeoutsOf, withConnection, type Connection } from '../storage/transaction.js';
import type { Workspace } from '../storage/workspace.js';
import type { BrokenFile } from './check-files.js';

/** An archive that may have what is broken. */
export interface RepairSource {
  readonly path: string;
  /** Its media files, by digest. */
  readonly files: ReadonlyMap<string, ArchivedFile>;
}

export interface Repair {
  /** Digests of the files that are whole again. */
  readonly healed: ReadonlySet<string>;
  /** Blobs that no row referred to, removed. */
  readonly orphans: number;
}

/**
 * Reads an archive under the guards of an import, and says which files it has.
 * @throws PortabilityError where it is none
 * @example const source = await openRepairSource('backup.tar.gz', portability, workspace);
 */
export async function openRepairSource(
  path: string,
  { graph, limits }: Pick<Portability, 'graph' | 'limits'>,
  workspace: Workspace,
  signal?: AbortSignal,
): Promise<RepairSource> {
  return { path, files: filesByDigest(await readArchive({ graph, limits, signal }, path, workspace)) };
}

/** Whose files are repaired, and from what. */
export interface RepairRequest {
  readonly userId: string;
  /** As `checkFiles` found them. */
  readonly broken: readonly BrokenFile[];
  readonly sources: readonly RepairSource[];
  readonly signal?: AbortSignal;
}

/**
 * @throws PortabilityError `import-in-progress` while an import of the user is under way
 * @example const { healed } = await repairFiles(portability, { userId, broken, sources: [source] });
 */
export async function repairFiles(portability: Portability, request: RepairRequest): Promise<Repair> {
  const { userId, signal } = request;
  const { dataSource, limits, graph } = portability;
  const healed = await withConnection(
    dataSource,
    (connection) =>
      withLocks(connection, [importLock(graph.format.product, userId)], () =>
        heal(portability, connection, request),
      ),
    timeoutsOf(limits),
  );
  if (healed === undefined) throw importInProgress();
  const { removed } = await sweepUnreferenced(portability, { prefix: `${userId}/`, signal });
  return { healed, orphans: removed };
}

async function heal(
  portability: Portability,
  connection: Connection,
  { userId, broken, sources, signal }: RepairRequest,
): Promise<ReadonlySet<string>> {
  const { graph, damagedBlobs } = portability;
  const wanted = new Map(broken.map((file) => [file.sha256, file]));
  const stored: string[] = [];
  const released: string[] = [];
  let keys = new Map<string, string>();
  try {
    await connection.transaction('REPEATABLE READ', async (transaction) => {
      keys = await wholeElsewhere(
        portability,
        await keysOfDigests(transaction, graph, userId, [...wanted.keys()]),
        wanted,
        signal,
      );
      const storing = ({ sha256 }: ArchivedFile, key: string): void => {
        stored.push(key);
        keys.set(sha256, key);
      };
      for (const { path, files } of sources) {
        const has = [...files.values()].filter(({ sha256 }) => wanted.has(sha256) && !keys.has(sha256));
        await storeFiles({ ...portability, userId, signal }, path, has, storing);
      }
      await assignBlobKeys(transaction, keys);
      released.push(...(await releasing(transaction, graph, userId)));
      await damagedBlobs?.remove(transaction, userId, released);
      for (const { key, state, sha256 } of broken)
        if (state === 'damaged' && !keys.has(sha256)) await damagedBlobs?.add(transaction, userId, key);
    });
  } catch (error) {
    if (!(error instanceof CommitUnknown)) await removeUncommitted(portability, stored);
    throw error;
  }
  await removeReleased(portability, userId, released);
  return new Set(keys.keys());
}

/** Another row of the user may have the same file under another key. */
async function wholeElsewhere(
  { blobs }: Portability,
  known: ReadonlyMap<string, readonly string[]>,
  wanted: ReadonlyMap<string, BrokenFile>,
  signal?: AbortSignal,
): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  for (const [sha256, candidates] of known) {
    const file = wanted.get(sha256);
    for (const key of candidates)
      if (file && (await examineBytes(blobs, { ...file, key }, signal)) === 'whole') keys.set(sha256, key);
  }
  return keys;
}
