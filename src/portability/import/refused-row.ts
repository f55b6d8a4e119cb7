/** Finds the row that the database does not take, and says so: the tables may have rules that no declared kind knows. */
import { Logger } from '@nestjs/common';
import type { Kind } from '../archive/define-kind.js';
import type { PortabilityError } from '../errors.js';
import type { RowSource } from '../storage/resolve.js';
import { middleOf, onlyRow, within, type RowRange } from '../storage/row-range.js';
import { failureOf } from '../storage/savepoint.js';
import { isRefusal, refusalOf, type Refusal } from '../storage/schema/refusal.js';
import { describeRefusal, type RefusedRows } from './describe-refusal.js';
import type { ImportScope } from './scope.js';
import { toProblem } from './to-problem.js';

const logger = new Logger('Imports');

/** Rows of one kind that are to be written. */
export interface Writing {
  readonly kind: Kind;
  /** The archive's rows with where they stand; see `ResolvedRows`. */
  readonly archived: RowSource;
  /** Writes those of a source, and says how many they were. */
  write(source: RowSource): Promise<number>;
}

/**
 * Writes rows of the archive in a transaction that goes on where they are refused.
 * @throws PortabilityError `row-refused`, which names the first row of which that is so; anything else as it comes
 */
export function writeOrTell(scope: ImportScope, { kind, archived, write }: Writing): Promise<number> {
  const { transaction } = scope;
  return orTell(
    scope,
    kind,
    () => write(archived),
    async () => {
      let range: RowRange = {};
      for (;;) {
        const middle = await middleOf(transaction, kind, within(archived, range));
        if (middle === undefined) return onlyRow(transaction, kind, within(archived, range));
        const lower = { ...range, upTo: middle };
        const failure = await failureOf(transaction, () => write(within(archived, lower)));
        if (failure !== undefined && !isRefusal(failure)) throw failure;
        // Rows that were taken stay: others may be refused beside them.
        range = failure === undefined ? { ...range, after: middle } : lower;
      }
    },
  );
}

/** Deletes rows likewise: what is in the way is somewhere else. @throws PortabilityError `reference-broken` */
export const deleteOrTell = (scope: ImportScope, kind: Kind, work: () => Promise<number>): Promise<number> =>
  orTell(scope, kind, work, () => Promise.resolve('deleted' as const));

/** Asks for the rules that were to be looked at only at the end. @throws PortabilityError */
export const settleOrTell = (scope: ImportScope): Promise<number> =>
  orTell(
    scope,
    undefined,
    () => scope.transaction.execute('SET CONSTRAINTS ALL IMMEDIATE'),
    () => Promise.resolve(undefined),
  );

/** @param kind whose rows the work is about; undefined where only the refusal says */
async function orTell(
  scope: ImportScope,
  kind: Kind | undefined,
  work: () => Promise<number>,
  find: () => Promise<RefusedRows>,
): Promise<number> {
  let count = 0;
  const failure = await failureOf(scope.transaction, async () => void (count = await work()));
  if (failure === undefined) return count;
  const refusal = await refusalOf(scope.transaction, failure);
  const refused = kind ?? scope.graph.kinds.find(({ table }) => table === refusal?.table);
  if (!refusal || !refused || isNoRow(refused, refusal)) throw failure;
  logger.warn({ event: 'row-refused', ...refusal });
  throw await rowRefused(scope, refused, refusal, await find());
}

/** A UUID that somebody else has taken in the meantime, or an account that is gone: no row is to blame. */
const isNoRow = ({ storage: { idColumn, ownerColumn } }: Kind, { columns }: Refusal): boolean =>
  (idColumn !== undefined && columns.includes(idColumn)) ||
  (columns.length === 1 && columns[0] === ownerColumn);

async function rowRefused(
  scope: ImportScope,
  kind: Kind,
  refusal: Refusal,
  rows: RefusedRows,
): Promise<PortabilityError> {
  const issue = await describeRefusal(scope, kind, refusal, rows);
  return toProblem({ allErrors: [issue], errorCount: 1 });
}
