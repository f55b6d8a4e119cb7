/** The temporary tables that an archive's rows are checked and compared in; they end with the transaction. */
import { fieldOf, type Kind } from '../archive/define-kind.js';
import { linkFields, type KindGraph } from '../archive/graph.js';
import { stagedColumns } from '../archive/staged-row.js';
import { IDENTITY, identifier, LEFT_OUT, REMAP, UNRESOLVED } from './sql.js';
import type { Transaction } from './transaction.js';

/** What is staged in one transaction. */
export interface Staging {
  readonly transaction: Transaction;
  readonly graph: KindGraph;
  /** The kinds of which there are rows, in the order of the graph. */
  readonly kinds: readonly Kind[];
  /** What a kind's rows are read from, as the archive has them: a table, or a query in brackets that gives none. */
  rowsOf(kind: Kind): string;
  /** Takes a chunk of `copyLine`s of one kind. */
  take(kind: Kind, chunk: Uint8Array): Promise<void>;
  /** The kinds of which there are rows, with those whose rows are all set aside. */
  readonly archived: readonly Kind[];
  /** The same as `rowsOf`, with rows that are left out. */
  archivedOf(kind: Kind): string;
  /** The rows of a kind that are left out, likewise. */
  leftOutOf(kind: Kind): string;
  /** From now on there are no rows of the kind but in `archivedOf`. */
  setAside(kind: Kind): void;
  /** Moves the rows of the kind that `stage_left_out` names in the round. */
  leaveOut(kind: Kind, round: number): Promise<void>;
}

/** UUIDs as they are staged. PostgreSQL makes a second table and an index for each table with a text of any length, and none for these. */
const UUID_TEXT = 'varchar(36)';

/**
 * Creates the tables that the checks fill. A kind has one from its first row on: to create a table takes as long as to check hundreds of
 * rows, and small archives have rows of few kinds.
 */
export async function createStaging(transaction: Transaction, graph: KindGraph): Promise<Staging> {
  await transaction.query(
    [
      // The rows of one import are a few megabytes to a few hundred: worth sorting and hashing in memory.
      `SET LOCAL work_mem = '32MB'`,
      `CREATE TEMPORARY TABLE stage_identity (id ${UUID_TEXT}, kind smallint, origin ${UUID_TEXT}, target ${UUID_TEXT},
         mine boolean, pending boolean) ON COMMIT DROP`,
      `CREATE TEMPORARY TABLE stage_origin (kind smallint, id ${UUID_TEXT}, origin ${UUID_TEXT}) ON COMMIT DROP`,
      `CREATE TEMPORARY TABLE stage_remap (id ${UUID_TEXT} PRIMARY KEY, target ${UUID_TEXT} NOT NULL) ON COMMIT DROP`,
      `CREATE TEMPORARY TABLE stage_unresolved (kind smallint, field smallint, row_id ${UUID_TEXT}, target_kind smallint,
         target ${UUID_TEXT}, location bigint, outside boolean, wrong_kind boolean, own ${UUID_TEXT}) ON COMMIT DROP`,
    ].join(';\n'),
  );
  const staged = new Set<Kind>();
  const aside = new Set<Kind>();
  const left = new Set<Kind>();
  const stagedOf = (kind: Kind): string => (staged.has(kind) ? `pg_temp.${stageName(kind)}` : noRowsOf(kind));
  const leftOutOf = (kind: Kind): string => (left.has(kind) ? `pg_temp.${leftName(kind)}` : noRowsOf(kind));
  return {
    transaction,
    graph,
    get kinds() {
      return graph.kinds.filter((kind) => staged.has(kind) && !aside.has(kind));
    },
    get archived() {
      return graph.kinds.filter((kind) => staged.has(kind));
    },
    rowsOf: (kind) => (aside.has(kind) ? noRowsOf(kind) : stagedOf(kind)),
    archivedOf: (kind) =>
      left.has(kind)
        ? `(SELECT * FROM ${stagedOf(kind)} UNION ALL SELECT * FROM ${leftOutOf(kind)})`
        : stagedOf(kind),
    leftOutOf,
    setAside: (kind) => void aside.add(kind),
    async leaveOut(kind, round) {
      if (!left.has(kind)) {
        await transaction.query(
          `CREATE TEMPORARY TABLE ${leftName(kind)} (LIKE ${stagedOf(kind)}) ON COMMIT DROP`,
        );
        left.add(kind);
      }
      await transaction.execute(
        `WITH gone AS (
           DELETE FROM ${stagedOf(kind)} s USING ${LEFT_OUT} l
           WHERE l.kind = ${kindNumber(graph, kind)} AND l.round = ${round} AND l.id = s.id RETURNING s.*)
         INSERT INTO ${leftOutOf(kind)} SELECT * FROM gone`,
      );
    },
    async take(kind, chunk) {
      if (!staged.has(kind)) {
        const columns = stagedColumns(kind).map(({ name, type }) => `${identifier(name)} ${type}`);
        await transaction.query(
          `CREATE TEMPORARY TABLE ${stageName(kind)} (${columns.join(', ')}) ON COMMIT DROP`,
        );
        staged.add(kind);
      }
      await transaction.copyIn(`COPY pg_temp.${stageName(kind)} FROM STDIN`, chunk);
    },
  };
}

const stageName = (kind: Kind): string => identifier(`stage_${kind.table}`);

const leftName = (kind: Kind): string => identifier(`left_${kind.table}`);

/** The planner sees that it is empty: whatever is joined with it costs nothing. */
const noRowsOf = (kind: Kind): string =>
  `(SELECT ${stagedColumns(kind)
    .map(({ name, type }) => `NULL::${type} AS ${identifier(name)}`)
    .join(', ')} WHERE false)`;

/**
 * Lets the planner know how many rows there are, and what is in the columns that are joined; temporary tables are never
 * analysed by themselves. The other columns, texts most of them, would take most of the time.
 */
export async function analyzeStaging({ transaction, kinds, rowsOf }: Staging): Promise<void> {
  const tables = [
    ...kinds.map((kind) => `${rowsOf(kind)} (${joinedColumns(kind).map(identifier).join(', ')})`),
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
