/** Archives that are sent once, in pieces, and kept for a while, so that preview and import can name them. */
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { isUuid } from '../../archive/uuid.js';
import type { ImportLimits } from '../../limits.js';
import { inTransaction, timeoutsOf, type Transaction } from '../transaction.js';
import { quotaExceeded, uploadElsewhere, uploadIncomplete, uploadNotFound } from './upload-errors.js';
import { createUploadFiles } from './upload-files.js';
import { createUploadTable, type UploadKey, type UploadRow } from './upload-table.js';

export interface StoredUpload extends Omit<UploadRow, 'place'> {
  /** Bytes that are there. */
  readonly offset: number;
}

export interface Uploads {
  /**
   * Begins an upload.
   * @throws PortabilityError `upload-quota-exceeded`, `storage-full`, `storage-unavailable`
   */
  create(key: UploadKey, upload: Pick<StoredUpload, 'length' | 'metadata'>): Promise<StoredUpload>;
  /** @throws PortabilityError `upload-not-found`, also for that of another user; `upload-elsewhere` */
  find(key: UploadKey): Promise<StoredUpload>;
  /**
   * Adds bytes; what arrived before `source` failed stays. Callers see to it that one at a time does so.
   * @returns bytes that are there then
   * @throws PortabilityError `upload-offset-mismatch`, `storage-full`, `storage-unavailable`; what `source` throws
   */
  append(key: UploadKey, offset: number, source: AsyncIterable<Uint8Array>): Promise<number>;
  /**
   * Lends a complete upload under a path of the caller's, who removes it; what becomes of the upload itself does not matter then.
   * @throws PortabilityError as `find`, and `upload-incomplete`
   */
  lend(key: UploadKey, path: string): Promise<StoredUpload>;
  /** @throws PortabilityError `upload-not-found` */
  remove(key: UploadKey): Promise<void>;
  /** Removes those whose time is over, and files of whom nobody knows any more. @returns how many files */
  sweep(signal?: AbortSignal): Promise<number>;
}

export interface UploadsOptions {
  readonly dataSource: DataSource;
  readonly limits: ImportLimits;
  /** See `createUploadTable`. */
  readonly table: string;
  /** For uploads alone. Instances may share it. */
  readonly folder: string;
}

/** Nobody can guess it: 122 random bits. */
export const newUploadId = (): string => randomUUID();

/** How many files a sweep asks for at once. */
const BATCH = 1_000;

export function createUploads({ dataSource, limits, table, folder }: UploadsOptions): Uploads {
  const rows = createUploadTable(table);
  const files = createUploadFiles(folder);
  const transact = <Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> =>
    inTransaction(dataSource, 'READ COMMITTED', work, { timeouts: timeoutsOf(limits) });

  const find = async (key: UploadKey): Promise<StoredUpload> => {
    const row = isUuid(key.id) ? await transact((transaction) => rows.find(transaction, key)) : undefined;
    if (!row) throw uploadNotFound();
    const { place, ...upload } = row;
    if (place !== (await files.place())) throw uploadElsewhere();
    return { ...upload, offset: await files.size(key.id) };
  };

  return {
    async create(key, { length, metadata }) {
      const place = await files.place();
      const expiresAt = await transact(async (transaction) => {
        const { bytes, count } = await rows.totals(transaction, key.userId);
        if (count >= limits.uploadsPerUser)
          throw quotaExceeded('uploadsPerUser', limits.uploadsPerUser, count + 1);
        if (bytes + length > limits.uploadQuotaBytes)
          throw quotaExceeded('uploadQuotaBytes', limits.uploadQuotaBytes, bytes + length);
        return rows.add(transaction, key, { length, metadata, place }, limits.uploadKeptSeconds);
      });
      // After its row: the sweep removes files that have none.
      await files.create(key.id).catch(async (error: unknown) => {
        await transact((transaction) => rows.remove(transaction, key)).catch(() => false);
        throw error;
      });
      return { length, metadata, expiresAt, offset: 0 };
    },
    find,
    append: (key, offset, source) => files.append(key.id, offset, source),
    async lend(key, path) {
      const upload = await find(key);
      if (upload.offset < upload.length) throw uploadIncomplete(upload.offset, upload.length);
      await files.lend(key.id, path);
      return upload;
    },
    async remove(key) {
      // Also where its bytes lie elsewhere: the sweep there finds that nobody knows them any more.
      if (!isUuid(key.id) || !(await transact((transaction) => rows.remove(transaction, key))))
        throw uploadNotFound();
      await files.remove(key.id);
    },
    async sweep(signal) {
      // First the files: one that begins meanwhile has its row already.
      const names = await files.list();
      await transact((transaction) => rows.prune(transaction));
      let removed = 0;
      for (let from = 0; from < names.length; from += BATCH) {
        signal?.throwIfAborted();
        const batch = names.slice(from, from + BATCH);
        const existing = await transact((transaction) => rows.existing(transaction, batch));
        for (const id of batch.filter((name) => !existing.has(name))) {
          await files.remove(id);
          removed += 1;
        }
      }
      return removed;
    },
  };
}
