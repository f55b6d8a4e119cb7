/** `node dist/bench/queue.js [--people 50] [--rows 1000]`: so many people import at once into the built service; prints how long they waited. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../src/database/embedded-postgres.js';
import { createAccount } from './account.js';
import { createClient } from './client.js';
import { startService } from './service.js';
import { openStore } from './store.js';

const { values } = parseArgs({
  options: { people: { type: 'string', default: '50' }, rows: { type: 'string', default: '1000' } },
});
const people = Number(values.people);
const rows = Number(values.rows);

/** Seconds that an import took, and whether it was refused. */
async function importOnce(url: string, token: string, file: string) {
  const client = createClient(url, token);
  const started = performance.now();
  const isRefused = await client.import(file, 'copies').then(
    () => false,
    (error: unknown) => {
      if (String(error).includes(' 503')) return true;
      throw error;
    },
  );
  client.close();
  return { seconds: (performance.now() - started) / 1_000, isRefused };
}

const folder = await mkdtemp(join(tmpdir(), 'carol-queue-'));
const postgres = await startEmbeddedPostgres({ dataDir: folder });
const databaseUrl = postgres.url;
const store = await openStore('fs', join(folder, 'data'));
const service = await startService({ databaseUrl, folder, stop: new AbortController().signal });
try {
  const size = { rows, files: 0, bytes: 0 };
  const account = await createAccount({ databaseUrl, folder, size, store });
  const addPerson = async (): Promise<string> => (await account.addPerson()).token;
  await account.fill();
  const file = join(folder, 'archive.tar.gz');
  const owner = createClient(service.url, account.token);
  await owner.export(file);
  owner.close();
  // The first import of a process is slower than those that follow.
  await importOnce(service.url, await addPerson(), file);
  const alone = await importOnce(service.url, await addPerson(), file);
  const tokens: string[] = [];
  for (let person = 0; person < people; person++) tokens.push(await addPerson());
  const results = await Promise.all(tokens.map((token) => importOnce(service.url, token, file)));
  const times = results
    .filter(({ isRefused }) => !isRefused)
    .map(({ seconds }) => seconds)
    .sort((one, other) => one - other);
  const shown = (seconds = NaN): string => seconds.toFixed(1);
  console.log(
    `${rows} rows, ${people} people at once: ${times.length} served, ${results.length - times.length} refused; ` +
      `alone ${shown(alone.seconds)} s, first ${shown(times[0])} s, ` +
      `half within ${shown(times[Math.floor(times.length / 2)])} s, last ${shown(times.at(-1))} s`,
  );
  await account.close();
} finally {
  await service.close();
  await store.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
