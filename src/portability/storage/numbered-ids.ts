/** How rows of an archive come by their ids where those are numbers that the database counts. */
import type { Kind } from '../archive/define-kind.js';
import { isNumber } from '../archive/storage.js';
import { tableOf } from './host-columns.js';
import { IDENTITY, literal, REMAP } from './sql.js';
import { kindNumber, type Staging } from './staging.js';
import { numberOf, uuidOf } from './uuid-of-number.js';

/** That a row of the archive, as `stage_identity` or a table like it has it under an alias, has no number yet. */
const isDraft = (alias: string): string => `starts_with(${alias}.target, ${literal(DRAFT)})`;

/** UUIDs of rows that get their number when they are written begin so; until then each has a negative one, so that no two of a kind have the same. */
const DRAFT = '00000000-0000-8';
const draft = (kind: number): string =>
  uuidOf('-row_number() OVER ()', `${DRAFT}${(kind & 0xff).toString(16).padStart(2, '0')}`);

/** The kinds of the archive whose ids are numbers. */
export const numberedKinds = ({ kinds }: Pick<Staging, 'kinds'>): readonly Kind[] =>
  kinds.filter(({ storage }) => isNumber(storage.idType));

/** What counts the ids of a kind, as SQL. */
export const sequenceOf = (kind: Kind): string =>
  `(SELECT pg_get_serial_sequence(${literal(tableOf(kind))}, ${literal(kind.storage.idColumn ?? '')})::regclass)`;

/**
 * To be called when it is decided which rows of the archive meet existing ones: the others keep their number where it is free and was counted before,
 * as that of a row which is gone, and else await one.
 */
export async function draftNumbers({ transaction, graph }: Staging, kinds: readonly Kind[]): Promise<void> {
  for (const kind of kinds) {
    const own = numberOf('i.target', kind.storage.prefix ?? '');
    await transaction.execute(
      `UPDATE ${IDENTITY} i SET target = d.draft FROM (
         SELECT i.id, ${draft(kindNumber(graph, kind))} AS draft FROM ${IDENTITY} i
         WHERE i.kind = ${kindNumber(graph, kind)} AND i.mine IS NOT TRUE
           AND (${own} BETWEEN 1 AND pg_sequence_last_value(${sequenceOf(kind)})) IS NOT TRUE) d
       WHERE i.id = d.id AND i.kind = ${kindNumber(graph, kind)}`,
    );
  }
}

/**
 * What each row of kinds whose ids are numbers, or that have none, is known by when it is made anew: `id` in the archive, `target` here.
 */
export const NUMBERED = 'pg_temp.stage_numbered';

/** Makes `stage_numbered`, with a draft for each row of the kinds. */
export async function draftFreshNumbers(
  { transaction, graph }: Staging,
  kinds: readonly Kind[],
): Promise<void> {
  const drafts = kinds.map((kind) => {
    const number = kindNumber(graph, kind);
    return `SELECT i.id, i.kind, ${draft(number)} FROM ${IDENTITY} i WHERE i.kind = ${number}`;
  });
  await transaction.query(
    `CREATE TEMPORARY TABLE ${NUMBERED.replace('pg_temp.', '')} (id varchar(36) PRIMARY KEY, kind smallint, target varchar(36)) ON COMMIT DROP;
     ${drafts.map((draft) => `INSERT INTO ${NUMBERED} ${draft};`).join('')}
     ANALYZE ${NUMBERED}`,
  );
}

/** Gives the kind's rows that are about to be written their numbers, in the order of those that they had. @param fresh whether they are made anew */
export async function countNumbers(
  { transaction, graph }: Staging,
  kind: Kind,
  fresh: boolean,
): Promise<void> {
  const [table, own] = [fresh ? NUMBERED : IDENTITY, `i.kind = ${kindNumber(graph, kind)}`];
  const next = uuidOf(`nextval(${sequenceOf(kind)})`, kind.storage.prefix ?? '');
  await transaction.execute(
    `UPDATE ${table} i SET target = c.counted FROM (
       SELECT o.id, ${next} AS counted FROM (SELECT i.id FROM ${table} i WHERE ${own} AND ${isDraft('i')} ORDER BY i.id COLLATE "C") o) c
     WHERE c.id = i.id AND ${own}`,
  );
  if (!fresh)
    await transaction.execute(
      `UPDATE ${REMAP} m SET target = i.target FROM ${IDENTITY} i WHERE i.id = m.id AND ${own} AND m.target <> i.target`,
    );
}
