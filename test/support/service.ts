/** The real service for a spec file: its own database and folders, on a free port; used over HTTP like by anybody. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { loadConfig } from '../../src/config.js';
import { openInstance, type Instance } from '../../src/instance.js';
import { createLogger } from '../../src/logging/logger.js';
import type { BlobStore } from '../../src/portability/blobs.js';
import type {
  ArchiveOptions,
  ImportResult,
  PartChoice,
  PreviewItem,
  PreviewReport,
} from '../../src/portability/index.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { assertDeclared } from './declared.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

export interface TestUser {
  readonly id: string;
  readonly email: string;
  readonly token: string;
}

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** A problem document, as far as tests look at it. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly {
    readonly code: string;
    readonly file?: string;
    readonly pointer?: string;
    readonly line?: number;
    readonly column?: number;
    readonly detail?: string;
    readonly entry?: string;
  }[];
  readonly errorCount?: number;
  readonly [extension: string]: unknown;
}

export interface ItemLines {
  readonly report: PreviewReport;
  readonly items: readonly PreviewItem[];
}

/** Beside the mode. */
export interface SentImport extends PartChoice {
  readonly confirm?: string | undefined;
}

const partFields = ({ areas, skip }: PartChoice): Record<string, string> => ({
  ...(areas && { areas: areas.join(',') }),
  ...(skip && { skip: skip.join(',') }),
});

export interface TestService {
  readonly url: string;
  readonly dataDir: string;
  readonly instance: Instance;
  readonly server: RunningServer;
  /** Every line that was logged so far, at every level. */
  readonly log: readonly string[];
  createUser(): Promise<TestUser>;
  /**
   * Bytes of the archive, without the files beside its data (companions), which take longer than all else of a small one.
   * @throws Error unless the answer is 200 and whole
   */
  export(user: TestUser, areas?: readonly string[], viewer?: boolean): Promise<Buffer>;
  preview(user: TestUser, archive: Buffer, part?: PartChoice): Promise<Answer<PreviewReport & ProblemBody>>;
  /** The lines of a preview row by row. @throws Error unless the answer is 200 and whole */
  items(user: TestUser, archive: Buffer, mode?: string, part?: PartChoice): Promise<ItemLines>;
  import(
    user: TestUser,
    archive: Buffer,
    mode: string,
    sent?: string | SentImport,
  ): Promise<Answer<ImportResult & ProblemBody>>;
  close(): Promise<void>;
}

/** Beside what is archived, and how, where it is not as usual. */
export interface TestServiceOptions extends Partial<ArchiveOptions> {
  /** Puts something between the service and its blob store; the instance that tests see keeps the real one. */
  readonly blobs?: (real: BlobStore) => BlobStore;
  /** An empty database of the spec's own; by default one on the server of the run. */
  readonly database?: TestDatabase;
}

/** Starts a service; `environment` adds to the settings. Close it in afterAll. */
export async function startTestService(
  environment: Readonly<Record<string, string>> = {},
  { blobs = (real) => real, database: given, ...archive }: TestServiceOptions = {},
): Promise<TestService> {
  const database = given ?? (await createTestDatabase());
  const dataDir = await mkdtemp(join(tmpdir(), 'carol-service-'));
  const config = loadConfig({
    PORT: '0',
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    LIMIT_TRANSFERS_PER_MINUTE: '100000',
    // What specs find in the store is what rows refer to; those about undoing imports turn it on.
    UNDO_DAYS: '0',
    ...environment,
  });
  const instance = await openInstance(config, () => undefined);
  const log: string[] = [];
  const logger = createLogger('trace', { write: (line) => void log.push(line) });
  const server = await startServer(
    config,
    { ...instance, blobs: blobs(instance.blobs) },
    {
      logger,
      archive,
    },
  );
  const { url } = server;
  const accounts = server.app.get(AccountsService, { strict: false });

  const send = (
    { token }: TestUser,
    path: string,
    archive: Buffer,
    { fields, ...headers }: { readonly fields: Record<string, string>; readonly accept?: string },
  ): Promise<Response> => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(archive)]), 'archive.tar.gz');
    return fetch(url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, ...headers },
      body: form,
    });
  };
  const post = async <Body>(
    user: TestUser,
    path: string,
    archive: Buffer,
    fields: Record<string, string>,
  ): Promise<Answer<Body>> => {
    const response = await send(user, path, archive, { fields });
    const body = (await response.json()) as Body;
    assertDeclared('POST', path, body);
    return { status: response.status, headers: response.headers, body };
  };

  return {
    url,
    dataDir,
    instance,
    server,
    log,
    async createUser() {
      const { id, email } = await accounts.createUser(`${randomUUID()}@carol.example`);
      return { id, email, token: await accounts.createToken(id, 'test') };
    },
    async export(user, areas, viewer = false) {
      const query = new URLSearchParams({
        ...(areas && { areas: areas.join(',') }),
        ...(!viewer && { viewer: 'false' }),
      });
      const response = await fetch(`${url}/api/export?${query}`, {
        headers: { authorization: `Bearer ${user.token}` },
      });
      if (response.status !== 200)
        throw new Error(`The export answered ${response.status}: ${await response.text()}`);
      return Buffer.from(await response.arrayBuffer());
    },
    preview: (user, archive, part = {}) => post(user, '/api/import/preview', archive, partFields(part)),
    async items(user, archive, mode, part = {}) {
      const accept = 'application/x-ndjson';
      const fields: Record<string, string> = { ...(mode !== undefined && { mode }), ...partFields(part) };
      const response = await send(user, '/api/import/preview', archive, { fields, accept });
      const text = await response.text();
      if (response.status !== 200) throw new Error(`The items were answered ${response.status}: ${text}`);
      const [report, ...items] = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
      const end = items.pop() as { readonly end: boolean; readonly items: number };
      if (!end?.end || end.items !== items.length) throw new Error('The list of items is not whole');
      return { report: report as PreviewReport, items: items as PreviewItem[] };
    },
    import(user, archive, mode, sent = {}) {
      const { confirm = 'true', ...part } = typeof sent === 'string' ? { confirm: sent } : sent;
      return post(user, '/api/import', archive, { mode, confirm, ...partFields(part) });
    },
    async close() {
      await server.close();
      await instance.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
