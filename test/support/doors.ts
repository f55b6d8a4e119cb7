/** Every way in which an archive may come, so that what holds for one is asked of all. */
import { gzipSync } from 'node:zlib';
import { END_OF_TAR, gnuLongName, paxHeader, tarEntry, tarHeader } from './tar-builder.js';
import { FLAG, STORED, unicodePath, zipOf, type ZipEntry } from './zip-builder.js';

export type DoorFile = readonly [path: string, bytes: Buffer | string];

export interface Door {
  readonly name: string;
  /** The files in their order; a path that ends in a slash is a folder. */
  pack(files: readonly DoorFile[]): Buffer;
  /** Every way in which an entry can be called this. */
  formsOfName(name: string): readonly Buffer[];
  /** Whether its own checksums cover each byte of the files. */
  readonly isChecked: boolean;
}

const toTar = (files: readonly DoorFile[]): Buffer =>
  Buffer.concat([
    ...files.map(([name, bytes]) =>
      name.endsWith('/') ? tarHeader({ name, type: '5' }) : tarEntry(nameFields(name), bytes),
    ),
    END_OF_TAR,
  ]);

/** A name too long for the header goes before it. */
const nameFields = (name: string) => ({ name: name.slice(0, 100) });

const namesInTar = (name: string): readonly Buffer[] =>
  [
    [tarHeader({ name })],
    [tarHeader({ name: `${name}/`, type: '5' })],
    [paxHeader({ path: name }), tarHeader({ name: 'ok' })],
    [gnuLongName(name), tarHeader({ name: 'ok', magic: 'gnu' })],
  ].map((parts) => Buffer.concat([...parts, END_OF_TAR]));

const toZip =
  (fields: Omit<ZipEntry, 'name' | 'body'>, zip64 = false) =>
  (files: readonly DoorFile[]): Buffer =>
    zipOf(
      files.map(([name, body]) => ({
        name,
        body,
        ...(name.endsWith('/') ? { method: STORED, mode: 0o040755 } : fields),
      })),
      zip64 ? { zip64: {} } : {},
    );

const namesInZip = (name: string): readonly Buffer[] => [
  zipOf([{ name }]),
  zipOf([{ name, flags: 0 }]),
  zipOf([{ name: `${name}/`, mode: 0o040755, method: STORED }]),
  zipOf([{ name, extra: unicodePath(name, name) }]),
];

type Packed = (bytes: Buffer) => Buffer;
const inZip: Packed = (body) => zipOf([{ name: 'carol-export.tar.gz', body, method: STORED }]);

const tarDoor = (name: string, isChecked: boolean, packed: Packed): Door => ({
  name,
  isChecked,
  pack: (files) => packed(toTar(files)),
  formsOfName: (entry) => namesInTar(entry).map(packed),
});

const zipDoor = (name: string, pack: Door['pack']): Door => ({
  name,
  isChecked: true,
  pack,
  formsOfName: namesInZip,
});

export const DOORS: readonly Door[] = [
  tarDoor('.tar.gz', true, (tar) => gzipSync(tar)),
  tarDoor('.tar', false, (tar) => tar),
  tarDoor('.tar.gz, gzipped twice', true, (tar) => gzipSync(gzipSync(tar))),
  tarDoor('.tar.gz in a .zip', true, (tar) => inZip(gzipSync(tar))),
  tarDoor('.tar in a .zip', true, inZip),
  zipDoor('.zip', toZip({})),
  zipDoor('.zip, stored', toZip({ method: STORED })),
  zipDoor('.zip, written as a stream', toZip({ descriptor: 'signed' })),
  zipDoor('.zip, with bare descriptors', toZip({ descriptor: 'bare' })),
  zipDoor('.zip of ZIP64', toZip({ descriptor: 'wide', flags: FLAG.utf8 }, true)),
];
