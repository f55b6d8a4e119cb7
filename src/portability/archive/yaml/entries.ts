/** Works on the entries of a mapping, whether they are in memory or are read anew each time. */
import type { Entry, Mapping } from './nodes.js';

/** The first entry with this key. */
export function findEntry({ entries }: Mapping, key: string): Entry | undefined {
  for (const entry of entries) if (entry.key.value === key) return entry;
  return undefined;
}

/** The entries that each becomes; those that are read anew are changed as they are read. */
export const flatMapEntries = (
  entries: Iterable<Entry>,
  change: (entry: Entry) => readonly Entry[],
): Iterable<Entry> =>
  madeFrom(entries, function* () {
    for (const entry of entries) yield* change(entry);
  });

/** What is made from the entries: an array where they are one, else made anew each time that somebody goes through it. */
export const madeFrom = (entries: Iterable<Entry>, make: () => Iterable<Entry>): Iterable<Entry> =>
  Array.isArray(entries) ? [...make()] : { [Symbol.iterator]: () => make()[Symbol.iterator]() };
