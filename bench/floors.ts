/** Starts the process that does what must be done in any case, and asks it for one floor after the other. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { json } from 'node:stream/consumers';
import { download, ask, sendForm } from './client.js';
import type { FloorWork } from './floor-process.js';

export interface Floors {
  /** The process, whose CPU is that of the floor. */
  readonly pid: number;
  /** All rows copied out and packed, and all files sent. */
  export(): Promise<unknown>;
  /** The rows of each kind counted, in one round trip. */
  counts(): Promise<unknown>;
  /** The archive gunzipped, and its rows copied into plain tables. */
  preview(): Promise<unknown>;
  /** @param file the upload, where there are files: received, and they copied, hashed and made durable; the rows copied into the real tables */
  import(file: string): Promise<unknown>;
  close(): Promise<void>;
}

export async function startFloors(work: FloorWork): Promise<Floors> {
  await mkdir(work.folder);
  const child = fork(new URL('./floor-process.js', import.meta.url));
  const exit = once(child, 'exit');
  child.send(work);
  const [port] = (await Promise.race([
    once(child, 'message'),
    exit.then(() => Promise.reject(new Error('The process of the floors did not start'))),
  ])) as [number];
  const url = `http://127.0.0.1:${port}`;
  const askFor = async (path: string): Promise<unknown> => json(await ask(url + path));
  return {
    pid: child.pid ?? 0,
    export: () => download(`${url}/export`),
    counts: () => askFor('/counts'),
    preview: () => askFor('/preview'),
    import: (file) =>
      work.files.length > 0 ? sendForm(`${url}/import`, file, { mode: 'replace' }) : askFor('/import'),
    async close() {
      child.disconnect();
      await exit;
    },
  };
}
