/** The name and versions of the format. */
import { companionPaths, type CompanionFile } from './companion-files.js';
import { schemaFile } from './file-names.js';
import { assertProduct, type Product } from './product.js';
import type { Upgrade } from './upgrades/upgrade.js';

export interface Format {
  readonly product: Product;
  /** `<slug>-export` */
  readonly name: string;
  /** The version that is written. */
  readonly version: number;
  /** The oldest version that can be read. */
  readonly oldest: number;
  /** One for each version before the newest, in their order. */
  readonly upgrades: readonly Upgrade[];
  /** Files that archives may have beside their data. */
  readonly companions: readonly CompanionFile[];
}

/**
 * The format of a product's archives; its version follows from the upgrades.
 * @throws Error unless the upgrades lead from each version to the next (a mistake of the programmer).
 * @example createFormat({ name: 'Bookshelf', slug: 'bookshelf' }).name // 'bookshelf-export'
 */
export function createFormat(
  product: Product,
  upgrades: readonly Upgrade[] = [],
  companions: readonly CompanionFile[] = [],
): Format {
  assertProduct(product);
  companionPaths(companions);
  const name = `${product.slug}-export`;
  const oldest = upgrades[0]?.from ?? 1;
  upgrades.forEach(({ from }, index) => {
    if (from !== oldest + index)
      throw new Error(`No upgrade leads from version ${oldest + index} of ${name}`);
  });
  const version = oldest + upgrades.length;
  return { product, name, version, oldest, upgrades, companions };
}

/** The comment that every YAML file opens with, so that an editor validates while a person edits. */
export const schemaComment = (name: string): string => `yaml-language-server: $schema=${schemaFile(name)}`;

/** `<slug>-export-2026-05-31.tar.gz`; of a part, `<slug>-export-2026-05-31-part.tar.gz` */
export const archiveName = ({ name }: Format, exportedAt: Date, isPart = false): string =>
  `${name}-${exportedAt.toISOString().slice(0, 10)}${isPart ? '-part' : ''}.tar.gz`;
