/** Takes archives apart and puts them together again, for tests that read or edit them. */
import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { packTarball } from '../../src/portability/index.js';

/** The files of an archive in their order. */
export async function readFiles(archive: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const tar = Readable.from([archive]).pipe(createGunzip()).pipe(extract());
  for await (const entry of tar) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    files.set(entry.header.name, Buffer.concat(chunks));
  }
  return files;
}

/** The media files of an archive, by path. */
export const mediaIn = async (archive: Buffer): Promise<ReadonlyMap<string, Buffer>> =>
  new Map([...(await readFiles(archive))].filter(([path]) => path.startsWith('media/')));

/** Packs files as an export does. */
export async function packFiles(files: ReadonlyMap<string, Buffer | string>): Promise<Buffer> {
  async function* entries() {
    for (const [path, body] of files) {
      const bytes = Buffer.from(body as Buffer);
      yield {
        path,
        size: bytes.length,
        body: Readable.from(bytes.length > 0 ? [bytes] : []) as AsyncIterable<Buffer>,
      };
    }
  }
  const chunks: Buffer[] = [];
  for await (const chunk of packTarball(entries(), { mtime: new Date(0) })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The archive with some files changed, and SHA256SUMS left out as a person is told to; null removes a file. */
export async function edit(
  archive: Buffer,
  changes: Readonly<Record<string, (text: string) => string | null>>,
): Promise<Buffer> {
  const files = new Map<string, Buffer | string>(await readFiles(archive));
  files.delete('SHA256SUMS');
  for (const [path, change] of Object.entries(changes)) {
    const changed = change((files.get(path) ?? '').toString());
    if (changed === null) files.delete(path);
    else files.set(path, changed);
  }
  return packFiles(files);
}

/** The text of an area file without what its rows were first known by. */
export const withoutOrigins = (text: string): string => text.replace(/^ +origin: .*\n/gm, '');

/** What must be equal in two exports of the same data: everything but exportedAt and the digests of files that say it. */
export async function timelessFiles(archive: Buffer): Promise<Map<string, string>> {
  const files = await readFiles(archive);
  const texts = [...files].map(([path, body]) => [path, body.toString('latin1')] as const);
  const exportedAt = exportedAtOf(files);
  // Rows may have that very time, and say so.
  const isTimed = (path: string, text: string): boolean =>
    path === 'manifest.yaml' || (!/^media\/|\.yaml$/.test(path) && text.includes(exportedAt));
  const timed = new Set(texts.flatMap(([path, text]) => (isTimed(path, text) ? [path] : [])));
  const timeless = (path: string, text: string): string => {
    if (path === 'SHA256SUMS')
      return text.replace(/^\S+ {2}(.*)\n/gm, (line, listed: string) => (timed.has(listed) ? '' : line));
    return timed.has(path) ? text.replaceAll(exportedAt, '') : text;
  };
  return new Map(texts.map(([path, text]) => [path, timeless(path, text)]));
}

const exportedAtOf = (files: ReadonlyMap<string, Buffer>): string =>
  /^exportedAt: (.*)$/m.exec(String(files.get('manifest.yaml')))?.[1]?.replace(/^["']|["']$/g, '') ?? 'none';
