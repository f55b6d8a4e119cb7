/** Puts together what the handlers work with, from what the host says. */
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { createFormat, type Format } from './archive/format.js';
import { linkedKinds } from './archive/linked-kinds.js';
import { createGraph } from './archive/graph.js';
import { packToFile } from './export/pack-to-file.js';
import { createDecoderPool } from './import/decoder-pool.js';
import { MODES } from './import/modes/index.js';
import { DEFAULT_LIMITS } from './limits.js';
import { createMetrics } from './metrics.js';
import type { DataPortabilityOptions } from './options.js';
import type { Portability } from './portability.js';
import { boundedBlobs } from './storage/blobs/bounded-blobs.js';
import { createDamagedBlobs } from './storage/damaged-blobs.js';
import { createImportRuns } from './storage/import-runs.js';
import { createOrigins } from './storage/origins.js';
import { createReceipts } from './storage/receipts.js';
import { createSafetyCopies } from './storage/safety-copies.js';
import { createUniqueKeys } from './storage/schema/unique-keys.js';
import { createUploads } from './storage/uploads/uploads.js';
import { createWorkspaces } from './storage/workspace.js';

export function compose(options: DataPortabilityOptions, dataSource: DataSource): Portability {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const kinds = linkedKinds(options.kinds, options.instance);
  return {
    graph: createGraph(kinds, formatOf(options)),
    modes: options.modes ?? MODES,
    uniqueKeys: createUniqueKeys(kinds),
    dataSource,
    blobs: boundedBlobs(options.blobs, limits.stallSeconds * 1_000),
    limits,
    metrics: createMetrics(options.metrics ?? new Registry(), options.product.slug),
    workspaces: createWorkspaces(options.temporaryDirectory),
    decoders: createDecoderPool(),
    appVersion: options.appVersion,
    companions: options.companions ?? [],
    languages: options.languages ?? ['en'],
    ...(options.damagedBlobsTable === undefined
      ? {}
      : { damagedBlobs: createDamagedBlobs(options.damagedBlobsTable) }),
    ...(options.uploads === undefined
      ? {}
      : {
          uploads: createUploads({
            dataSource,
            limits,
            table: options.uploads.table,
            folder: options.uploads.directory,
          }),
        }),
    ...(options.undo === undefined
      ? {}
      : {
          undo: {
            copies: createSafetyCopies(options.undo.table),
            days: options.undo.days,
            pack: packToFile,
          },
        }),
    ...(options.originsTable === undefined ? {} : { origins: createOrigins(options.originsTable) }),
    ...(options.runsTable === undefined ? {} : { runs: createImportRuns(options.runsTable) }),
    ...(options.receiptsTable === undefined ? {} : { receipts: createReceipts(options.receiptsTable) }),
  };
}

const formatOf = ({ product, upgrades, companions = [] }: DataPortabilityOptions): Format =>
  createFormat(
    product,
    upgrades,
    companions.flatMap(({ files }) => files),
  );
