/** The bytes of an archive as the service sends it, as small as can be: a tar in gzip, stored. */

const BLOCK = 512;

/** A gzip of a tar with entries of such names and sizes, and the two blocks that end it. */
export function archiveOf(entries: Readonly<Record<string, number>> = WHOLE): Uint8Array<ArrayBuffer> {
  const tar = join(
    ...Object.entries(entries).flatMap(([name, size]) => [
      header(name, size),
      padded(new Uint8Array(size).fill(120)),
    ]),
    new Uint8Array(2 * BLOCK),
  );
  return gzipOf(tar);
}

const WHOLE = { 'manifest.yaml': 700, 'media/a.png': 70_000, SHA256SUMS: 90 };

/** Header, stored blocks, an empty last one, CRC-32 and length (RFC 1951, RFC 1952). */
export function gzipOf(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += 0xffff) {
    const piece = content.subarray(at, at + 0xffff);
    blocks.push(new Uint8Array([0, ...little(piece.length, 2), ...little(~piece.length, 2)]), piece);
  }
  return join(
    new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]),
    ...blocks,
    new Uint8Array([1, 0, 0, 0xff, 0xff]),
    new Uint8Array([...little(crc32(content), 4), ...little(content.length, 4)]),
  );
}

export function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const little = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, at) => (value >>> (8 * at)) & 0xff);

const padded = (bytes: Uint8Array): Uint8Array =>
  join(bytes, new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK));

/** As far as a reader of names and sizes looks at it. */
function header(name: string, size: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  block.set(ascii(name));
  block.set(ascii(`${size.toString(8).padStart(11, '0')}\0`), 124);
  return block;
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
