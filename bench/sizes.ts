/** How much data is measured on: the sizes by name. */

export interface Size {
  /** Rows over all kinds. */
  readonly rows: number;
  /** Media files, and their bytes together. */
  readonly files: number;
  readonly bytes: number;
}

const MiB = 1024 ** 2;

export const SIZES = {
  S: { rows: 5_000, files: 20, bytes: 10 * MiB },
  L: { rows: 100_000, files: 0, bytes: 0 },
  XL: { rows: 1_000_000, files: 0, bytes: 0 },
  M: { rows: 5_000, files: 200, bytes: 1024 * MiB },
} as const satisfies Record<string, Size>;

export type SizeName = keyof typeof SIZES;

export const isSizeName = (name: string): name is SizeName => Object.hasOwn(SIZES, name);

/** The same mixture, smaller or larger. */
export const scaled = ({ rows, files, bytes }: Size, factor: number): Size => ({
  rows: Math.round(rows * factor),
  files,
  bytes: Math.round(bytes * factor),
});
