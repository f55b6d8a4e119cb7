/** Keeps a few texts of many. */

/** A copy of plain data with texts of its own: a piece of a longer text would keep all of that in memory. */
export const ownCopy = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;
