/** The real service with the real card in front of it, on a free port and a database of its own. */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { openWebClient, type WebClient } from '../../src/web-client/web-client-build.js';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { loadConfig } from '../../src/config.js';
import type { BlobStore } from '../../src/portability/blobs.js';
import { openInstance } from '../../src/instance.js';
import { startServer } from '../../src/server.js';
import { createTestDatabase } from '../support/postgres.js';

const CLIENT = fileURLToPath(new URL('../../apps/client', import.meta.url));
const BUILD_LOCK = join(CLIENT, '.dist-lock');
/** A build takes half a minute on two cores; a lock older than this is a dead run's. Milliseconds. */
const BUILD_LIMIT = 300_000;

export interface CardUser {
  readonly id: string;
  readonly email: string;
  readonly password: string;
}

export interface CardService {
  readonly url: string;
  /** With these, another process is an instance of the same service. */
  readonly settings: Readonly<Record<string, string>>;
  /** With a password only where a test types one: hashing it takes a moment. */
  createUser(options?: { readonly password?: string }): Promise<CardUser>;
  /** The one-time address that signs the user in. */
  signInLink(user: CardUser, base?: string): string;
  /** Imports as the API does. @throws Error unless the answer is 200 */
  give(user: CardUser, archive: Buffer): Promise<void>;
  /** The user's rows in the database, by kind; kinds without any are left out. */
  rowsOf(user: CardUser): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

export interface CardServiceOptions {
  /** Stands in for the built card. */
  readonly webClient?: WebClient;
  /** Puts something between the service and its blob store. */
  readonly blobs?: (real: BlobStore) => BlobStore;
}

/** `environment` adds to the settings. */
export async function startCardService(
  environment: Readonly<Record<string, string>> = {},
  { webClient, blobs = (real) => real }: CardServiceOptions = {},
): Promise<CardService> {
  const card = webClient ?? (await builtCard());
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'carol-browser-'));
  const settings = { PORT: '0', DATABASE_URL: database.url, DATA_DIR: dataDir, ...environment };
  const config = loadConfig({ LOG_LEVEL: 'silent', ...settings });
  const instance = await openInstance(config, () => undefined);
  const server = await startServer(
    config,
    { ...instance, blobs: blobs(instance.blobs) },
    { webClient: card },
  );
  const accounts = server.app.get(AccountsService, { strict: false });
  const { url } = server;
  return {
    url,
    settings,
    async createUser({ password = '' } = {}) {
      const email = `${randomUUID()}@carol.example`;
      const { id } = await accounts.createUser(email, password === '' ? undefined : password);
      return { id, email, password };
    },
    signInLink: (user, base = url) => accounts.createSignInLink(user.id, base),
    async give(user, archive) {
      const form = new FormData();
      form.append('mode', 'merge');
      form.append('confirm', 'true');
      form.append('file', new Blob([new Uint8Array(archive)]), 'archive.tar.gz');
      const token = await accounts.createToken(user.id, 'test');
      const answer = await fetch(`${url}/api/import`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: form,
      });
      if (answer.status !== 200)
        throw new Error(`The import answered ${answer.status}: ${await answer.text()}`);
    },
    async rowsOf(user) {
      const counts: Record<string, number> = {};
      for (const { name, table } of CAROL_KINDS) {
        const [row] = (await instance.dataSource.query(
          `SELECT count(*)::int AS count FROM "${table}" WHERE user_id = $1`,
          [user.id],
        )) as { count: number }[];
        if (row && row.count > 0) counts[name] = row.count;
      }
      return counts;
    },
    async close() {
      await server.close();
      await instance.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The web client, built from the sources as they are now; one worker builds, the others wait for it. */
export async function builtCard(): Promise<WebClient> {
  await lockBuild();
  try {
    const lines: string[] = [];
    const card = await openWebClient(CLIENT, (line) => lines.push(line));
    while (card.state === 'building') await sleep(100);
    if (card.state !== 'ready') throw new Error(`The card is ${card.state}: ${lines.join('; ')}`);
    return card;
  } finally {
    await rmdir(BUILD_LOCK);
  }
}

async function lockBuild(): Promise<void> {
  for (;;) {
    try {
      await mkdir(BUILD_LOCK);
      return;
    } catch {
      const age = await stat(BUILD_LOCK).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      if (age > BUILD_LIMIT) await rmdir(BUILD_LOCK).catch(() => undefined);
      await sleep(200);
    }
  }
}
