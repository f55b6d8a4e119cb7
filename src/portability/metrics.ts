/** Figures of the transfers for Prometheus: how many, how long, how much, and how they ended. */
import { Counter, Histogram, type Registry } from 'prom-client';

export type Operation = 'export' | 'preview' | 'import' | 'upload';

/** `refused`: the archive or the request was at fault; `failed`: the server; `aborted`: the client left. */
export type Outcome = 'done' | 'refused' | 'failed' | 'aborted';

export interface Transfer {
  /** Compressed bytes that went over the wire. */
  addBytes(count: number): void;
  /** Rows that were written to or read from an archive. */
  addRows(count: number): void;
  /** Counts the transfer, once: later calls change nothing. */
  end(outcome: Outcome): void;
}

export interface Metrics {
  /** Starts the clock; whoever starts a transfer ends it, in a `finally`. */
  startTransfer(operation: Operation): Transfer;
  /** Counts a file whose bytes are not there, or not what they should be. */
  countDamagedBlob(state: 'missing' | 'damaged'): void;
}

/**
 * @param registry where the figures are registered; each of its names is there once
 * @param slug what their names begin with
 */
export function createMetrics(registry: Registry, slug: string): Metrics {
  const prefix = slug.replaceAll('-', '_');
  const registers = [registry];
  const transfers = new Counter({
    name: `${prefix}_transfers_total`,
    help: 'Exports, previews, imports and pieces of uploads that ended, by outcome.',
    labelNames: ['operation', 'outcome'],
    registers,
  });
  const durations = new Histogram({
    name: `${prefix}_transfer_duration_seconds`,
    help: 'From the first byte of the request to the last of the answer.',
    labelNames: ['operation', 'outcome'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900],
    registers,
  });
  const bytes = new Counter({
    name: `${prefix}_transfer_bytes_total`,
    help: 'Compressed bytes of archives, sent or received.',
    labelNames: ['operation'],
    registers,
  });
  const rows = new Counter({
    name: `${prefix}_transfer_rows_total`,
    help: 'Rows of archives, written or read.',
    labelNames: ['operation'],
    registers,
  });
  const damagedBlobs = new Counter({
    name: `${prefix}_damaged_blobs_total`,
    help: 'Files that an export or a check found missing or damaged in the blob store, each time that it did.',
    labelNames: ['state'],
    registers,
  });
  return {
    startTransfer(operation) {
      const started = performance.now();
      let ended = false;
      return {
        addBytes: (count) => bytes.inc({ operation }, count),
        addRows: (count) => rows.inc({ operation }, count),
        end: (outcome) => {
          if (ended) return;
          ended = true;
          transfers.inc({ operation, outcome });
          durations.observe({ operation, outcome }, (performance.now() - started) / 1000);
        },
      };
    },
    countDamagedBlob: (state) => damagedBlobs.inc({ state }),
  };
}
