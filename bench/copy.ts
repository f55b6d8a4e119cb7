/** COPY in and out of tables: how rows come in, and the floors of export, preview and import. */
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { ClientBase } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { type Kind, identifier, tableOf } from '../src/portability/kinds.js';
import { copyColumns } from './make-rows.js';

/** The lines of each kind, as files in a folder. */
export interface RowFiles {
  /** Every kind after those that it refers to, as far as there is such an order. */
  readonly kinds: readonly Kind[];
  readonly folder: string;
}

/** COPY is fastest in chunks of this size and more. */
const CHUNK = 1024 ** 2;

const fileOf = ({ folder }: RowFiles, kind: Kind): string => join(folder, `${kind.table}.copy`);

export async function writeRowFiles(
  files: RowFiles,
  linesOf: (kind: Kind) => Generator<string>,
): Promise<void> {
  for (const kind of files.kinds) {
    await pipeline(Readable.from(chunks(linesOf(kind))), createWriteStream(fileOf(files, kind)));
  }
}

function* chunks(lines: Generator<string>): Generator<string> {
  let text = '';
  for (const line of lines) {
    text += `${line}\n`;
    if (text.length < CHUNK) continue;
    yield text;
    text = '';
  }
  yield text;
}

/** COPY of all rows into the real tables, with every index and foreign key, and COMMIT. */
export const copyIn = (client: ClientBase, files: RowFiles): Promise<void> =>
  copyAll(client, files, 'SET CONSTRAINTS ALL DEFERRED');

/** The same without looking whether references lead anywhere: for what is not measured. */
export const copyInUnchecked = (client: ClientBase, files: RowFiles): Promise<void> =>
  copyAll(client, files, 'SET LOCAL session_replication_role = replica');

async function copyAll(client: ClientBase, files: RowFiles, setting: string): Promise<void> {
  await client.query(`BEGIN; ${setting}`);
  for (const kind of files.kinds) await copyFile(client, kind, tableOf(kind), fileOf(files, kind));
  await client.query('COMMIT');
}

/** COPY of all rows into temporary tables that have the columns and nothing else. */
export async function copyIntoPlain(client: ClientBase, files: RowFiles): Promise<void> {
  await client.query('BEGIN');
  for (const kind of files.kinds) {
    const plain = identifier(`plain_${kind.table}`);
    await client.query(`CREATE TEMPORARY TABLE ${plain} (LIKE ${tableOf(kind)}) ON COMMIT DROP`);
    await copyFile(client, kind, plain, fileOf(files, kind));
  }
  await client.query('ROLLBACK');
}

async function copyFile(client: ClientBase, kind: Kind, table: string, file: string): Promise<void> {
  const columns = copyColumns(kind).map(identifier).join(', ');
  await pipeline(
    createReadStream(file, { highWaterMark: CHUNK }),
    client.query(copyFrom(`COPY ${table} (${columns}) FROM STDIN`)),
  );
}

/** COPY of all rows out of every table into one gzip of level 6, whose bytes are let go. */
export async function copyOut(client: ClientBase, kinds: readonly Kind[]): Promise<void> {
  const gzip = createGzip({ level: 6 });
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  const packed = pipeline(gzip, sink);
  for (const kind of kinds) {
    const columns = copyColumns(kind).map(identifier).join(', ');
    const rows = client.query(copyTo(`COPY ${tableOf(kind)} (${columns}) TO STDOUT`));
    for await (const chunk of rows as AsyncIterable<Buffer>) {
      if (!gzip.write(chunk)) await once(gzip, 'drain');
    }
  }
  gzip.end();
  await packed;
}
