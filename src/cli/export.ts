/** `export`: writes one person's archive to a file that is there only when it is whole, or to standard output. */
import { resolve } from 'node:path';
import { ExportQuery } from '../portability/export/export.handler.js';
import type { Portability } from '../portability/portability.js';
import { countRows } from '../portability/storage/compare.js';
import { listMedia } from '../portability/storage/media-list.js';
import { inTransaction } from '../portability/storage/transaction.js';
import { amount, counted } from './amount.js';
import {
  checkTarget,
  refuseExisting,
  STANDARD_OUTPUT,
  writeArchive,
  type WrittenArchive,
} from './archive-target.js';
import { accountOf, withCarol } from './carol.js';
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
  await checkTarget(out, terminal);
  await withCarol(signal, async (carol) => {
    const account = await accountOf(carol, email);
    const expected = await expectedBytes(carol.portability, account.id);
    signal.throwIfAborted();
    const { fileName, stream, counts, missing } = await carol.queries.execute(new ExportQuery(account.id));
    const target = out ?? fileName;
    const progress = startProgress(`Exporting ${account.email}`, expected);
    let written: WrittenArchive;
    try {
      if (out === undefined) await refuseExisting(target);
      written = await writeArchive(stream, target, signal, progress.update);
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
    if (target === STANDARD_OUTPUT) return;
    terminal.result({ file: resolve(target), ...written, counts, missing }, [
      `Exported ${counted(rows, ['row', 'rows'])} to ${target} (${amount(written.bytes)})`,
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
