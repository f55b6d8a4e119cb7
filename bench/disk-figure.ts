/** What an account takes on disk: its rows and files, what is kept of it, and what a transfer needs for as long as it runs. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Peak } from './disk-bytes.js';
import type { Figure, Stage } from './figure.js';

export const diskFigure: Figure = {
  name: 'disk',
  title: 'rows and files on disk, beside their own bytes',
  unit: 'MiB',
  aim: () => ({ times: 4 }),
  async measure(stage) {
    const { account, client, archive } = stage;
    const file = await archive();
    await account.fill();
    const { database, store } = await account.bytes();
    const disk = await watchDisk(stage);
    try {
      const ofExport = await disk.peak(() => client.export());
      const ofPreview = await disk.peak(() => client.preview(file));
      await account.fillAndChange();
      await client.import(file, 'replace');
      const { store: withCopy } = await account.bytes();
      await account.empty();
      const ofImport = await disk.peak(() => client.import(file, 'replace'));
      return {
        floor: await bytesBelow(account.made),
        measured: database + store,
        disk: {
          rows: account.rows,
          database,
          store,
          archive: await bytesBelow(file),
          safetyCopy: withCopy - store,
          peaks: { export: ofExport, preview: ofPreview, import: ofImport },
        },
      };
    } finally {
      await disk.close();
      await account.empty();
    }
  },
};

/** Milliseconds between two looks. */
const PAUSE = 10;

interface DiskWatch {
  /** The most that there was while the work was done, beyond what is left of it. */
  peak(work: () => Promise<unknown>): Promise<Peak>;
  close(): Promise<void>;
}

async function watchDisk({ databaseUrl, folder }: Stage): Promise<DiskWatch> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const look = async (): Promise<Peak> => {
    const { rows } = await client.query<{ bytes: string }>(
      `SELECT pg_database_size(current_database()) + (SELECT COALESCE(sum(size), 0) FROM pg_ls_tmpdir()) AS bytes`,
    );
    return { files: await bytesBelow(join(folder, 'data', 'tmp')), database: Number(rows[0]?.bytes) };
  };
  return {
    async peak(work) {
      let most: Peak = { files: 0, database: 0 };
      const add = ({ files, database }: Peak): void => {
        most = { files: Math.max(most.files, files), database: Math.max(most.database, database) };
      };
      let done = false;
      const working = work().finally(() => (done = true));
      for (; !done; await sleep(PAUSE)) add(await look());
      await working;
      const after = await look();
      add(after);
      return { files: most.files - after.files, database: most.database - after.database };
    },
    close: () => client.end(),
  };
}

/** Of a file, or of all in a folder. What is gone meanwhile counts as nothing. */
async function bytesBelow(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return found?.size ?? 0;
  const names = await readdir(path).catch(() => []);
  const sizes = await Promise.all(names.map((name) => bytesBelow(join(path, name))));
  return sizes.reduce((all, size) => all + size, 0);
}
