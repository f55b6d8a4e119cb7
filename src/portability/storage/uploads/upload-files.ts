/** The bytes of uploads: one file for each in a folder, as long as what has arrived. */
import { randomUUID } from 'node:crypto';
import { copyFile, link, mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isUuid } from '../../archive/uuid.js';
import { systemCode, translateSystemError } from '../blobs/blob-errors.js';
import { offsetMismatch, uploadNotFound } from './upload-errors.js';

export interface UploadFiles {
  /** Names the folder: instances that share it say the same, others do not. */
  place(): Promise<string>;
  /** Begins an empty file. */
  create(id: string): Promise<void>;
  /** Bytes that are there. @throws PortabilityError `upload-not-found` */
  size(id: string): Promise<number>;
  /**
   * Writes what `source` gives behind the bytes that are there. What arrived before `source` failed stays, and nothing is being written
   * any more when this ends.
   * @returns bytes that are there then
   * @throws PortabilityError `upload-offset-mismatch`, `storage-full`, `storage-unavailable`; what `source` throws
   */
  append(id: string, offset: number, source: AsyncIterable<Uint8Array>): Promise<number>;
  /** Gives the file a second name, so that it is there until whoever asked removes that: `path` is where nothing lies yet. */
  lend(id: string, path: string): Promise<void>;
  /** Of one that is not there, too. */
  remove(id: string): Promise<void>;
  /** Every upload of which there is a file. */
  list(): Promise<readonly string[]>;
}

/** Holds the name of the folder. */
const PLACE_FILE = 'place';

/** @param folder made when it is first needed */
export function createUploadFiles(folder: string): UploadFiles {
  const pathOf = (id: string): string => join(folder, id);
  let known: Promise<string> | undefined;

  const findPlace = async (): Promise<string> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, PLACE_FILE);
    const own = join(folder, `${PLACE_FILE}.${randomUUID()}`);
    // Written elsewhere and linked: whoever comes at the same moment reads a whole name, and the same.
    await writeFile(own, randomUUID(), { mode: 0o600 });
    await link(own, path).catch((error: unknown) => {
      if (systemCode(error) !== 'EEXIST') throw error;
    });
    await rm(own, { force: true });
    return readFile(path, 'utf8');
  };

  return {
    place: () =>
      (known ??= findPlace().catch((error: unknown) => {
        known = undefined;
        throw translateSystemError(error);
      })),
    async create(id) {
      const file = await open(pathOf(id), 'wx', 0o600).catch((error: unknown) => {
        throw translateSystemError(error);
      });
      await file.close();
    },
    async size(id) {
      try {
        return (await stat(pathOf(id))).size;
      } catch (error) {
        throw systemCode(error) === 'ENOENT' ? uploadNotFound() : translateSystemError(error);
      }
    },
    async append(id, offset, source) {
      const file = await open(pathOf(id), 'r+').catch((error: unknown) => {
        throw systemCode(error) === 'ENOENT' ? uploadNotFound() : translateSystemError(error);
      });
      let at = offset;
      try {
        const { size } = await file.stat();
        if (size !== offset) throw offsetMismatch(size);
        for await (const chunk of source) {
          for (let from = 0; from < chunk.length;) {
            const { bytesWritten } = await file
              .write(chunk, from, chunk.length - from, at)
              .catch((error: unknown) => {
                throw translateSystemError(error);
              });
            from += bytesWritten;
            at += bytesWritten;
          }
        }
        return at;
      } finally {
        // What is acknowledged is there after a loss of power, too.
        if (at > offset) await file.datasync().catch(() => undefined);
        await file.close();
      }
    },
    async lend(id, path) {
      try {
        await link(pathOf(id), path).catch(async (error: unknown) => {
          if (systemCode(error) === 'ENOENT') throw error;
          // Another file system, or one without hard links.
          await copyFile(pathOf(id), path);
        });
      } catch (error) {
        throw systemCode(error) === 'ENOENT' ? uploadNotFound() : translateSystemError(error);
      }
    },
    remove: (id) => rm(pathOf(id), { force: true }),
    async list() {
      const names = await readdir(folder).catch((error: unknown) => {
        if (systemCode(error) === 'ENOENT') return [];
        throw error;
      });
      return names.filter(isUuid);
    },
  };
}
