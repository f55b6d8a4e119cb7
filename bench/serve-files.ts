/** A thread that answers every request with the bytes of all files in a folder, one after the other: the floor of an export of media. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';

const { folder } = workerData as { readonly folder: string };

async function* contents(): AsyncGenerator<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    yield* createReadStream(join(entry.parentPath, entry.name), {
      highWaterMark: 256 * 1024,
    }) as AsyncIterable<Buffer>;
  }
}

async function answer(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/gzip' });
  await pipeline(Readable.from(contents()), response);
}

const server = createServer((_request, response) => {
  answer(response).catch((error: unknown) => response.destroy(error as Error));
});
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
