/** The media of one user, or those of a part, in archive order, a page at a time. */
import { fieldOf } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { mediaPath } from '../archive/paths.js';
import type { ExpectedBlob } from './blobs/examine-blob.js';
import { partSource, type PartRows } from './part-rows.js';
import { ownedBy } from './host-table.js';
import { identifier, literal } from './sql.js';
import type { Transaction } from './transaction.js';

export interface StoredMedia extends ExpectedBlob {
  readonly id: string;
  /** In the archive. */
  readonly path: string;
}

const PAGE_ROWS = 500;

/** @param name of the cursor; two lists in one transaction need two */
export async function* listMedia(
  transaction: Transaction,
  graph: KindGraph,
  part: PartRows,
  name: string,
): AsyncGenerator<readonly StoredMedia[]> {
  const kind = graph.blobKind;
  if (!kind?.blob) return;
  const column = (key: string): string => identifier(fieldOf(kind, key).column);
  const cursor = identifier(name);
  const order = [...kind.order.map(column), 'id COLLATE "C"'].join(', ');
  const declare = `DECLARE ${cursor} NO SCROLL CURSOR FOR
     SELECT id, ${column(kind.blob.fileName)}, ${column(kind.blob.contentType)}, ${column(kind.blob.byteSize)}, ${column(kind.blob.sha256)}, ${identifier(kind.blob.keyColumn)}
     FROM ${partSource(graph, part, kind)} t WHERE ${ownedBy(kind, 't', literal(part.userId))} ORDER BY ${order}`;
  const fetch = `FETCH FORWARD ${PAGE_ROWS} FROM ${cursor}`;
  for (let isFirst = true; ; isFirst = false) {
    const rows = await transaction.queryRows(isFirst ? `${declare}; ${fetch}` : fetch);
    if (rows.length > 0) {
      yield rows.map(([id, fileName, contentType, size, sha256, key]) => ({
        id: id ?? '',
        path: mediaPath(id ?? '', fileName ?? '', contentType ?? ''),
        key: key ?? '',
        size: Number(size),
        sha256: sha256 ?? '',
      }));
    }
    if (rows.length < PAGE_ROWS) break;
  }
  // Waited for: whoever has read the files meanwhile hears of a connection that is gone.
  await transaction.query(`CLOSE ${cursor}`);
}
