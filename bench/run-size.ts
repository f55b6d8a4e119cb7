/** Measures figures on one size of data: a database and a service of its own, and nothing left of them afterwards. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { createAccount } from './account.js';
import { createClient } from './client.js';
import { once, type Rounds } from './clock.js';
import type { Figure, Stage } from './figure.js';
import { startService } from './service.js';
import type { Size, SizeName } from './sizes.js';
import type { Row } from './table.js';
import { watchWork } from './watch.js';

export interface Run extends Rounds {
  /** Of a PostgreSQL server in which a database may be made. */
  readonly serverUrl: string;
  /** Of this run, and there until its end. */
  readonly folder: string;
  readonly name: SizeName;
  readonly size: Size;
  readonly figures: readonly Figure[];
  readonly say: (line: string) => void;
  readonly stop: AbortSignal;
}

export async function runSize(run: Run): Promise<readonly Row[]> {
  const { serverUrl, name, size, figures, rounds, say, stop } = run;
  const folder = join(run.folder, name);
  await mkdir(folder);
  const databaseUrl = await createDatabase(serverUrl, `bench_${name.toLowerCase()}`);
  const closers: (() => Promise<unknown> | void)[] = [];
  try {
    const service = await startService(databaseUrl, folder, stop);
    closers.push(() => service.close());
    const start = performance.now();
    const account = await createAccount(databaseUrl, folder, size);
    closers.push(() => account.close());
    await account.fill();
    const client = createClient(service.url, account.token);
    closers.push(() => client.close());
    say(`${name}: ${account.rows} rows, made in ${((performance.now() - start) / 1000).toFixed(1)} s`);

    const archive = once(async () => {
      const file = join(folder, 'archive.tar.gz');
      await account.fill();
      await client.export(file);
      return file;
    });
    const stage: Stage = {
      rounds,
      account,
      client,
      folder,
      filesOnly: name === 'M',
      archive,
      // A fresh process: one that has worked before holds more when it idles, and takes less on top.
      watched: once(async () => {
        const file = await archive();
        const fresh = await startService(databaseUrl, folder, stop);
        return watchWork(fresh, account, file).finally(() => fresh.close());
      }),
    };
    const rows: Row[] = [];
    for (const figure of figures) {
      stop.throwIfAborted();
      say(`${name}: ${figure.title}`);
      rows.push({ figure, size: name, ...(await figure.measure(stage)) });
    }
    return rows;
  } finally {
    for (const close of closers.reverse()) await close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`).finally(() => client.end());
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
