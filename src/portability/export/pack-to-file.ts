/** Writes the archive of an account to a file, as it is in a transaction's snapshot: the safety copy of an import. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { PortabilityError } from '../errors.js';
import type { PackedFile, Portability, SnapshotToPack } from '../portability.js';
import { BlobMissing } from '../storage/blobs/blob-errors.js';
import { BlobDamaged } from '../storage/blobs/examine-blob.js';
import { packAccount, type Packing } from './pack-account.js';

const SAVEPOINT = 'packing';

/**
 * The transaction is as it was afterwards: no cursor is open, and no setting another one.
 * What is lost or damaged is left out, and named in the manifest, as in any export. Damage that shows only while the archive is made
 * costs a second pass, which reads every file beforehand.
 * @throws PortabilityError as an export does; what writing to the disk throws
 */
export async function packToFile(portability: Portability, packing: SnapshotToPack): Promise<PackedFile> {
  try {
    return await write(portability, packing);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return write(portability, { ...packing, readsFiles: true });
  }
}

type ToFile = SnapshotToPack & Pick<Packing, 'readsFiles'>;

async function write(portability: Portability, packing: ToFile): Promise<PackedFile> {
  const { transaction } = packing;
  await transaction.query(`SAVEPOINT ${SAVEPOINT}`);
  try {
    const packed = await writeFile(portability, packing);
    await transaction.query(`ROLLBACK TO ${SAVEPOINT}`);
    return packed;
  } catch (error) {
    // Where that fails the transaction is lost, and the error says why.
    await transaction.query(`ROLLBACK TO ${SAVEPOINT}`).catch(() => undefined);
    throw error;
  }
}

async function writeFile(portability: Portability, packing: ToFile): Promise<PackedFile> {
  const { packed, ended } = await packAccount(portability, packing);
  const path = packing.workspace.newFile();
  const hash = createHash('sha256');
  let size = 0;
  const counted = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  };
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  // The transaction can be used again only when nothing reads from it any more.
  await pipeline(packed, counted, file, { signal: packing.signal }).finally(() => ended);
  return { path, size, sha256: hash.digest('hex') };
}

const isDamage = (error: unknown): boolean =>
  error instanceof PortabilityError &&
  (error.options.cause instanceof BlobDamaged || error.options.cause instanceof BlobMissing);
