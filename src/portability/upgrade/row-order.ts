/** The order of rows in an archive, for rows that no database sorts. */
import type { Kind, KindField } from '../archive/define-kind.js';
import { fieldOf } from '../archive/define-kind.js';
import { VALUE_FORMATS } from '../archive/value-formats.js';
import type { StoredRow } from '../archive/stored-row.js';

/** The values that a row is sorted by, its id last. */
export type SortKey = readonly (string | null)[];

type Compare = (a: string, b: string) => number;

export const sortKeyOf = (kind: Kind): ((row: StoredRow) => SortKey) => {
  const places = kind.order.map((key) => kind.fields.indexOf(fieldOf(kind, key)));
  return ({ id, texts }) => [...places.map((place) => texts[place] ?? null), id];
};

/** As PostgreSQL's `ORDER BY … COLLATE "C"`: null comes last. */
export const keyComparator = (kind: Kind): ((a: SortKey, b: SortKey) => number) => {
  const comparisons = [...kind.order.map((key) => comparison(fieldOf(kind, key))), byBytes];
  return (a, b) => {
    for (const [index, compare] of comparisons.entries()) {
      const [left = null, right = null] = [a[index], b[index]];
      if (left === right) continue;
      if (left === null) return 1;
      if (right === null) return -1;
      const order = compare(left, right);
      if (order !== 0) return order;
    }
    return 0;
  };
};

const byBytes: Compare = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const byNumber: Compare = (a, b) => Number(a) - Number(b);
/** What is no number comes last, as in PostgreSQL. */
const byAnyNumber: Compare = (a, b) => {
  if (a === 'NaN' || b === 'NaN') return Number(a === 'NaN') - Number(b === 'NaN');
  return Math.sign(Number(a) - Number(b)) || 0;
};
/** Without the zone, which is always UTC, an instant sorts as its text: one without a fraction before those that have one. */
const byInstant: Compare = (a, b) => byBytes(a.slice(0, -'+00'.length), b.slice(0, -'+00'.length));

function comparison(field: KindField): Compare {
  const { type } = field;
  if (type === 'value') return VALUE_FORMATS[field.format].isNumber ? byAnyNumber : byBytes;
  if (type === 'integer' || type === 'decimal') return byNumber;
  return type === 'timestamp' ? byInstant : byBytes;
}
