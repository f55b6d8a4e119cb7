/** Decodes the extended headers of tar: PAX records (POSIX pax) and GNU long names. */
import { decodeUtf8 } from './header.js';

/** What the entry behind an extended header takes from it. */
export interface ExtendedHeader {
  readonly path?: string;
  /** Bytes. */
  readonly size?: number;
  /** GNU's sparse files: their content is not what the archive holds. */
  readonly sparse?: boolean;
}

/** Splits `<length> <key>=<value>\n` records; undefined unless they fill the header exactly. */
function paxRecords(bytes: Buffer): ReadonlyMap<string, Buffer> | undefined {
  const records = new Map<string, Buffer>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    if (space === -1 || space - at > 7) return undefined;
    const digits = bytes.toString('latin1', at, space);
    const end = /^[1-9][0-9]*$/.test(digits) ? at + Number(digits) : 0;
    if (end <= space + 1 || end > bytes.length || bytes[end - 1] !== 0x0a) return undefined;
    const record = bytes.subarray(space + 1, end - 1);
    const equals = record.indexOf(0x3d);
    const key = equals < 1 ? undefined : decodeUtf8(record.subarray(0, equals));
    // Two records of one key: readers differ in which they take.
    if (key === undefined || records.has(key)) return undefined;
    records.set(key, record.subarray(equals + 1));
    at = end;
  }
  return records.size === 0 ? undefined : records;
}

/**
 * Decodes a PAX header; undefined when it is malformed, empty, repeats a key or has a path or size that is none.
 * A `global` one may describe the archive, but must not name or measure entries.
 */
export function decodePax(bytes: Buffer, global: boolean): ExtendedHeader | undefined {
  const records = paxRecords(bytes);
  if (!records) return undefined;
  const sparse = [...records.keys()].some((key) => key.startsWith('GNU.sparse.'));
  const path = records.get('path');
  const size = records.get('size')?.toString('latin1');
  if (global) {
    return path || size !== undefined || sparse || records.has('linkpath') ? undefined : {};
  }
  const name = path && decodeUtf8(path);
  if (path && (!name || name.includes('\0'))) return undefined;
  if (size !== undefined && !(/^[0-9]{1,16}$/.test(size) && Number.isSafeInteger(Number(size))))
    return undefined;
  return { path: name, size: size === undefined ? undefined : Number(size), sparse };
}

/** Decodes GNU's long name: UTF-8, ended by NULs or by the header's end; undefined when it is anything else. */
export function decodeGnuLongName(bytes: Buffer): ExtendedHeader | undefined {
  const nul = bytes.indexOf(0);
  const end = nul === -1 ? bytes.length : nul;
  if (bytes.subarray(end).some((byte) => byte !== 0)) return undefined;
  const path = decodeUtf8(bytes.subarray(0, end));
  return path ? { path } : undefined;
}
