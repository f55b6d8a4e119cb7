/** What rows of the archive are called that something was found about. */
import type { Kind } from '../archive/define-kind.js';
import { partialLabelOf } from '../archive/label.js';
import type { StagedPlaces } from '../storage/findings.js';
import { labelsSql, type ItemContext } from '../storage/item-sql.js';
import { stagedAsArchived } from '../storage/resolve.js';
import type { ImportScope } from './scope.js';

/** By the row's UUID, and by `<uuid>@<place>` for one that stands in several places; nothing for rows of which nothing is a name. */
export async function stagedLabels(
  { transaction, graph, staging, userId }: ImportScope,
  kind: Kind,
  { ids, places }: StagedPlaces,
): Promise<ReadonlyMap<string, string>> {
  const archived = stagedAsArchived(staging.rowsOf);
  const context: ItemContext = { graph, userId, archived, present: archived, staging, isOwned: () => true };
  const rows = await transaction.queryRows(labelsSql(context, kind), [ids, places]);
  return new Map(
    rows.flatMap(([id, place, text]) => {
      const label = partialLabelOf(text);
      return label === undefined ? [] : [`${id}`, `${id}@${place}`].map((key) => [key, label] as const);
    }),
  );
}
