/** Writes area files before the first byte of an export where it is not sure beforehand that they are within the limits. */
import { kindsOf } from '../archive/area-text.js';
import type { Area } from '../archive/graph.js';
import { areasWithFile } from '../archive/part.js';
import { PortabilityError } from '../errors.js';
import type { Portability } from '../portability.js';
import type { PartRows } from '../storage/part-rows.js';
import { findLongestRows } from '../storage/row-sizes.js';
import type { Transaction } from '../storage/transaction.js';
import type { Workspace } from '../storage/workspace.js';
import type { ArchiveSource } from './archive-files.js';
import { namedMedia, namedRow, type ArchiveDescription } from './describe-archive.js';
import {
  bytesInTar,
  check,
  checksumBytes,
  createSizeMeter,
  MOST_NAMED,
  TAR_END_BYTES,
  tooLarge,
  type NamedRow,
} from './export-limits.js';
import { spool, type Spooled } from './spool.js';
import { sumOf } from '../sum.js';

/** An export that has not begun. */
export interface Beginning extends PartRows {
  readonly transaction: Transaction;
  readonly workspace: Workspace;
  readonly description: ArchiveDescription;
}

/** What stands before the entries of an area file, at most. */
const HEAD_BYTES = 1_024;

/**
 * Nothing where what the rows may become is within the limits; else the area files, exactly as long as they are.
 * @throws PortabilityError `archive-too-large`
 */
export async function spoolWhereUnsure(
  portability: Portability,
  { transaction, userId, areas: chosen, workspace, description }: Beginning,
  area: ArchiveSource['area'],
): Promise<ReadonlyMap<string, Spooled>> {
  const { graph, limits } = portability;
  const { manifest, sizes, media } = description;
  const areas = areasWithFile(graph, manifest);
  const most = areas.map((each) =>
    kindsOf(graph, each).reduce((all, kind) => all + (sizes.get(kind)?.bytes ?? 0), HEAD_BYTES),
  );
  const whole = (bytes: readonly number[]): number => tarBytes(description, areas, bytes);
  const isSure =
    most.every((bytes) => bytes <= limits.areaBytes) &&
    sumOf(most) <= limits.yamlBytes &&
    whole(most) <= limits.decompressedBytes;
  const spooled = new Map<string, Spooled>();
  if (isSure) return spooled;

  const longest = async (within: readonly Area[]): Promise<readonly NamedRow[]> => {
    const kinds = within.flatMap((each) => kindsOf(graph, each));
    return (await findLongestRows(transaction, { graph, userId, areas: chosen }, kinds, MOST_NAMED)).map(
      namedRow,
    );
  };
  const gauge = createSizeMeter(limits);
  for (const each of areas) {
    try {
      spooled.set(each.name, await spool(each.file, gauge.area(area(each)), workspace));
    } catch (error) {
      if (!(error instanceof PortabilityError) || error.slug !== 'archive-too-large') throw error;
      const { maximum, actual } = error.extensions as { readonly maximum: number; readonly actual: number };
      const within = maximum === limits.areaBytes ? [each] : areas;
      throw tooLarge({ limit: 'yamlBytes', maximum, actual }, await longest(within));
    }
  }
  const exact = areas.map(({ name }) => spooled.get(name)?.entry.size ?? 0);
  const all = whole(exact);
  const isMedia = media.bytes > sumOf(exact);
  if (all > limits.decompressedBytes)
    check(
      'decompressedBytes',
      limits.decompressedBytes,
      all,
      isMedia ? namedMedia(graph, media) : await longest(areas),
    );
  return spooled;
}

/** The bytes of the tar, if the area files have so many. */
function tarBytes(
  { media, texts }: ArchiveDescription,
  areas: readonly Area[],
  bytes: readonly number[],
): number {
  const others = [...texts.first, ...texts.last];
  const sums =
    media.sumsBytes +
    sumOf([...others.map(([path]) => path), ...areas.map(({ file }) => file)].map(checksumBytes));
  return (
    TAR_END_BYTES +
    media.tarBytes +
    bytesInTar(sums) +
    sumOf([...others.map(([, text]) => Buffer.byteLength(text)), ...bytes].map(bytesInTar))
  );
}
