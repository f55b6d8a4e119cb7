/** Writes deterministic gzip (RFC 1952) that deflates what gives way and stores what does not. */
import { Transform, type TransformCallback } from 'node:stream';
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';

const deflateBlock = promisify(deflateRaw);

/** The largest stored block that deflate can frame (RFC 1951, section 3.2.4), bytes. */
const STORED_BYTES = 0xffff;
/** What is judged and compressed as one piece, just under 256 KiB: four stored blocks of the largest size. */
const BLOCK_BYTES = 4 * STORED_BYTES;
/** Blocks that are with the thread pool at once; the output keeps their order. */
const BLOCKS_IN_FLIGHT = 4;
/** Blocks shorter than this are not worth a judgement. */
const MIN_JUDGED_BYTES = 4 * 1024;
/** Against the usual 6: a twentieth to a seventh more bytes, in two thirds to half the time. docs/performance.md has the figures. */
const LEVEL = 4;
/** A prime, so that the sample does not run in step with a record length. */
const SAMPLE_STRIDE = 31;
/** Odds of two sampled bytes being equal, times 256: 1 for noise, 1.0–1.4 for photos, above 5 for text. */
const STORE_BELOW_ODDS = 1.5;
/** Above this a block is coded with Huffman codes alone (8 : 1 at most), or stored: our own archive is never taken for a bomb. */
const MAX_RATIO = 100;

/** No name, no time, no extra flags, operating system "unknown". */
const MEMBER_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
/** An empty stored block that says that it is the last. */
const LAST_BLOCK = Buffer.from([1, 0, 0, 0xff, 0xff]);

/** Whether the bytes look like noise: photos, film, anything that is compressed or encrypted already. */
function isIncompressible(block: readonly Buffer[], length: number): boolean {
  if (length < MIN_JUDGED_BYTES) return false;
  const seen = new Uint32Array(256);
  let taken = 0;
  let at = 0;
  for (const part of block) {
    for (; at < part.length; at += SAMPLE_STRIDE, taken++) seen[part[at] as number]!++;
    at -= part.length;
  }
  let equalPairs = 0;
  for (const times of seen) equalPairs += times * (times - 1);
  return (equalPairs * 256) / (taken * (taken - 1)) < STORE_BELOW_ODDS;
}

/** Frames the bytes as stored blocks, none of them the last. */
function stored(block: readonly Buffer[], length: number): Buffer {
  const out = Buffer.allocUnsafe(length + 5 * Math.ceil(length / STORED_BYTES));
  let at = 0;
  let room = 0;
  let left = length;
  for (const part of block) {
    for (let from = 0; from < part.length;) {
      if (room === 0) {
        room = Math.min(STORED_BYTES, left);
        out[at] = 0;
        out.writeUInt16LE(room, at + 1);
        out.writeUInt16LE(~room & 0xffff, at + 3);
        at += 5;
      }
      const copied = part.copy(out, at, from, from + room);
      at += copied;
      from += copied;
      room -= copied;
      left -= copied;
    }
  }
  return out;
}

async function compress(parts: readonly Buffer[], maxRatio: number): Promise<Buffer> {
  const [first] = parts;
  const block = first && parts.length === 1 ? first : Buffer.concat(parts);
  // One piece of output: each further one is another round through the event loop.
  const options = { finishFlush: constants.Z_SYNC_FLUSH, level: LEVEL, chunkSize: BLOCK_BYTES };
  for (const strategy of [constants.Z_DEFAULT_STRATEGY, constants.Z_HUFFMAN_ONLY]) {
    const deflated = await deflateBlock(block, { ...options, strategy });
    if (deflated.length >= block.length) break;
    if (deflated.length * maxRatio >= block.length) return deflated;
  }
  return stored([block], block.length);
}

type Outcome = { readonly bytes: Buffer } | { readonly error: unknown };

class GzipWriter extends Transform {
  /** Pieces of chunks: what is stored is copied once, into its frames. */
  private block: Buffer[] = [];
  private filled = 0;
  private checksum = 0;
  private length = 0;
  /** Each settles and none rejects: a block may fail while nobody waits for it yet. */
  private readonly inFlight: Promise<Outcome>[] = [];

  constructor(
    private readonly maxRatio: number,
    private readonly onBytes: (bytes: number) => void,
  ) {
    super({ writableHighWaterMark: BLOCK_BYTES, readableHighWaterMark: 2 * BLOCK_BYTES });
    this.push(MEMBER_HEADER);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.append(chunk).then(() => done(), done);
  }

  override _flush(done: TransformCallback): void {
    this.finish().then(() => done(), done);
  }

  private async append(chunk: Buffer): Promise<void> {
    for (let from = 0; from < chunk.length;) {
      const part = chunk.subarray(from, from + BLOCK_BYTES - this.filled);
      this.block.push(part);
      from += part.length;
      this.filled += part.length;
      if (this.filled === BLOCK_BYTES) await this.closeBlock();
    }
  }

  private async closeBlock(): Promise<void> {
    const { block, filled } = this;
    this.block = [];
    this.filled = 0;
    for (const part of block) this.checksum = crc32(part, this.checksum);
    this.length += filled;
    const written = isIncompressible(block, filled)
      ? Promise.resolve(stored(block, filled))
      : compress(block, this.maxRatio);
    this.inFlight.push(
      written.then(
        (bytes) => ({ bytes }),
        (error: unknown) => ({ error }),
      ),
    );
    if (this.inFlight.length >= BLOCKS_IN_FLIGHT) await this.emitOldest();
  }

  private async emitOldest(): Promise<void> {
    const outcome = await this.inFlight.shift();
    if (outcome === undefined) return;
    if ('error' in outcome) throw outcome.error;
    this.onBytes(outcome.bytes.length);
    this.push(outcome.bytes);
  }

  private async finish(): Promise<void> {
    if (this.filled > 0) await this.closeBlock();
    while (this.inFlight.length > 0) await this.emitOldest();
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(this.checksum, 0);
    trailer.writeUInt32LE(this.length % 2 ** 32, 4);
    this.push(Buffer.concat([LAST_BLOCK, trailer]));
  }
}

/**
 * A stream of bytes in, one gzip member out. The same bytes, however they are cut into chunks, give the same
 * bytes on the same version of zlib. Deflate runs in the thread pool, a few blocks at once. Chunks are taken over:
 * the writer must not use its buffers again. Whoever creates it destroys it.
 * @param maxRatio how many times as long as itself what any part of it unpacks to may be
 * @param onBytes told how many bytes more the member has; up to some MiB that were written are not in it yet
 */
export function gzip(maxRatio = MAX_RATIO, onBytes: (bytes: number) => void = () => undefined): Transform {
  return new GzipWriter(Math.min(maxRatio, MAX_RATIO), onBytes);
}
