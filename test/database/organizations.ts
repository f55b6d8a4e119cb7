/** Organizations below one another, written by one statement or another. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { insertUser } from '../support/rows.js';

export const CIRCLE = { code: '23514', constraint: 'organization_parent_acyclic', table: 'organization' };

let database: TestDatabase;
export let client: pg.Client;
export let user: string;

/** Gives the tests of a spec a database, and each a connection and a person. */
export function useOrganizations(): void {
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.drop());
  beforeEach(async () => {
    client = await connect();
    user = await insertUser(client as never);
  });
  afterEach(() => client?.end());
}

/** From here on the rows are those of another person. */
export const actAs = (id: string): void => void (user = id);

/** A connection, which its caller ends. */
export async function connect(url = database.url): Promise<pg.Client> {
  const made = new pg.Client({ connectionString: url });
  await made.connect();
  return made;
}

export type Edge = readonly [id: string, parent: string | null];

export const INSERT = `INSERT INTO organization (id, user_id, name, parent_id)
  SELECT e.id, $1, 'N', e.parent FROM unnest($2::text[], $3::text[]) AS e (id, parent)`;
export const UPDATE = `UPDATE organization o SET parent_id = e.parent
  FROM unnest($2::text[], $3::text[]) AS e (id, parent) WHERE o.id = e.id AND o.user_id = $1`;

/** Sends one statement about all of these edges. */
export const run = (statement: string, edges: readonly Edge[], by = client): Promise<unknown> =>
  by.query(statement, [user, edges.map(([id]) => id), edges.map(([, parent]) => parent)]);
export const insert = (...edges: readonly Edge[]) => run(INSERT, edges);
export const update = (...edges: readonly Edge[]) => run(UPDATE, edges);

/** As many new UUIDs. */
export const fresh = (count: number): string[] => Array.from({ length: count }, () => randomUUID());
/** Each below the next one. */
export const chain = (ids: readonly string[], last: string | null = null): Edge[] =>
  ids.map((id, index) => [id, ids[index + 1] ?? last]);
export const [A, B, C, D] = [0, 1, 2, 3] as const;
