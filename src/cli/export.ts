/** `export`: writes one person's archive to a file that is there only when it is whole, or to standard output. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ExportQuery } from '../portability/export/export.handler.js';
import type { Portability } from '../portability/portability.js';
import { countRows } from '../portability/storage/compare.js';
import { listMedia } from '../portability/storage/media-list.js';
import { inTransaction } from '../portability/storage/transaction.js';
import { amount, counted } from './amount.js';
import { accountOf, withCarol } from './carol.js';
import { UsageError } from './failure.js';
import { startProgress } from './progress.js';
import type { Run } from './run.js';

export interface ExportOptions {
  /** A file; `-` is standard output. Default: the name that a download has, in this folder. */
  readonly out?: string;
}

/** Bytes that a row takes in an archive, about. */
const ROW_BYTES = 60;
/** Bytes of what is in every archive: the schemas. */
const FIXED_BYTES = 12_000;

export async function exportArchive(
  { terminal, signal }: Run,
  email: string,
  { out }: ExportOptions,
): Promise<void> {
  if (out === '-' && process.stdout.isTTY)
    throw new UsageError('An archive is not for a terminal: redirect it, or give --out a file.');
  if (out === '-' && terminal.json) throw new UsageError('--json and --out - both want standard output.');
  if (out !== undefined && out !== '-') await refuseFolder(out);
  await withCarol(signal, async (carol) => {
    const account = await accountOf(carol, email);
    const expected = await expectedBytes(carol.portability, account.id);
    signal.throwIfAborted();
    const { fileName, stream, counts, missing } = await carol.queries.execute(new ExportQuery(account.id));
    const target = out ?? fileName;
    const progress = startProgress(`Exporting ${account.email}`, expected);
    const hash = createHash('sha256');
    let bytes = 0;
    const measured = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        progress.update((bytes += chunk.length));
        done(null, chunk);
      },
    });
    try {
      if (out === undefined) await refuseExisting(target);
      if (target === '-') await pipeline(stream, measured, standardOutput(), { signal });
      else await whole(target, (file) => pipeline(stream, measured, file, { signal }));
    } finally {
      progress.end();
      // Until it is closed it holds a connection, and the instance waits for that.
      stream.destroy();
    }
    const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (missing.length > 0)
      terminal.note(
        `${counted(missing.length, ['file is', 'files are'])} lost or damaged here, and not in the archive: its manifest says which. “check” says more.`,
      );
    if (target === '-') return;
    terminal.result({ file: resolve(target), bytes, sha256: hash.digest('hex'), counts, missing }, [
      `Exported ${counted(rows, ['row', 'rows'])} to ${target} (${amount(bytes)})`,
    ]);
  });
}

/** Files barely shrink, and rows are small: enough for a bar. */
async function expectedBytes({ dataSource, graph }: Portability, userId: string): Promise<number> {
  return inTransaction(dataSource, 'REPEATABLE READ READ ONLY', async (transaction) => {
    let bytes = FIXED_BYTES;
    for (const rows of (await countRows(transaction, graph, userId)).values()) bytes += rows * ROW_BYTES;
    for await (const page of listMedia(transaction, graph, userId, 'cli_media'))
      for (const { size } of page) bytes += size;
    return bytes;
  });
}

/** Writes beside the target under another name, and gives it its name when all of it is on disk; else removes it. */
async function whole(target: string, write: (file: Writable) => Promise<void>): Promise<void> {
  const draft = resolve(dirname(target), `.${basename(target)}.${process.pid}.part`);
  const file = createWriteStream(draft, { mode: 0o600 });
  try {
    await once(file, 'open').catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`${target} cannot be written (${error.code ?? error.message}).`);
    });
    await write(file);
    await sync(draft);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Does not end standard output, which a pipeline would. */
const standardOutput = (): Writable =>
  new Writable({
    write: (chunk: Buffer, _encoding, done) => void process.stdout.write(chunk, done),
  });

async function refuseExisting(target: string): Promise<void> {
  const there = await stat(target).catch(() => null);
  if (there) throw new UsageError(`${target} is here already. Give another name with --out.`);
}

async function refuseFolder(target: string): Promise<void> {
  const there = await stat(target).catch(() => null);
  if (there?.isDirectory()) throw new UsageError(`${target} is a folder. Give --out a file name.`);
}
