/** Counts rows of the archive that the importer has in a bin: those stay there, and the archive's come beside them. */
import type { Kind } from '../archive/define-kind.js';
import { everyRowOf, hasBin, hasId, ownedBy } from './host-table.js';
import { isLinkKind } from './host-columns.js';
import { IDENTITY } from './sql.js';
import { kindNumber, type Staging } from './staging.js';

/** By kind; to be called when it is decided where every staged row will live. */
export async function countBinned(
  { transaction, graph, kinds, rowsOf }: Staging,
  userId: string,
): Promise<ReadonlyMap<Kind, number>> {
  const binned = kinds.filter((kind) => hasBin(kind) && !isLinkKind(kind));
  if (binned.length === 0) return new Map();
  const counts = binned.map((kind) => {
    const number = kindNumber(graph, kind);
    return `SELECT ${number}, count(*) FROM ${rowsOf(kind)} s JOIN ${everyRowOf(kind)} t ON ${hasId(kind, 't', 's.id')}
      WHERE ${ownedBy(kind, 't')} AND t.row__live IS NOT TRUE
        AND EXISTS (SELECT FROM ${IDENTITY} i WHERE i.id = s.id AND i.kind = ${number} AND i.mine IS NOT TRUE)`;
  });
  const rows = await transaction.queryRows(counts.join(' UNION ALL '), [userId]);
  return new Map(rows.map(([number, count]) => [graph.kinds[Number(number)] as Kind, Number(count)]));
}
