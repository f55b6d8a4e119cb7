/** Bombs whose entries share their bytes (D. Fifield, “A better zip bomb”, 2019), with few entries, so that no other limit ends them. */
import { deflateRawSync } from 'node:zlib';
import { endRecord, zipOf, type ZipEntry } from './zip-builder.js';

const MiB = 1024 * 1024;

/** Zeros in as many kernels as are asked for, all of them the same bytes (Fifield, "A better zip bomb", 2019). */
export function overlapping(count: number): Buffer {
  const kernel = zipOf([{ name: 'f', body: Buffer.alloc(1 * MiB) }]);
  const directoryAt = kernel.readUInt32LE(kernel.length - 6);
  const record = kernel.subarray(directoryAt, kernel.length - 22);
  const records = Array.from({ length: count }, (_, at) => {
    const named = Buffer.from(record);
    named[46] = 'a'.charCodeAt(0) + at;
    return named;
  });
  const directory = Buffer.concat(records);
  const end = { disk: 0, directoryDisk: 0, entriesHere: count, entries: count, comment: '' };
  return Buffer.concat([
    kernel.subarray(0, directoryAt),
    directory,
    endRecord({ ...end, size: directory.length, offset: directoryAt }),
  ]);
}

/** The same with a name for each, whose headers lie in the data of the one before, quoted by stored blocks. */
export function quoted(count: number): Buffer {
  const kernel = deflateRawSync(Buffer.alloc(1 * MiB));
  const one = (at: number, inner: Buffer): ZipEntry => {
    if (at === count) return { name: `f${at}`, data: kernel, size: 1 * MiB, crc32: 0 };
    const block = Buffer.from([0, 0, 0, 0, 0]);
    block.writeUInt16LE(inner.length, 1);
    block.writeUInt16LE(~inner.length & 0xffff, 3);
    return { name: `f${at}`, data: Buffer.concat([block, inner, kernel]), size: 1 * MiB + inner.length };
  };
  const header = (entry: ZipEntry): Buffer => {
    const whole = zipOf([entry]);
    return whole.subarray(0, whole.readUInt32LE(whole.length - 6) - (entry.data?.length ?? 0));
  };
  const last = one(count, Buffer.alloc(0));
  const first = one(count - 1, header(last));
  const whole = zipOf([first, last]);
  const directoryAt = whole.readUInt32LE(whole.length - 6);
  const directory = whole.subarray(directoryAt, whole.length - 22);
  const firstPart = header(first).length + (first.data?.length ?? 0);
  const moved = Buffer.from(directory);
  // The second entry begins in the quotation of the first.
  moved.writeUInt32LE(header(first).length + 5, directory.length - 46 - 2 + 42);
  const end = { disk: 0, directoryDisk: 0, entriesHere: 2, entries: 2, comment: '' };
  return Buffer.concat([
    whole.subarray(0, firstPart),
    moved,
    endRecord({ ...end, size: moved.length, offset: firstPart }),
  ]);
}
