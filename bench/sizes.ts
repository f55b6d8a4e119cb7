/** How much data is measured on: the sizes by name. */

export interface Size {
  /** Rows over all kinds. */
  readonly rows: number;
  /** Media files, and their bytes together. */
  readonly files: number;
  readonly bytes: number;
  /** Rows that nest stand under the first row of the kind above, all of them. */
  readonly isUnderFirst?: boolean;
}

const MiB = 1024 ** 2;

export const SIZES = {
  S: { rows: 5_000, files: 20, bytes: 10 * MiB },
  L: { rows: 100_000, files: 0, bytes: 0 },
  XL: { rows: 1_000_000, files: 0, bytes: 0 },
  P: { rows: 200_000, files: 0, bytes: 0, isUnderFirst: true },
  M: { rows: 5_000, files: 200, bytes: 1024 * MiB },
} as const satisfies Record<string, Size>;

export type SizeName = keyof typeof SIZES;

export const isSizeName = (name: string): name is SizeName => Object.hasOwn(SIZES, name);

/** The same mixture, smaller or larger. */
export const scaled = ({ rows, files, bytes, isUnderFirst = false }: Size, factor: number): Size => ({
  rows: Math.round(rows * factor),
  files,
  isUnderFirst,
  bytes: Math.round(bytes * factor),
});
