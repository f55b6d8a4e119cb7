/** A process that uses the embedded PostgreSQL of a folder until it is told to stop: `postgres-user.ts <folder>`. */
import { createInterface } from 'node:readline';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';

const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '', durable: false });
const say = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);
/** What a server that is being shut down would no longer do. */
async function query(): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query('SELECT 1');
  await client.end();
}

process.on('SIGINT', () => {
  setTimeout(() => {
    query().then(
      () => say({ afterInterrupt: 'answers' }),
      (error: Error) => say({ afterInterrupt: error.message }),
    );
  }, 300);
});

// Last, so that whoever reads it may interrupt us at once.
say({ url: postgres.url, owned: postgres.owned });

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'stop') break;
}
await postgres.stop();
say({ stopped: true });
process.exit(0);
