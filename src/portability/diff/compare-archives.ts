/** Diff: what differs between two archives, row by row, as a plan tells what it would do. No database. */
import type { VerifyReport } from '../import/answers.js';
import type { Upload } from '../import/read-archive.js';
import type { ReadingScope } from '../import/scope.js';
import type { Workspace } from '../storage/workspace.js';
import { kindItems, type Comparison } from './compare-kind.js';
import type { DiffItem } from './diff-item.js';
import { knowSide, readSide, type KnownSide } from './read-side.js';

export interface ArchiveDifference {
  readonly before: VerifyReport;
  readonly after: VerifyReport;
  /** Areas that one of them does not hold: they are not compared. */
  readonly notCompared: readonly string[];
  /** By kind, in the order of the later archive; undefined where one of them is not valid. To be read once. */
  readonly items: AsyncIterable<DiffItem> | undefined;
}

/**
 * Rows meet by their UUID, or by the one that they were first known by. Their values lie on disk; UUIDs, links and what rows are called
 * are in memory, as verifying has them.
 * @param archives the earlier and the later
 * @param workspace disposed of by the caller when the items are read
 * @throws PortabilityError where a file cannot be read as an archive
 * @example
 * const { items } = await compareArchives({ graph, limits, decoders }, [monday, friday], workspace);
 * for await (const { effect, label } of items ?? []) console.log(effect, label);
 */
export async function compareArchives(
  scope: ReadingScope,
  [earlier, later]: readonly [Upload, Upload],
  workspace: Workspace,
): Promise<ArchiveDifference> {
  const { graph } = scope;
  const before = await readSide(scope, earlier, workspace);
  const after = await readSide(scope, later, workspace);
  const isHeld = (area: string): boolean =>
    [before, after].every(({ contents }) => contents.names.holds({ area }));
  const notCompared = graph.areas.flatMap(({ name }) => (isHeld(name) ? [] : [name]));
  const found = { before: before.report, after: after.report, notCompared };
  if (!before.report.valid || !after.report.valid) return { ...found, items: undefined };
  const [was, is] = [await knowSide(graph, before), await knowSide(graph, after)];
  const comparison = { graph, before: was, after: is, canonical: canonicalIn([was, is]), workspace };
  return { ...found, items: itemsOf(scope, comparison, isHeld) };
}

async function* itemsOf(
  { signal }: ReadingScope,
  comparison: Comparison,
  isHeld: (area: string) => boolean,
): AsyncGenerator<DiffItem> {
  for (const kind of comparison.graph.kinds) {
    if (!isHeld(kind.area)) continue;
    for await (const item of kindItems(comparison, kind)) {
      signal?.throwIfAborted();
      yield item;
    }
  }
}

/** What a row was first known by, in either archive. Somebody may have written a circle: it is gone round once at most. */
function canonicalIn(sides: readonly KnownSide[]): (id: string) => string {
  const originOf = (id: string): string | undefined =>
    sides.map(({ origins }) => origins.get(id)).find(Boolean);
  return (id) => {
    let name = id;
    for (let next = originOf(id), steps = 0; next !== undefined && steps < 2; next = originOf(name), steps++)
      name = next;
    return name;
  };
}
