/** Makes one thing while the one before is used. */

/**
 * What `make` makes of each item, in their order. The next one is made while whoever asks has the last one; none is made any more, and the
 * one that is being made has ended, when the generator has.
 * @param make told whether what it makes is still wanted
 * @example for await (const page of oneAhead(addresses, (address) => load(address))) await print(page);
 */
export async function* oneAhead<Item, Result>(
  items: readonly Item[],
  make: (item: Item, isWanted: () => boolean) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  let isWanted = true;
  const begin = (index: number): Promise<Result> | undefined => {
    const item = items[index];
    if (item === undefined) return undefined;
    const made = make(item, () => isWanted);
    // Whoever asks for it hears of a failure.
    made.catch(() => undefined);
    return made;
  };
  let ahead = begin(0);
  try {
    for (let index = 1; ahead; index++) {
      const made: Result = await ahead;
      ahead = begin(index);
      yield made;
    }
  } finally {
    isWanted = false;
    await ahead?.catch(() => undefined);
  }
}
