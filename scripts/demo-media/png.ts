/** Writes PNG files: 8 bits, red green blue, no alpha (W3C PNG, third edition). */
import { crc32, deflateSync } from 'node:zlib';

/** Red, green and blue, each from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

const CHANNELS = 3;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Filter types (section 9.2): the bytes become differences to the pixel on the left, above, or both. */
const FILTERS: readonly ((left: number, up: number, upLeft: number) => number)[] = [
  () => 0,
  (left) => left,
  (_left, up) => up,
  (left, up) => (left + up) >> 1,
  paeth,
];

/** A PNG of `width` × `height` pixels; `colourAt` is asked for the middle of each, in pixels from the top left. */
export function png(width: number, height: number, colourAt: (x: number, y: number) => Colour): Buffer {
  const stride = width * CHANNELS;
  const pixels = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = colourAt(x + 0.5, y + 0.5);
      for (let channel = 0; channel < CHANNELS; channel++) {
        pixels[y * stride + x * CHANNELS + channel] = Math.max(
          0,
          Math.min(255, Math.round(colour[channel] ?? 0)),
        );
      }
    }
  }
  const rows: Buffer[] = [];
  let above = Buffer.alloc(stride);
  for (let y = 0; y < height; y++) {
    const row = pixels.subarray(y * stride, (y + 1) * stride);
    rows.push(smallestFilter(row, above));
    above = row;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const data = deflateSync(Buffer.concat(rows), { level: 9 });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The row with the filter in front whose differences sum up to least: the usual guess at what deflates best. */
function smallestFilter(row: Buffer, above: Buffer): Buffer {
  let best: Buffer | undefined;
  let least = Infinity;
  for (const [type, predict] of FILTERS.entries()) {
    const filtered = Buffer.alloc(row.length + 1);
    filtered[0] = type;
    let sum = 0;
    for (let at = 0; at < row.length; at++) {
      const left = row[at - CHANNELS] ?? 0;
      const upLeft = at < CHANNELS ? 0 : (above[at - CHANNELS] ?? 0);
      const difference = ((row[at] ?? 0) - predict(left, above[at] ?? 0, upLeft)) & 0xff;
      filtered[at + 1] = difference;
      sum += difference < 128 ? difference : 256 - difference;
    }
    if (sum < least) [best, least] = [filtered, sum];
  }
  return best as Buffer;
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft;
  const [toLeft, toUp, toUpLeft] = [left, up, upLeft].map((value) => Math.abs(estimate - value)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
