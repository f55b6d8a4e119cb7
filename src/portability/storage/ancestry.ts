/** Says under which rows of the archive a staged row nests. */
import type { Kind } from '../archive/define-kind.js';
import { identifier, standsAt } from './sql.js';
import type { StagedPlaces } from './findings.js';
import type { Staging } from './staging.js';

/**
 * The UUIDs from the root of the area down to each row, to point at it with; by the row's UUID, and by `<uuid>@<place>`
 * for one that stands in several places.
 */
export async function findAncestry(
  { transaction, graph, rowsOf }: Staging,
  kind: Kind,
  { ids, places }: StagedPlaces,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const lineage = graph.lineage(kind).toReversed();
  const columns = lineage.map((_, level) => `k${level}.id`).toReversed();
  const joins = lineage
    .slice(1)
    .map(
      (ancestor, level) =>
        ` JOIN ${rowsOf(ancestor)} k${level + 1} ON k${level + 1}.id = k${level}.${identifier(lineage[level]?.parent?.column ?? '')}`,
    );
  const rows = await transaction.queryRows(
    `SELECT DISTINCT k0.row__location, ${columns.join(', ')} FROM ${rowsOf(kind)} k0${joins.join('')} WHERE ${standsAt('k0')}`,
    [ids, places],
  );
  return new Map(
    rows.flatMap(([location, ...row]) => {
      const path = row.map((id) => id ?? '');
      const id = path.at(-1) ?? '';
      return [
        [id, path],
        [`${id}@${location}`, path],
      ] as const;
    }),
  );
}
