/** Arbitrary small files whose bytes say what they are. */
import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import fc, { type Arbitrary } from 'fast-check';

export interface MediaFile {
  readonly bytes: Buffer;
  /** What the bytes say that it is. */
  readonly contentType: string;
}

export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** W3C PNG, section 5.3: length, type, data and the CRC of type and data. */
function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

/** An image of one pixel. */
export const png = (red: number, green: number, blue: number): Buffer =>
  Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    // Width, height, 8 bits, truecolour, deflate, no filter, no interlace.
    chunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0])),
    chunk('IDAT', deflateSync(Buffer.from([0, red, green, blue]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);

const byte = fc.nat(255);

/** Few different ones are likely too: two media rows may have the same bytes. Some are empty. */
export const mediaFile: Arbitrary<MediaFile> = fc.oneof(
  fc.constantFrom(
    { bytes: png(0, 0, 0), contentType: 'image/png' },
    { bytes: Buffer.alloc(0), contentType: 'application/octet-stream' },
  ),
  fc.tuple(byte, byte, byte).map((pixel) => ({ bytes: png(...pixel), contentType: 'image/png' })),
  fc
    .array(fc.constantFrom('one', 'größer', '漢字', ' ', '\n', '\r\n', '1,2'), { maxLength: 20 })
    .map((words) => ({ bytes: Buffer.from(`Dear diary, ${words.join('')}`), contentType: 'text/plain' })),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => ({
    bytes: Buffer.concat([Buffer.from('\u0001bytes\u0000', 'latin1'), bytes]),
    contentType: 'application/octet-stream',
  })),
);
