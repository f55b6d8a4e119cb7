/** `export`: writes one person's archive to a file that is there only when it is whole, or to standard output. */
import { resolve } from 'node:path';
import { ExportQuery, estimateBytes } from '../portability/index.js';
import { amount, counted } from './amount.js';
import {
  localName,
  refuseExisting,
  STANDARD_OUTPUT,
  targetOf,
  writeArchive,
  type WrittenArchive,
} from './archive-target.js';
import { accountOf, withCarol } from './carol.js';
import { startProgress } from './progress.js';
import { companionsOf } from './companions.js';
import { partOf } from './part.js';
import type { Run } from './run.js';

export interface ExportOptions {
  /** A file; `-` is standard output. Default: a new file that standard output leads to, else the name that a download has, in this folder. */
  readonly out?: string;
  /** Names of areas, separated by commas. */
  readonly areas?: string;
  /** False: the data alone. */
  readonly viewer?: boolean;
}

export async function exportArchive(
  { terminal, signal }: Run,
  email: string,
  { viewer, ...options }: ExportOptions,
): Promise<void> {
  const { areas } = partOf(options);
  const out = await targetOf(options.out, terminal);
  await withCarol(signal, async (carol) => {
    const account = await accountOf(carol, email);
    const expected = await estimateBytes(carol.portability, account.id, areas);
    signal.throwIfAborted();
    const { fileName, stream, counts, missing } = await carol.queries.execute(
      new ExportQuery(account.id, areas, companionsOf(viewer)),
    );
    const target = out ?? localName(fileName);
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
