/** How much data is measured on: the sizes by name. */

export interface Size {
  /** Rows over all kinds. */
  readonly rows: number;
  /** Media files, and their bytes together. */
  readonly files: number;
  readonly bytes: number;
  /** Rows that nest stand under the first row of the kind above, all of them. */
  readonly isUnderFirst?: boolean;
  /** Whether the rows are so few beside the files that the floors leave them out. */
  readonly isOfFiles?: boolean;
  /** Figures that take too long for what they say at this size. */
  readonly leavesOut?: readonly string[];
}

const MiB = 1024 ** 2;

export const SIZES = {
  S: { rows: 5_000, files: 20, bytes: 10 * MiB },
  L: { rows: 100_000, files: 0, bytes: 0 },
  XL: { rows: 1_000_000, files: 0, bytes: 0, leavesOut: ['beside', 'disk'] },
  P: { rows: 200_000, files: 0, bytes: 0, isUnderFirst: true, leavesOut: ['beside', 'disk'] },
  M: { rows: 5_000, files: 200, bytes: 1024 * MiB, isOfFiles: true },
  G: {
    rows: 100,
    files: 1,
    bytes: 4096 * MiB,
    isOfFiles: true,
    leavesOut: [
      'first-byte',
      'eight-exports',
      'preview',
      'items',
      'unchanged-replace',
      'unchanged-merge',
      'import-merge',
      'import-copies',
      'safety-copy',
      'disk',
      'small-import',
      'beside',
    ],
  },
} as const satisfies Record<string, Size>;

export type SizeName = keyof typeof SIZES;

export const isSizeName = (name: string): name is SizeName => Object.hasOwn(SIZES, name);

/** The same mixture, smaller or larger. */
export const scaled = (size: Size, factor: number): Size => ({
  ...size,
  rows: Math.round(size.rows * factor),
  bytes: Math.round(size.bytes * factor),
});
