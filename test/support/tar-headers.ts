/** The headers of a tar as they stand in its bytes (POSIX.1-1988 ustar), read without any library. */

export interface RawHeader {
  readonly name: string;
  /** As the header has it, in octal. */
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  readonly type: string;
  readonly userName: string;
  readonly groupName: string;
}

/** All headers, in their order, up to the end marker. */
export function rawHeaders(tar: Buffer): readonly RawHeader[] {
  const headers: RawHeader[] = [];
  for (let at = 0; at < tar.length && tar[at] !== 0;) {
    const text = (offset: number, length: number): string =>
      tar
        .subarray(at + offset, at + offset + length)
        .toString()
        .replace(/\0.*$/s, '')
        .trim();
    const octal = (offset: number, length: number): number => Number.parseInt(text(offset, length), 8);
    const size = octal(124, 12);
    const prefix = text(345, 155);
    headers.push({
      name: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`,
      mode: text(100, 8),
      uid: octal(108, 8),
      gid: octal(116, 8),
      size,
      mtime: octal(136, 12),
      type: text(156, 1),
      userName: text(265, 32),
      groupName: text(297, 32),
    });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return headers;
}
