/** `node dist/bench/queue.js [--people 50] [--rows 1000]`: so many people import at once into the built service; prints how long they waited. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hashSecret, newSecret } from '../src/accounts/secrets.js';
import { startEmbeddedPostgres } from '../src/database/embedded-postgres.js';
import { createAccount, type Account } from './account.js';
import { createClient } from './client.js';
import { startService } from './service.js';

const { values } = parseArgs({
  options: { people: { type: 'string', default: '50' }, rows: { type: 'string', default: '1000' } },
});
const people = Number(values.people);
const rows = Number(values.rows);

/** Adds a person without data. @returns their token */
async function addPerson({ client }: Account): Promise<string> {
  const id = randomUUID();
  const token = newSecret('carol_pat_');
  await client.query('INSERT INTO "user" (id, email) VALUES ($1, $2)', [id, `${id}@carol.example`]);
  await client.query(
    'INSERT INTO personal_access_token (id, user_id, name, token_hash) VALUES ($1, $2, $3, $4)',
    [randomUUID(), id, 'bench', hashSecret(token)],
  );
  return token;
}

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
const service = await startService(postgres.url, folder, new AbortController().signal);
try {
  const account = await createAccount(postgres.url, folder, { rows, files: 0, bytes: 0 });
  await account.fill();
  const file = join(folder, 'archive.tar.gz');
  const owner = createClient(service.url, account.token);
  await owner.export(file);
  owner.close();
  // The first import of a process is slower than those that follow.
  await importOnce(service.url, await addPerson(account), file);
  const alone = await importOnce(service.url, await addPerson(account), file);
  const tokens: string[] = [];
  for (let person = 0; person < people; person++) tokens.push(await addPerson(account));
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
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
