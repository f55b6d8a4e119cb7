/** The one account that everything is measured on, with all its rows and files or without any; and people beside it. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg, { type Client } from 'pg';
import { hashSecret, newSecret } from '../src/accounts/secrets.js';
import { CAROL_GRAPH } from '../src/carol/graph.js';
import { blobKey } from '../src/portability/blobs.js';
import { tableOf } from '../src/portability/kinds.js';
import { copyInUnchecked, writeRowFiles } from './copy.js';
import { makeFiles, type MadeFile } from './make-files.js';
import { copyLines, shareRows } from './make-rows.js';
import type { Size } from './sizes.js';
import type { Store } from './store.js';

export interface Person {
  readonly id: string;
  readonly token: string;
}

export interface Account extends Person {
  /** How many rows it has when it has all. */
  readonly rows: number;
  readonly files: readonly MadeFile[];
  /** With the lines of each kind, and the files. */
  readonly made: string;
  /** A connection of the benchmark's own. */
  readonly client: Client;
  /** Has everything, and nobody else has anything. */
  fill(): Promise<void>;
  /** Has nothing; nobody else has anything either. */
  empty(): Promise<void>;
  /** Has everything, and every tenth row was changed since it was made. */
  fillAndChange(): Promise<void>;
  /** Somebody else, who has nothing. */
  addPerson(): Promise<Person>;
  /** Gives somebody a few rows, of which this account has none. */
  addRows(person: Person, rows: number): Promise<void>;
  /** Bytes on disk: of the tables with their indexes, and of what lies in the store. */
  bytes(): Promise<{ readonly database: number; readonly store: number }>;
  /** Another value for every row version that was written. */
  versions(): Promise<string>;
  close(): Promise<void>;
}

export interface AccountOptions {
  readonly databaseUrl: string;
  /** The benchmark's. */
  readonly folder: string;
  readonly size: Size;
  readonly store: Store;
}

export async function createAccount({ databaseUrl, folder, size, store }: AccountOptions): Promise<Account> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const graph = CAROL_GRAPH;
  const tables = graph.kinds.map(tableOf);

  const addPerson = async (): Promise<Person> => {
    const id = randomUUID();
    const token = newSecret('carol_pat_');
    await client.query('INSERT INTO "user" (id, email) VALUES ($1, $2)', [id, `${id}@carol.example`]);
    await client.query(
      'INSERT INTO personal_access_token (id, user_id, name, token_hash) VALUES ($1, $2, $3, $4)',
      [randomUUID(), id, 'bench', hashSecret(token)],
    );
    return { id, token };
  };
  const owner = await addPerson();

  const made = join(folder, 'made');
  await mkdir(made);
  const files = await makeFiles(made, size);
  const counts = shareRows(graph, size.rows, size.files);
  const rowFiles = { kinds: graph.writeOrder, folder: made };
  await writeRowFiles(rowFiles, (kind) =>
    copyLines(graph, kind, counts, {
      userId: owner.id,
      files,
      isUnderFirst: size.isUnderFirst ?? false,
    }),
  );

  let filled = false;
  const fill = async (): Promise<void> => {
    if (filled) return;
    await empty();
    for (const file of files)
      await store.blobs.put(blobKey(owner.id, file.sha256), createReadStream(file.path), file.size);
    await copyInUnchecked(client, rowFiles);
    // Or the server would do it by itself, at some moment in the middle of a measurement.
    await client.query(`VACUUM ANALYZE ${tables.join(', ')}`);
    filled = true;
  };
  const empty = async (): Promise<void> => {
    filled = false;
    await client.query(`TRUNCATE ${tables.join(', ')}`);
    await store.clear();
  };
  return {
    ...owner,
    rows: [...counts.values()].reduce((all, count) => all + count, 0),
    files,
    made,
    client,
    empty,
    addPerson,
    fill,
    async fillAndChange() {
      await fill();
      filled = false;
      const changed = (table: string): string =>
        `UPDATE ${table} SET updated_at = updated_at + interval '1 second' WHERE hashtext(id) % 10 = 0`;
      await client.query(tables.map(changed).join(';'));
    },
    async addRows({ id }, rows) {
      const few = { kinds: graph.writeOrder, folder: join(folder, id) };
      await mkdir(few.folder);
      const shares = shareRows(graph, rows, 0);
      await writeRowFiles(few, (kind) =>
        copyLines(graph, kind, shares, { userId: id, files: [], series: 1 }),
      );
      await copyInUnchecked(client, few);
      filled = false;
    },
    async bytes() {
      const sizes = tables.map((table) => `pg_total_relation_size('${table}')`).join(' + ');
      const { rows } = await client.query<{ bytes: string }>(`SELECT ${sizes} AS bytes`);
      let stored = 0;
      for await (const { size } of store.blobs.list('')) stored += size;
      return { database: Number(rows[0]?.bytes), store: stored };
    },
    async versions() {
      // As columns: rows of a UNION come in whatever order.
      const sums = tables.map(
        (table) => `(SELECT sum(hashtextextended(concat_ws(' ', id, xmin, ctid), 0))::text FROM ${table})`,
      );
      const { rows } = await client.query({ text: `SELECT ${sums.join(', ')}`, rowMode: 'array' });
      return JSON.stringify(rows);
    },
    close: () => client.end(),
  };
}
