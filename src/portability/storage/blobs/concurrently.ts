/** Works on many items, some at a time. */

/** Requests to the store on the way at once. */
export const REQUESTS_AT_ONCE = 16;

/** Blobs that are read to their end at once. */
export const READS_AT_ONCE = 4;

/** Does `work` for every item, at most `limit` at a time. Rejects with the first failure, when no work is under way any more. */
export async function concurrently<Item>(
  items: Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  let failure: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); !next.done && !failure; next = queue.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  if (failure) throw failure.error;
}
