/** Measures figures on one size of data: a database and a service of its own, and nothing left of them afterwards. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { createAccount, type Account } from './account.js';
import { createClient } from './client.js';
import { once, type Rounds } from './clock.js';
import { createCpuMeter, postmasterOf } from './cpu.js';
import type { Figure, Stage } from './figure.js';
import { startFloors, type Floors } from './floors.js';
import { startService, type Service } from './service.js';
import type { Size, SizeName } from './sizes.js';
import { makeSmallArchive } from './small-archive.js';
import { openStore, type StoreName } from './store.js';
import type { Row } from './table.js';
import { watchWork } from './watch.js';

export interface Run {
  readonly rounds: number;
  /** Of a PostgreSQL server in which a database may be made. */
  readonly serverUrl: string;
  /** Of this run, and there until its end. */
  readonly folder: string;
  readonly name: SizeName;
  readonly size: Size;
  readonly store: StoreName;
  readonly figures: readonly Figure[];
  readonly say: (line: string) => void;
  readonly stop: AbortSignal;
}

export async function runSize(run: Run): Promise<readonly Row[]> {
  const { name, figures, say, stop } = run;
  const folder = join(run.folder, name);
  await mkdir(folder);
  const closers: (() => Promise<unknown> | void)[] = [];
  try {
    const stage = await openStage(run, folder, closers);
    const rows: Row[] = [];
    for (const figure of figures) {
      stop.throwIfAborted();
      say(`${name}: ${figure.title}`);
      const { title, unit, grows } = figure;
      rows.push({
        name: figure.name,
        title,
        size: figure.isOfProcess ? '–' : name,
        unit,
        ...(grows ? { grows } : {}),
        aim: figure.aim(name),
        ...(await figure.measure(stage)),
      });
    }
    return rows;
  } finally {
    for (const close of closers.reverse()) await close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param closers get what is to be closed, in the order in which it was opened */
async function openStage(
  { serverUrl, name, size, rounds, store: storeName, say, stop }: Run,
  folder: string,
  closers: (() => Promise<unknown> | void)[],
): Promise<Stage> {
  const databaseUrl = await createDatabase(serverUrl, `bench_${name.toLowerCase()}`);
  const store = await openStore(storeName, join(folder, 'data'));
  closers.push(() => store.close());
  const start: Stage['start'] = (environment = {}) =>
    startService({ databaseUrl, folder, environment: { ...store.environment, ...environment }, stop });
  const service = await start();
  closers.push(() => service.close());
  const begun = performance.now();
  const account = await createAccount({ databaseUrl, folder, size, store });
  closers.push(() => account.close());
  await account.fill();
  const client = createClient(service.url, account.token);
  closers.push(() => client.close());
  say(`${name}: ${account.rows} rows, made in ${((performance.now() - begun) / 1000).toFixed(1)} s`);

  const file = join(folder, 'archive.tar.gz');
  const floors = await startFloors({
    databaseUrl,
    userId: account.id,
    folder: join(folder, 'floors'),
    rowsFolder: account.made,
    files: account.files,
    store: store.options,
    isOfFiles: size.isOfFiles ?? false,
    archive: file,
  });
  closers.push(() => floors.close());
  const archive = once(async () => {
    await account.fill();
    await client.export(file);
    return file;
  });
  return {
    rounds,
    meters: await createMeters(account, floors, service),
    size: name,
    account,
    service,
    client,
    floors,
    folder,
    databaseUrl,
    stop,
    start,
    archive,
    smallArchive: once(() => makeSmallArchive(account, service, folder)),
    // A fresh process: one that has worked before holds more when it idles, and takes less on top.
    watched: once(async () => {
      await archive();
      const fresh = await start();
      return watchWork(fresh, account, file).finally(() => fresh.close());
    }),
  };
}

async function createMeters(account: Account, floors: Floors, service: Service): Promise<Rounds['meters']> {
  const postmaster = await postmasterOf(account.client);
  const floor = createCpuMeter(floors.pid, postmaster);
  const measured = createCpuMeter(service.process.pid ?? 0, postmaster);
  return floor && measured && { floor, measured };
}

async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`).finally(() => client.end());
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
