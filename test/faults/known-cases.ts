/** Cases that found a fault of the product once: each is run every time. */
export const KNOWN_CASES: readonly (readonly [what: string, line: string])[] = [
  ['a removal that lands after another import counted on the file', '1:replace:fs:store.delete#1:later'],
  ['a sweep that waits for a listing without end', '1:sweep:fs:store.list#1:late'],
  ['a sweep that waits without end for what puts left behind', '1:sweep:fs:store.sweepIncoming#1:late'],
];
