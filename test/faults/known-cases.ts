/** Cases that found a fault of the product once: each is run every time. */
export const KNOWN_CASES: readonly (readonly [what: string, line: string])[] = [
  ['a removal that lands after another import counted on the file', '1:replace:fs:store.delete#1:later'],
];
