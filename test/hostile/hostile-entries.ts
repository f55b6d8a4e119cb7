/** Names and entries that no export holds, and the code that each is refused with. */
import { randomUUID } from 'node:crypto';
import { gnuLongName, paxHeader, paxRecord, tarEntry, tarHeader } from '../support/tar-builder.js';

export const CANARY = 'canary-0f4e';

/** The path of a media file that the archive does not have. */
export const media = (): string => `media/${randomUUID()}.png`;

/** Names that lead outside, or that no file system takes as they are. */
export const NAMES: readonly (readonly [code: string, name: string])[] = [
  ['path-traversal', '../x'], ['path-traversal', 'media/../../x'], ['path-traversal', 'media/..'], ['path-traversal', '..\\..\\x'],
  ['path-traversal', `../${CANARY}/../../etc/passwd`], ['absolute-path', '/etc/passwd'], ['absolute-path', './/etc/cron.d/x'],
  ['absolute-path', 'C:/Windows/x'], ['absolute-path', 'c:x'], ['absolute-path', '\\\\server\\share'], ['bad-name', 'media\\x.png'],
  ['bad-name', 'media//x.png'], ['bad-name', 'media/./x.png'], ['bad-name', 'a\nb'], ['bad-name', 'a\x1b[2Jb'], ['bad-name', 'a\u202egpj.exe'],
]; // prettier-ignore

/** Entries that no export holds. */
export const UNSAFE: readonly (readonly [what: string, code: string, parts: () => Buffer[]])[] = [
  ['a hard link', 'link-entry', () => [tarHeader({ name: media(), type: '1', linkName: 'manifest.yaml' })]],
  ['a symbolic link out', 'link-entry', () => [tarHeader({ name: media(), type: '2', linkName: '/etc/passwd' })]],
  ['a symbolic link in', 'link-entry', () => [tarHeader({ name: 'media', type: '2', linkName: '.' })]],
  ['a long link', 'link-entry', () => [gnuLongName('/etc/shadow', 'K'), tarHeader({ name: media(), type: '2' })]],
  ['a character device', 'special-entry', () => [tarHeader({ name: media(), type: '3' })]],
  ['a block device', 'special-entry', () => [tarHeader({ name: media(), type: '4' })]],
  ['a FIFO', 'special-entry', () => [tarHeader({ name: media(), type: '6' })]],
  ['a sparse file', 'unsupported-entry-type', () => [tarHeader({ name: media(), type: 'S', magic: 'gnu' })]],
  ['a sparse file by PAX', 'unsupported-entry-type', () => [paxHeader({ 'GNU.sparse.realsize': '1' }), tarHeader({ name: media() })]],
  ['a volume label', 'unsupported-entry-type', () => [tarHeader({ name: 'l', type: 'V', magic: 'gnu' })]],
  ['a multi-volume part', 'unsupported-entry-type', () => [tarHeader({ name: media(), type: 'M', magic: 'gnu' })]],
  ['an unknown type', 'unsupported-entry-type', () => [tarHeader({ name: media(), type: '~' })]],
  ['the manifest again', 'duplicate-entry', () => [tarEntry({ name: 'manifest.yaml' }, 'x')]],
  ['the manifest again with a dot', 'duplicate-entry', () => [tarEntry({ name: './manifest.yaml' }, 'x')]],
  ['an area in other letters', 'duplicate-entry', () => [tarEntry({ name: 'People.YAML' }, '{}')]],
  ['a folder with the name of a file', 'duplicate-entry', () => [tarHeader({ name: 'people.yaml/', type: '5' })]],
  ['a PAX header that is empty', 'extended-header', () => [tarEntry({ type: 'x' }, ''), tarHeader({ name: media() })]],
  ['a PAX header of lies', 'extended-header', () => [tarEntry({ type: 'x' }, '99 path=a\n'), tarHeader({ name: media() })]],
  ['a PAX path twice', 'extended-header', () => [tarEntry({ type: 'x' }, Buffer.concat([paxRecord('path', 'a'), paxRecord('path', 'b')])), tarHeader()]],
  ['a PAX path with NUL', 'extended-header', () => [paxHeader({ path: 'people.yaml\0.png' }), tarHeader()]],
  ['a path for all', 'extended-header', () => [paxHeader({ path: 'people.yaml' }, 'g'), tarHeader({ name: media() })]],
  ['a size for all', 'extended-header', () => [paxHeader({ size: '5' }, 'g'), tarHeader({ name: media() })]],
  ['two extended headers', 'extended-header', () => [paxHeader({ path: 'a' }), gnuLongName('b'), tarHeader()]],
  ['a negative PAX size', 'extended-header', () => [paxHeader({ size: '-1' }), tarHeader({ name: media() })]],
  ['a name that is not UTF-8', 'bad-name', () => [tarHeader({ name: Buffer.from([0x61, 0xff]) })]],
  ['no name', 'bad-name', () => [tarHeader({ name: '' })]],
  ['a name of 2,000 bytes', 'bad-name', () => [gnuLongName('n/'.repeat(1_000)), tarHeader()]],
]; // prettier-ignore
