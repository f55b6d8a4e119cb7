/** Damage to bytes and to tar entries, as numbers that choose among what is there: the same numbers give the same damage. */
import { gunzipSync, gzipSync } from 'node:zlib';
import fc, { type Arbitrary } from 'fast-check';
import { END_OF_TAR, gnuLongName, paxHeader, tarHeader } from '../support/tar-builder.js';

export interface Mutation {
  /** Where it works and what it does, for the report of a failure. */
  readonly what: string;
  apply(archive: Buffer): Buffer | Promise<Buffer>;
}

type Edit = readonly [what: string, edit: (bytes: Buffer) => Buffer];

const place = fc.nat(1_000_000);
const few = fc.integer({ min: 1, max: 600 });

/** One small damage to bytes. */
const byteEdit: Arbitrary<Edit> = fc.oneof(
  fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(([at, bits]): Edit => [
    `flip ${at} ${bits}`,
    (bytes) => {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[at % copy.length]! ^= bits;
      return copy;
    },
  ]),
  place.map((at): Edit => [`cut at ${at}`, (bytes) => bytes.subarray(0, at % (bytes.length + 1))]),
  fc.tuple(place, few).map(([at, length]): Edit => [
    `drop ${length} at ${at}`,
    (bytes) => {
      const from = at % (bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + length)]);
    },
  ]),
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 600 })).map(([at, more]): Edit => [
    `insert ${more.length} at ${at}`,
    (bytes) => {
      const from = at % (bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, from), more, bytes.subarray(from)]);
    },
  ]),
  fc.tuple(place, few).map(([at, length]): Edit => [
    `repeat ${length} at ${at}`,
    (bytes) => {
      const from = at % (bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, from + length), bytes.subarray(from)]);
    },
  ]),
  fc.tuple(place, few).map(([at, length]): Edit => [
    `blank ${length} at ${at}`,
    (bytes) => {
      const copy = Buffer.from(bytes);
      return copy.fill(0, at % (bytes.length + 1), Math.min(copy.length, (at % (bytes.length + 1)) + length));
    },
  ]),
);

const some = <T>(one: Arbitrary<T>): Arbitrary<T[]> => fc.array(one, { minLength: 1, maxLength: 3 });

/** Damage to the file as it is sent. */
export const fileMutation: Arbitrary<Mutation> = some(byteEdit).map((edits) => ({
  what: `file: ${edits.map(([what]) => what).join(', ')}`,
  apply: (archive) => edits.reduce((bytes, [, edit]) => edit(bytes), archive),
}));

/** Damage to what gzip holds, compressed again. */
export const tarMutation: Arbitrary<Mutation> = some(byteEdit).map((edits) => ({
  what: `tar: ${edits.map(([what]) => what).join(', ')}`,
  apply: (archive) =>
    gzipSync(
      edits.reduce((bytes, [, edit]) => edit(bytes), gunzipSync(archive)),
      { level: 1 },
    ),
}));

const NAMES = ['../x', '/x', 'media/x.png', 'people.yaml', './people.yaml', 'PEOPLE.yaml', 'a/people.yaml', '__MACOSX/._people.yaml',
  '.DS_Store', '', 'x'.repeat(300), 'media/6f0c4d2e-8a51-4c3b-9d7e-2f1a0b3c4d5e.png', 'schema/people.schema.json', 'SHA256SUMS', 'a\\b', 'a\n']; // prettier-ignore
const TYPES = ['0', '\0', '1', '2', '3', '5', '6', '7', 'x', 'g', 'L', 'K', 'S', 'V', '~'];

/** A tar as entries: each with its header and the blocks of its body. */
function entriesOf(tar: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
    const end = at + 512 + Math.ceil(size / 512) * 512;
    entries.push(tar.subarray(at, end));
    at = end;
  }
  return entries;
}

const sizeOf = (entry: Buffer): number => Number.parseInt(entry.toString('latin1', 124, 135), 8);
const nameOf = (entry: Buffer): string => entry.toString('utf8', 0, 100).replace(/\0.*$/s, '');
const rebuilt = (entry: Buffer, fields: Parameters<typeof tarHeader>[0]): Buffer =>
  Buffer.concat([tarHeader({ name: nameOf(entry), size: sizeOf(entry), ...fields }), entry.subarray(512)]);

type EntryEdit = readonly [what: string, edit: (entries: Buffer[], at: number) => void];

const entryEdit: Arbitrary<EntryEdit> = fc.oneof(
  fc.constantFrom<EntryEdit>(
    ['drop', (entries, at) => void entries.splice(at, 1)],
    ['repeat', (entries, at) => void entries.splice(at, 0, entries[at]!)],
    ['move to the end', (entries, at) => void entries.push(...entries.splice(at, 1))],
    ['empty block', (entries, at) => void entries.splice(at, 0, Buffer.alloc(512))],
  ),
  fc.constantFrom(...NAMES).map((name): EntryEdit => [`rename to ${JSON.stringify(name)}`, (entries, at) => void (entries[at] = rebuilt(entries[at]!, { name }))]),
  fc.constantFrom(...NAMES.slice(0, -1)).map((name): EntryEdit => [`PAX name ${JSON.stringify(name)}`, (entries, at) => void entries.splice(at, 0, paxHeader({ path: name }))]),
  fc.constantFrom(...NAMES).map((name): EntryEdit => [`GNU name ${JSON.stringify(name)}`, (entries, at) => void entries.splice(at, 0, gnuLongName(name))]),
  fc.constantFrom(...TYPES).map((type): EntryEdit => [`type ${JSON.stringify(type)}`, (entries, at) => void (entries[at] = rebuilt(entries[at]!, { type }))]),
  fc.oneof(fc.nat(2_000), fc.constantFrom(2 ** 31, 8 ** 11 - 1)).map((size): EntryEdit => [`size ${size}`, (entries, at) => void (entries[at] = rebuilt(entries[at]!, { size }))]),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((raw): EntryEdit => [`raw size ${Buffer.from(raw).toString('hex')}`, (entries, at) => void (entries[at] = rebuilt(entries[at]!, { rawSize: Buffer.from(raw) }))]),
); // prettier-ignore

/** Damage to the entries of the tar, with right checksums. */
export const entryMutation: Arbitrary<Mutation> = some(fc.tuple(place, entryEdit)).map((edits) => ({
  what: `entries: ${edits.map(([at, [what]]) => `${what} at ${at}`).join(', ')}`,
  apply(archive) {
    const entries = entriesOf(gunzipSync(archive));
    for (const [at, [, edit]] of edits) if (entries.length > 0) edit(entries, at % entries.length);
    return gzipSync(Buffer.concat([...entries, END_OF_TAR]), { level: 1 });
  },
}));
