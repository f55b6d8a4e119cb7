/** What an archive of somebody's rows and files will hold, and whether it could be imported again: both before its first byte. */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { documentDepth, jsonDepth } from '../archive/json-depth.js';
import { areasWithFile } from '../archive/part.js';
import type { Manifest } from '../archive/manifest.js';
import { MAX_TEXT_BYTES } from '../archive/values.js';
import type { Companion } from '../companion.js';
import { PortabilityError } from '../errors.js';
import type { ImportLimits } from '../limits.js';
import type { Portability } from '../portability.js';
import { findUnfitRows, measureRows, type KindSizes, type SizedRow } from '../storage/row-sizes.js';
import type { Unfitness } from '../storage/row-fitness.js';
import { countOutside, type PartRows } from '../storage/part-rows.js';
import type { Transaction } from '../storage/transaction.js';
import { textFiles } from './archive-files.js';
import { findAvailableMedia, NO_MEDIA, type AvailableMedia } from './available-media.js';
import { check, MOST_NAMED, tooLarge, type NamedRow } from './export-limits.js';
import { sumOf } from '../sum.js';

export interface ArchiveDescription {
  readonly manifest: Manifest;
  readonly sizes: ReadonlyMap<Kind, KindSizes>;
  readonly media: AvailableMedia;
  /** The files whose text is known before anything is read. */
  readonly texts: ReturnType<typeof textFiles>;
}

export interface DescriptionOptions {
  readonly exportedAt: Date;
  /** Whether the bytes of every file are compared, and not only their number. */
  readonly readsFiles: boolean;
  /** What the archive's README tells of. */
  readonly companions: readonly Companion[];
}

/**
 * Counted and measured in the export's own snapshot. Of the YAML it says how long it is at most; see `spoolWhereUnsure`.
 * @throws PortabilityError `archive-too-large` where it could not be imported again
 */
export async function describeArchive(
  portability: Portability,
  transaction: Transaction,
  part: PartRows,
  { exportedAt, readsFiles, companions }: DescriptionOptions,
): Promise<ArchiveDescription> {
  const { graph, appVersion, limits } = portability;
  const sizes = await measureRows(transaction, { graph, ...part, limits });
  check('rows', limits.rows, sumOf([...sizes.values()].map(({ rows }) => rows)));
  checkDepth(graph, sizes, limits);
  await refuseUnfit(portability, transaction, part, sizes);
  const hasFiles = graph.blobKind !== undefined && sizes.get(graph.blobKind)?.rows !== 0;
  const media = hasFiles ? await findAvailableMedia(portability, transaction, part, readsFiles) : NO_MEDIA;
  const { areas } = part;
  const { files, bytes, missing, largest } = media;
  const manifest: Manifest = {
    formatVersion: graph.format.version,
    exportedAt: exportedAt.toISOString(),
    appVersion,
    areas: graph.areas.flatMap(({ name }) => ((areas?.has(name) ?? true) ? [name] : [])),
    outside: areas && (await countOutside(transaction, graph, part)),
    counts: Object.fromEntries([...sizes].map(([kind, { rows }]) => [kind.name, rows])),
    media: { files, bytes },
    missing,
  };
  const texts = textFiles(portability, manifest, companions);
  // And the list of checksums.
  const others = texts.first.size + texts.last.size + areasWithFile(graph, manifest).length + 1;
  check('entries', limits.entries, others + files);
  for (const text of [...texts.first.values(), ...texts.last.values()])
    check('entryBytes', limits.manifestBytes, Buffer.byteLength(text));
  if (largest) check('entryBytes', limits.mediaBytes, largest.size, namedMedia(graph, media));
  return { manifest, sizes, media, texts };
}

export const namedMedia = ({ blobKind }: KindGraph, { largest }: AvailableMedia): readonly NamedRow[] =>
  blobKind && largest ? [{ kind: blobKind.name, id: largest.id, bytes: largest.size }] : [];

export const namedRow = ({ kind, id, bytes }: SizedRow): NamedRow => ({ kind: kind.name, id, bytes });

/** That rows alone are not deeper than documents may be; a list is one level more. */
function checkDepth(graph: KindGraph, sizes: ArchiveDescription['sizes'], { yamlDepth }: ImportLimits): void {
  for (const [kind, { rows }] of sizes) {
    const list = kind.fields.some(({ type }) => type === 'textList' || type === 'list') ? 1 : 0;
    if (rows > 0) check('depth', documentDepth(graph, yamlDepth), 2 * graph.lineage(kind).length + list);
  }
}

/** Rows with a text, a list or JSON that no import would take: a table without a CHECK takes them, or had them before it had one. */
async function refuseUnfit(
  { graph, limits }: Portability,
  transaction: Transaction,
  part: PartRows,
  sizes: ArchiveDescription['sizes'],
): Promise<void> {
  const all = [...sizes.values()];
  const find = (why: Unfitness) => findUnfitRows(transaction, { graph, ...part, limits }, why, MOST_NAMED);
  const { rows, total } = all.some(({ mayBeTooLong }) => mayBeTooLong) ? await find('too_long') : NONE;
  if (total > 0) {
    const maximum = Math.min(limits.stringBytes, MAX_TEXT_BYTES);
    const detail = `${rowsHave(total)} a text, a list or JSON that is longer than ${maximum} bytes`;
    throw unfit(detail, { limit: 'stringBytes', maximum, actual: rows[0]?.bytes ?? 0 }, rows);
  }
  if (all.some(({ isTooDeep }) => isTooDeep)) {
    const { rows, total } = await find('too_deep');
    const maximum = jsonDepth(limits.yamlDepth);
    const detail = `${rowsHave(total)} JSON that is nested more than ${maximum} levels deep`;
    throw unfit(detail, { limit: 'depth', maximum, actual: maximum + 1 }, rows);
  }
  if (all.some(({ isNested }) => isNested)) {
    const { rows, total } = await find('nested');
    const [first] = rows;
    const detail = `${rowsHave(total)} a list of more than one dimension (column ${first?.column} of ${first?.kind.table})`;
    throw unfit(detail, { limit: 'dimensions', maximum: 1, actual: 2 }, rows);
  }
}

const NONE: Awaited<ReturnType<typeof findUnfitRows>> = { rows: [], total: 0 };

const rowsHave = (total: number): string => (total === 1 ? 'One row has' : `${total} rows have`);

function unfit(
  detail: string,
  broken: Parameters<typeof tooLarge>[0],
  rows: readonly SizedRow[],
): PortabilityError {
  const [first] = rows;
  const { extensions } = tooLarge(broken, rows.map(namedRow));
  return new PortabilityError(
    'archive-too-large',
    `${detail}, so that an archive with it could not be imported. Change it, beginning with ${first?.kind.name} ${first?.id}, and export again.`,
    extensions,
  );
}
