/** The one account that everything is measured on: with all its rows and files, or without any. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg, { type Client } from 'pg';
import { hashSecret, newSecret } from '../src/accounts/secrets.js';
import { CAROL_GRAPH } from '../src/carol/graph.js';
import { blobKey, createFsBlobStore } from '../src/portability/blobs.js';
import { tableOf } from '../src/portability/kinds.js';
import { copyInUnchecked, writeRowFiles, type RowFiles } from './copy.js';
import { makeFiles, type MadeFile } from './make-files.js';
import { copyLines, shareRows } from './make-rows.js';
import type { Size } from './sizes.js';

export interface Account {
  readonly token: string;
  /** How many rows it has when it has all. */
  readonly rows: number;
  readonly rowFiles: RowFiles;
  readonly files: readonly MadeFile[];
  /** Where its blobs lie. */
  readonly blobs: string;
  /** A connection of the benchmark's own. */
  readonly client: Client;
  /** Has everything, and nothing else. */
  fill(): Promise<void>;
  /** Has nothing; nobody else has anything either. */
  empty(): Promise<void>;
  /** Another value for every row version that was written. */
  versions(): Promise<string>;
  close(): Promise<void>;
}

/** @param folder the benchmark's; the service keeps its data in `data` below it */
export async function createAccount(databaseUrl: string, folder: string, size: Size): Promise<Account> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const userId = randomUUID();
  const token = newSecret('carol_pat_');
  await client.query('INSERT INTO "user" (id, email) VALUES ($1, $2)', [userId, 'ada@carol.example']);
  await client.query(
    'INSERT INTO personal_access_token (id, user_id, name, token_hash) VALUES ($1, $2, $3, $4)',
    [randomUUID(), userId, 'bench', hashSecret(token)],
  );

  const graph = CAROL_GRAPH;
  const made = join(folder, 'made');
  await mkdir(made);
  const files = await makeFiles(made, size);
  const counts = shareRows(graph, size.rows, size.files);
  const rowFiles = { kinds: graph.writeOrder, folder: made };
  await writeRowFiles(rowFiles, (kind) =>
    copyLines(graph, kind, counts, { userId, files, isUnderFirst: size.isUnderFirst ?? false }),
  );
  const tables = graph.kinds.map(tableOf);
  const store = createFsBlobStore(join(folder, 'data', 'blobs'));
  const blobs = join(folder, 'data', 'blobs', userId);

  let filled = false;
  const empty = async (): Promise<void> => {
    filled = false;
    await client.query(`TRUNCATE ${tables.join(', ')}`);
    await rm(blobs, { recursive: true, force: true });
  };
  return {
    token,
    rows: [...counts.values()].reduce((all, count) => all + count, 0),
    rowFiles,
    files,
    blobs,
    client,
    empty,
    async fill() {
      if (filled) return;
      await empty();
      for (const file of files)
        await store.put(blobKey(userId, file.sha256), createReadStream(file.path), file.size);
      await copyInUnchecked(client, rowFiles);
      // Or the server would do it by itself, at some moment in the middle of a measurement.
      await client.query(`VACUUM ANALYZE ${tables.join(', ')}`);
      filled = true;
    },
    async versions() {
      // As columns: rows of a UNION come in whatever order.
      const sums = tables.map(
        (table) => `(SELECT sum(hashtextextended(concat_ws(' ', id, xmin, ctid), 0))::text FROM ${table})`,
      );
      const { rows } = await client.query({ text: `SELECT ${sums.join(', ')}`, rowMode: 'array' });
      return JSON.stringify(rows);
    },
    async close() {
      await client.end();
      await store.close();
    },
  };
}
