/** What the rows of an archive are known by, whichever UUIDs they have in it. */
import { load } from 'js-yaml';
import type { Kind } from '../../src/portability/kinds.js';
import { readFiles } from './archive-files.js';
import { GRAPH } from './sample.js';

type Rows = Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;

/** By the kind's name, the origin or else the UUID of each row, in order; a UUID that two rows are known by stands twice. */
export async function canonicalIds(archive: Buffer): Promise<Readonly<Record<string, readonly string[]>>> {
  const files = await readFiles(archive);
  const found = Object.fromEntries(GRAPH.kinds.map(({ name }) => [name, [] as string[]]));
  const visit = (kind: Kind, rows: Rows): void => {
    for (const [id, row] of Object.entries(rows)) {
      found[kind.name]?.push((row?.['origin'] as string | undefined) ?? id);
      for (const child of GRAPH.childrenOf(kind))
        visit(child, (row?.[child.parent?.key ?? ''] ?? {}) as Rows);
    }
  };
  for (const { file, root } of GRAPH.areas) visit(root, load(String(files.get(file))) as Rows);
  for (const ids of Object.values(found)) ids.sort();
  return found;
}
