/** Rows without an id of their own: what they link says which row of the importer they meet, once it is known where that lives. */
import { linkUuid } from './hashed-uuid.js';
import { isLinkKind, keyColumns } from './host-columns.js';
import { ownedBy, relationOf } from './host-table.js';
import { NUMBERED } from './numbered-ids.js';
import { ARCHIVED_ID, type RowSource } from './resolve.js';
import { IDENTITY, identifier, REMAP } from './sql.js';
import { kindNumber, type Staging } from './staging.js';

/** To be called whenever `stage_remap` says of more rows where they live; what was said of links before is forgotten. */
export async function matchLinks(
  { transaction, graph, archived, archivedOf }: Staging,
  userId: string,
): Promise<void> {
  for (const kind of archived.filter(isLinkKind)) {
    const number = kindNumber(graph, kind);
    const links = keyColumns(kind).map(({ name }, index) => {
      const [column, alias] = [`s.${identifier(name)}`, `m${index}`];
      return {
        value: `COALESCE(${alias}.target, ${column})`,
        join: ` LEFT JOIN ${REMAP} ${alias} ON ${alias}.id = ${column}`,
      };
    });
    const id = linkUuid(
      kind.name,
      links.map(({ value }) => value),
    );
    await transaction.execute(
      `UPDATE ${IDENTITY} i SET target = r.id, mine = CASE WHEN t.id IS NOT NULL THEN true END
       FROM (SELECT s.id AS archived, ${id} AS id FROM ${archivedOf(kind)} s${links.map(({ join }) => join).join('')}) r
       LEFT JOIN ${relationOf(kind)} t ON t.id = r.id AND ${ownedBy(kind, 't')}
       WHERE i.kind = ${number} AND i.id = r.archived`,
      [userId],
    );
    await transaction.execute(
      `INSERT INTO ${REMAP} SELECT i.id, i.target FROM ${IDENTITY} i WHERE i.kind = ${number} ON CONFLICT (id) DO UPDATE SET target = EXCLUDED.target`,
    );
  }
}

/**
 * Says in `stage_numbered` what links are known by once all that they link is made anew, for texts that name them.
 * @param archived their rows under the UUIDs that they and what they link will have
 */
export async function nameFreshLinks(
  { transaction, graph, archived: kinds }: Staging,
  archived: RowSource,
): Promise<void> {
  for (const kind of kinds.filter(isLinkKind)) {
    const id = linkUuid(
      kind.name,
      keyColumns(kind).map(({ name }) => `r.${identifier(name)}`),
    );
    await transaction.execute(
      `INSERT INTO ${NUMBERED} SELECT r.${ARCHIVED_ID}, ${kindNumber(graph, kind)}, ${id} FROM ${archived(kind)} r`,
    );
  }
}
