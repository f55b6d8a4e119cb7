/** The floors as a service of their own: each answers when the least that must be done in any case is done. It does nothing else. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg, { type PoolClient } from 'pg';
import { CAROL_GRAPH } from '../src/carol/graph.js';
import type { BlobStoreOptions } from '../src/portability/blobs.js';
import { tableOf } from '../src/portability/kinds.js';
import { copyIn, copyIntoPlain, copyOut } from './copy.js';
import { contentsOf, copyAndHash, gunzip, receive } from './files-floor.js';
import type { MadeFile } from './make-files.js';

/** What it is about; plain data. */
export interface FloorWork {
  readonly databaseUrl: string;
  readonly userId: string;
  /** Of this process's own. */
  readonly folder: string;
  /** With the lines of each kind. */
  readonly rowsFolder: string;
  readonly files: readonly MadeFile[];
  readonly store: BlobStoreOptions;
  /** Whether the rows are so few beside the files that they are left out. */
  readonly isOfFiles: boolean;
  /** Where the archive will lie. */
  readonly archive: string;
}

/** As many connections as there may be exports at once. */
const CONNECTIONS = 8;

function serve(work: FloorWork): void {
  const { userId, files, store, isOfFiles, folder } = work;
  const pool = new pg.Pool({ connectionString: work.databaseUrl, max: CONNECTIONS });
  const rows = { kinds: CAROL_GRAPH.writeOrder, folder: work.rowsFolder };
  const counts = CAROL_GRAPH.kinds
    .map((kind) => `SELECT count(*) FROM ${tableOf(kind)} WHERE user_id = '${userId}'`)
    .join(';');
  const connected = async (use: (client: PoolClient) => Promise<unknown>): Promise<void> => {
    const client = await pool.connect();
    await use(client).finally(() => client.release());
  };

  const floors: Readonly<
    Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<void>>
  > = {
    async '/export'(_request, response) {
      if (!isOfFiles) await connected((client) => copyOut(client, rows.kinds));
      response.writeHead(200, { 'Content-Type': 'application/gzip' });
      await pipeline(Readable.from(files.length > 0 ? contentsOf(store) : []), response);
    },
    '/counts': () => connected((client) => client.query(counts)),
    async '/preview'() {
      await gunzip(work.archive);
      await connected((client) => copyIntoPlain(client, rows));
    },
    async '/import'(request) {
      if (files.length > 0) await receive(request, join(folder, 'upload'));
      if (!isOfFiles) await connected((client) => copyIn(client, rows));
      await copyAndHash(files, store, { folder: join(folder, 'copies'), userId });
    },
  };

  const server = createServer((request, response) => {
    const floor = floors[request.url ?? ''] ?? (() => Promise.reject(new Error('There is no such floor')));
    floor(request, response).then(
      () => response.end('{}'),
      (error: unknown) => {
        console.error(error);
        response.destroy();
      },
    );
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

process.once('message', serve);
process.once('disconnect', () => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
