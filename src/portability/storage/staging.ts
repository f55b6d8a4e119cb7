/** The temporary tables that an archive's rows are checked and compared in; they end with the transaction. */
import { fieldOf, type Kind } from '../archive/define-kind.js';
import { linkFields, type KindGraph } from '../archive/graph.js';
import { stagedColumns } from '../archive/staged-row.js';
import { IDENTITY, identifier, REMAP, stageOf, UNRESOLVED } from './sql.js';
import type { Transaction } from './transaction.js';

/** Creates one staging table per kind, and those that the checks fill. */
export async function createStaging(transaction: Transaction, graph: KindGraph): Promise<void> {
  const tables = graph.kinds.map(
    (kind) =>
      `CREATE TEMPORARY TABLE ${identifier(`stage_${kind.table}`)} (${stagedColumns(kind)
        .map(({ name, type }) => `${identifier(name)} ${type}`)
        .join(', ')}) ON COMMIT DROP`,
  );
  await transaction.query(
    [
      // The rows of one import are a few megabytes to a few hundred: worth sorting and hashing in memory.
      `SET LOCAL work_mem = '32MB'`,
      ...tables,
      `CREATE TEMPORARY TABLE stage_identity (id text, kind smallint, origin text, target text, mine boolean, pending boolean) ON COMMIT DROP`,
      `CREATE TEMPORARY TABLE stage_origin (kind smallint, id text, origin text) ON COMMIT DROP`,
      `CREATE TEMPORARY TABLE stage_remap (id text PRIMARY KEY, target text NOT NULL) ON COMMIT DROP`,
      `CREATE TEMPORARY TABLE stage_unresolved (kind smallint, field smallint, row_id text, target_kind text,
         target text, location bigint, wrong_kind boolean, own text) ON COMMIT DROP`,
    ].join(';\n'),
  );
}

/** Takes a chunk of `copyLine`s of one kind. */
export const stageRows = (transaction: Transaction, kind: Kind, chunk: Uint8Array): Promise<void> =>
  transaction.copyIn(`COPY ${stageOf(kind)} FROM STDIN`, chunk);

/**
 * Lets the planner know how many rows there are, and what is in the columns that are joined; temporary tables are never
 * analysed by themselves. The other columns, texts most of them, would take most of the time.
 */
export async function analyzeStaging(transaction: Transaction, kinds: readonly Kind[]): Promise<void> {
  const tables = [
    ...kinds.map((kind) => `${stageOf(kind)} (${joinedColumns(kind).map(identifier).join(', ')})`),
    IDENTITY,
    REMAP,
    UNRESOLVED,
  ];
  await transaction.query(tables.map((table) => `ANALYZE ${table}`).join(';'));
}

/** Those that say where a link leads are looked at in the same statements as the link. */
function joinedColumns(kind: Kind): readonly string[] {
  const links = linkFields(kind);
  const discriminators = links.flatMap((field) =>
    field.type === 'reference' && typeof field.target !== 'string' ? [field.target.by] : [],
  );
  return [
    'id',
    ...(kind.parent ? [kind.parent.column] : []),
    ...links.map((field) => field.column),
    ...discriminators.map((key) => fieldOf(kind, key).column),
  ];
}

/** The number of a kind in `stage_identity`. */
export const kindNumber = (graph: KindGraph, kind: Kind): number => graph.kinds.indexOf(kind);
