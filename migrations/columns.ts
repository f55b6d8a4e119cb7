/**
 * The columns, keys and indexes of the domain's tables, in the words of SQL. Released migrations are made of them: what one gives
 * never changes. A new rule is a new function here, and a migration that brings it to the tables that are there.
 */

const MONTH = '(0[1-9]|1[0-2])';
const DAY =
  '((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))';
const LEAP_YEAR = '([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)';
/** `2019`, `2019-05`, `2019-05-31` or `--05-31`, and the day must exist. */
const PARTIAL_DATE = `'^([0-9]{4}(-${MONTH}|-${DAY})?|${LEAP_YEAR}-02-29|--(${DAY}|02-29))$'`;

/** The longest text or JSON, in bytes; the importer refuses longer ones with the same figure. */
export const MAX_BYTES = 1_048_576;

/* One column each; constraints keep the names that PostgreSQL gives them: <table>_<column>_check. */

/** A text, as long as the importer takes it. */
export const text = (column: string) => `${column} text CHECK (octet_length(${column}) <= ${MAX_BYTES})`;

/** One of the values. */
export const choice = (column: string, ...values: readonly string[]) =>
  `${column} text CHECK (${column} IN (${values.map((value) => `'${value}'`).join(', ')}))`;

/** False where nobody says otherwise. */
export const flag = (column: string) => `${column} boolean NOT NULL DEFAULT false`;

/** The place in a list, from 0. */
export const position = () => `position integer NOT NULL DEFAULT 0 CHECK (position >= 0)`;

/** `2019`, `2019-05`, `2019-05-31` or `--05-31`. */
export const partialDate = (column: string) =>
  `${column} text CHECK (${column} ~ ${PARTIAL_DATE} AND ${column} NOT LIKE '0000%')`;

/** A day; the bounds keep out infinity too. */
export const date = (column: string) =>
  `${column} date CHECK (${column} BETWEEN '0001-01-01' AND '9999-12-31')`;

/** An instant that has four digits of the year. */
export const timestamp = (column: string) =>
  `${column} timestamptz CHECK (${column} BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00')`;

/** A table of the domain: the given columns, with id, owner and times around them. */
export const table = (name: string, ...definitions: readonly string[]) =>
  `CREATE TABLE ${name} (
    ${[
      // A UUID as uuid prints it, so in lower case; a regular expression says the same in fifteen times the time.
      'id text PRIMARY KEY CHECK (id = id::uuid::text)',
      'user_id text NOT NULL REFERENCES "user" (id) ON DELETE CASCADE',
      ...definitions,
      `${timestamp('created_at')} NOT NULL DEFAULT now()`,
      `${timestamp('updated_at')} NOT NULL DEFAULT now()`,
    ].join(',\n    ')}
  )`;

/** What a composite foreign key can point at. */
export const REFERABLE = 'UNIQUE (user_id, id)';

/**
 * A reference that cannot cross two users. It waits for the end of the statement, and in a transaction that defers it
 * for the commit, as rows refer to each other in circles.
 */
const foreignKey = (from: string, column: string, to: string) =>
  `ALTER TABLE ${from} ADD FOREIGN KEY (user_id, ${column}) REFERENCES ${to} (user_id, id) DEFERRABLE INITIALLY IMMEDIATE`;

/** A child under its parent; the index gives a parent's children in the order in which they are written. */
export const child = (of: string, column: string, parent: string, order: string) => [
  foreignKey(of, column, parent),
  `CREATE INDEX ON ${of} (user_id, ${column}, ${order}, id)`,
];

/** A reference that every row has. */
export const required = (from: string, column: string, to: string) => [
  foreignKey(from, column, to),
  `CREATE INDEX ON ${from} (user_id, ${column})`,
];

/** Most rows do not have it: the index holds those that do. */
export const optional = (from: string, column: string, to: string) => [
  foreignKey(from, column, to),
  `CREATE INDEX ON ${from} (user_id, ${column}) WHERE ${column} IS NOT NULL`,
];

/** A user's rows in the order in which they are written. */
export const ordered = (name: string, order: string) => [`CREATE INDEX ON ${name} (user_id, ${order}, id)`];
