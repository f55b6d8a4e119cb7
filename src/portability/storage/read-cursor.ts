/** Reads the rows of a query through a cursor: as many at a time as are short enough together. */
import { identifier } from './sql.js';

/** Rows of one fetch at most, and of the first, when nobody knows yet how long they are. */
const MOST_ROWS = 1_000;
const FIRST_ROWS = 100;
/** What a fetch is to take, in characters or bytes. */
const BATCH_LENGTH = 1024 * 1024;

/**
 * The rows as arrays of values, a batch at a time; the next is on its way meanwhile.
 * @param ask how the transaction is asked: `queryRows` for texts, `readRows` for their bytes
 * @param sql without parameters
 * @param name of the cursor; two that are open at once need two
 * @param firstRows of the first batch
 */
export async function* readCursor<Value extends { readonly length: number }>(
  ask: (sql: string) => Promise<(Value | null)[][]>,
  sql: string,
  name: string,
  firstRows = FIRST_ROWS,
): AsyncGenerator<readonly (readonly (Value | null)[])[], void, undefined> {
  const cursor = identifier(name);
  // With the first rows, in one round trip.
  let declare = `DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}; `;
  const fetch = (count: number): Promise<(Value | null)[][]> => {
    const rows = ask(`${declare}FETCH FORWARD ${count} FROM ${cursor}`);
    declare = '';
    // Who goes on hears of a failure; nobody else has to.
    rows.catch(() => undefined);
    return rows;
  };
  let count = firstRows;
  let ahead = fetch(count);
  for (;;) {
    const rows = await ahead;
    if (rows.length < count) {
      // Nobody waits for that; if it fails, so does whatever is asked next.
      ask(`CLOSE ${cursor}`).catch(() => undefined);
      if (rows.length > 0) yield rows;
      return;
    }
    count = nextCount(rows);
    ahead = fetch(count);
    yield rows;
  }
}

/** At most ten times as many as before, as the next may be longer. */
function nextCount(rows: readonly (readonly ({ readonly length: number } | null)[])[]): number {
  let length = 1;
  for (const row of rows) for (const value of row) length += value?.length ?? 0;
  const fitting = Math.floor((BATCH_LENGTH * rows.length) / length);
  return Math.max(1, Math.min(MOST_ROWS, rows.length * 10, fitting));
}
