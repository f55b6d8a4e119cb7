/** The list of all upgrades of a format: the compiler sees that there is exactly one for each version. */
import type { Upgrade } from './upgrade.js';

/** Each from the version after that of the one before; the first from version 1. */
type OneByOne<
  List extends readonly unknown[],
  Seen extends readonly unknown[] = readonly [unknown],
> = List extends readonly [unknown, ...infer Rest]
  ? readonly [Upgrade & { readonly from: Seen['length'] }, ...OneByOne<Rest, readonly [...Seen, unknown]>]
  : readonly [];

/**
 * Declares the upgrades of released versions, in their order.
 * @example upgradesInOrder([{ from: 1, entries: { people: [renameKey('howWeMet', 'metHow')] } }])
 */
export const upgradesInOrder = <const List extends readonly Upgrade[]>(
  upgrades: List & OneByOne<List>,
): readonly Upgrade[] => upgrades;
