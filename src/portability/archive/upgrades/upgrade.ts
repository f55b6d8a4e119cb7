/** One step from a version of the format to the next: what changed, as data. */
import type { Step } from './steps.js';

export interface AreaChanges {
  /** Areas that the older version does not have: an archive of it does not hold them. */
  readonly added?: readonly string[];
  /** By the older name. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Areas that are not kept, with the reason. */
  readonly removed?: Readonly<Record<string, string>>;
  /** Areas whose entries go into several, by the value of one of their keys, which is dropped. */
  readonly split?: Readonly<
    Record<string, { readonly by: string; readonly into: Readonly<Record<string, string>> }>
  >;
}

export interface Upgrade {
  /** The version that it leads from, to the next. */
  readonly from: number;
  readonly areas?: AreaChanges;
  /** For the manifest, but for its list of areas. */
  readonly manifest?: readonly Step[];
  /** For the entries of each area, by its older name. */
  readonly entries?: Readonly<Record<string, readonly Step[]>>;
  /** The folder of the media files, where it has another name in the older version. */
  readonly mediaFolder?: string;
}
