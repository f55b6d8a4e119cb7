/** `export` of the account that the command line is logged in to. */
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { amount } from '../amount.js';
import {
  localName,
  refuseExisting,
  STANDARD_OUTPUT,
  targetOf,
  writeArchive,
  type WrittenArchive,
} from '../archive-target.js';
import { Unreachable } from '../exit.js';
import type { ExportOptions } from '../export.js';
import { startProgress } from '../progress.js';
import type { Run } from '../run.js';
import { assertSuccess, send } from './http.js';
import { openRemote } from './login-file.js';
import { acceptLanguage } from '../companions.js';
import { exportQuery } from './part.js';

export async function exportRemotely(run: Run, options: ExportOptions): Promise<void> {
  const { terminal } = run;
  const out = await targetOf(options.out, terminal);
  const { target, ...written } = await download(run, { ...options, ...(out !== undefined && { out }) });
  if (target === STANDARD_OUTPUT) return;
  terminal.result({ file: resolve(target), ...written }, [
    `Exported to ${target} (${amount(written.bytes)})`,
  ]);
}

/** Writes the archive of the account to `out`, or under the name that the service gives it. */
export async function download(
  { signal }: Pick<Run, 'signal'>,
  { out, ...options }: ExportOptions,
): Promise<WrittenArchive & { readonly target: string }> {
  const remote = await openRemote();
  const path = `/api/export${exportQuery(options)}`;
  const answer = await send(
    remote,
    { method: 'GET', path, headers: { accept: 'application/gzip', ...acceptLanguage() } },
    signal,
  );
  await assertSuccess(answer, remote.url);
  const target = out ?? localName(nameOf(answer.headers['content-disposition']));
  const progress = startProgress(`Exporting from ${remote.url}`);
  try {
    if (out === undefined) await refuseExisting(target);
    const stream = Readable.from(whole(answer.body, remote.url), { objectMode: false });
    return { target, ...(await writeArchive(stream, target, signal, progress.update)) };
  } finally {
    progress.end();
    answer.body.destroy();
  }
}

const nameOf = (disposition: unknown): string =>
  /filename=([\w.-]+)$/.exec(typeof disposition === 'string' ? disposition : '')?.[1] ??
  'carol-export.tar.gz';

/** The chunks of a gzip file. @throws Unreachable where it breaks off: a proxy may not tell that it has */
async function* whole(body: AsyncIterable<Buffer>, url: string): AsyncGenerator<Buffer> {
  const gunzip = new DecompressionStream('gzip');
  const writer = gunzip.writable.getWriter();
  const read = (async () => {
    const reader = gunzip.readable.getReader();
    while (!(await reader.read()).done);
  })();
  // Told by the writer, too.
  read.catch(() => undefined);
  try {
    for await (const chunk of body) {
      await writer.write(chunk);
      yield chunk;
    }
    await writer.close();
    await read;
  } catch (error) {
    await writer.abort().catch(() => undefined);
    if (error instanceof Error && error.name === 'AbortError') throw error;
    throw new Unreachable(`The archive from ${url} broke off: export again.`);
  }
}
