/** What companions read from: an export's transaction, and no row but those that the archive holds. */
import type { Manifest } from '../archive/manifest.js';
import { areasWithFile } from '../archive/part.js';
import { mediaPath } from '../archive/paths.js';
import type { CompanionSource } from '../companion.js';
import type { Portability } from '../portability.js';
import { compared } from '../storage/blobs/examine-blob.js';
import { valuesOf } from '../storage/data-rows.js';
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
  async function* readRows<Value extends { readonly length: number }>(
    ask: (sql: string) => Promise<(Value | null)[][]>,
    sql: string,
    firstRows: number | undefined,
  ): AsyncGenerator<readonly (readonly (Value | null)[])[], void, undefined> {
    for await (const rows of readCursor(ask, sql, `companion_${cursors++}`, firstRows)) {
      if (!isWanted()) throw new Error('Nobody wants the archive any more');
      yield rows;
    }
  }
  return {
    language,
    exportedAt: new Date(manifest.exportedAt),
    appVersion: manifest.appVersion,
    areas: new Set(areasWithFile(graph, manifest).map(({ name }) => name)),
    counts: manifest.counts,
    missing: new Set(manifest.missing),
    rows: (kind) => exportedRows(graph, part, graph.kind(kind)),
    read: (sql, firstRows) => readRows((text) => transaction.queryRows(text), sql, firstRows),
    readBytes: (sql, firstRows) =>
      readRows(async (text) => valuesOf(await transaction.readRows(text)), sql, firstRows),
    quote: literal,
    async *fileBytes(file) {
      yield* compared(await blobs.get(file.key), file);
    },
    mediaPath,
  };
}
