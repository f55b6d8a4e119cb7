/** How much somebody has: rows, and about how large an archive of them will be. */
import type { Portability } from '../portability.js';
import { sumOf } from '../sum.js';
import { countRows } from '../storage/compare.js';
import { listMedia } from '../storage/media-list.js';
import { inTransaction } from '../storage/transaction.js';

/** Bytes that a row takes in an archive, about. */
const ROW_BYTES = 60;
/** Bytes of what is in every archive: the schemas. */
const FIXED_BYTES = 12_000;

/**
 * Bytes, enough for a progress bar: files barely shrink, and rows are small.
 * @param areas by their names; all where there are none
 * @example const total = await estimateBytes(portability, userId);
 */
export async function estimateBytes(
  { dataSource, graph }: Portability,
  userId: string,
  chosen?: readonly string[],
): Promise<number> {
  const areas = chosen && new Set(chosen);
  return inTransaction(dataSource, 'REPEATABLE READ READ ONLY', async (transaction) => {
    let bytes = FIXED_BYTES;
    for (const [{ area }, rows] of await countRows(transaction, graph, userId))
      if (areas?.has(area) ?? true) bytes += rows * ROW_BYTES;
    for await (const page of listMedia(transaction, graph, { userId, areas }, 'estimate_media'))
      for (const { size } of page) bytes += size;
    return bytes;
  });
}

/**
 * The rows of a user, of all kinds together.
 * @example const isEmpty = (await countAllRows(portability, userId)) === 0;
 */
export async function countAllRows({ dataSource, graph }: Portability, userId: string): Promise<number> {
  const counts = await inTransaction(dataSource, 'REPEATABLE READ READ ONLY', (transaction) =>
    countRows(transaction, graph, userId),
  );
  return sumOf(counts.values());
}
