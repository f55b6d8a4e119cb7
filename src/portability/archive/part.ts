/** Archives of a part: some areas alone, with the files that their rows show. */
import type { Kind } from './define-kind.js';
import type { Area, KindGraph } from './graph.js';

/**
 * Which rows of a kind an archive of some areas has: all, none, or, of files whose own area is none of them, those that rows of the
 * areas show.
 */
export type HeldRows = 'all' | 'shown' | 'none';

/** @param areas by their names */
export function heldRows({ kinds, blobKind }: KindGraph, areas: ReadonlySet<string>, kind: Kind): HeldRows {
  if (areas.has(kind.area)) return 'all';
  const isShown =
    kind === blobKind && kinds.some(({ area, fields }) => areas.has(area) && fields.some(isMedia));
  return isShown ? 'shown' : 'none';
}

/** Whether these areas are fewer than there are; undefined: all. */
export const isPartOf = ({ areas: all }: KindGraph, areas: readonly string[] | undefined): boolean =>
  areas !== undefined && all.some(({ name }) => !areas.includes(name));

const isMedia = ({ type }: { readonly type: string }): boolean => type === 'media';

/** What of a manifest says which areas there are. */
interface Listed {
  readonly areas?: readonly string[] | undefined;
  readonly outside?: unknown;
}

/** Whether the manifest is that of a part: it says what leads out of it. */
export const isPart = ({ outside }: Listed): boolean => outside !== undefined;

/** The areas that an archive with this manifest has a file of. */
export function areasWithFile(graph: KindGraph, manifest: Listed): readonly Area[] {
  const { areas } = manifest;
  if (!areas) return graph.areas;
  const held = new Set(areas);
  return graph.areas.filter(
    ({ name, root }) => held.has(name) || (isPart(manifest) && heldRows(graph, held, root) === 'shown'),
  );
}
