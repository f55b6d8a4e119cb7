/** What companions read from: an export's transaction, and no row but those that the archive holds. */
import type { Manifest } from '../archive/manifest.js';
import { areasWithFile } from '../archive/part.js';
import { mediaPath } from '../archive/paths.js';
import type { CompanionSource } from '../companion.js';
import type { Portability } from '../portability.js';
import { compared } from '../storage/blobs/examine-blob.js';
import { exportedRows } from '../storage/exported-rows.js';
import type { PartRows } from '../storage/part-rows.js';
import { readCursor } from '../storage/read-cursor.js';
import { literal } from '../storage/sql.js';
import type { Transaction } from '../storage/transaction.js';

/** Of an export that is made with companions. */
export interface CompanionOrder extends PartRows {
  readonly transaction: Transaction;
  readonly manifest: Manifest;
  readonly language: string;
  /** Whether somebody still wants the archive. */
  isWanted(): boolean;
}

export function companionSource(
  { graph, blobs }: Pick<Portability, 'graph' | 'blobs'>,
  { transaction, manifest, language, isWanted, ...part }: CompanionOrder,
): CompanionSource {
  let cursors = 0;
  return {
    language,
    exportedAt: new Date(manifest.exportedAt),
    appVersion: manifest.appVersion,
    areas: new Set(areasWithFile(graph, manifest).map(({ name }) => name)),
    counts: manifest.counts,
    missing: new Set(manifest.missing),
    rows: (kind) => exportedRows(graph, part, graph.kind(kind)),
    async *read(sql, firstRows) {
      for await (const rows of readCursor(transaction, sql, `companion_${cursors++}`, firstRows)) {
        if (!isWanted()) throw new Error('Nobody wants the archive any more');
        yield rows;
      }
    },
    quote: literal,
    async *fileBytes(file) {
      yield* compared(await blobs.get(file.key), file);
    },
    mediaPath,
  };
}
