/** Writes an archive of format 1 as a program does that knows only its description: js-yaml, tar-stream and zlib, nothing of ours. */
import { createGzip } from 'node:zlib';
import { dump, load, type DumpOptions } from 'js-yaml';
import { pack } from 'tar-stream';
import { FORMAT } from '../../src/carol/graph.js';
import { AREAS, countTree, type Tree } from './tree.js';
import { readFiles } from './archive-files.js';

export interface ForeignOptions {
  readonly exportedAt: string;
  readonly media?: ReadonlyMap<string, Buffer>;
  readonly yaml?: DumpOptions;
}

/** The gzipped tar. It has neither README, schemas nor SHA256SUMS, which no importer needs. */
export async function writeForeignArchive(tree: Tree, options: ForeignOptions): Promise<Buffer> {
  const media = [...(options.media ?? [])];
  const manifest = {
    format: 'carol-export',
    formatVersion: FORMAT.version,
    exportedAt: options.exportedAt,
    appVersion: 'somebody else 0.1',
    counts: countTree(tree),
    media: { files: media.length, bytes: media.reduce((sum, [, bytes]) => sum + bytes.length, 0) },
  };
  const yaml = (value: unknown): Buffer => Buffer.from(dump(value, { noRefs: true, ...options.yaml }));
  const files: [string, Buffer][] = [
    ['manifest.yaml', yaml(manifest)],
    ...AREAS.map((area): [string, Buffer] => [`${area}.yaml`, yaml(tree[area] ?? {})]),
    ...media,
  ];
  return packForeign(files);
}

/** The files in their order as a gzipped tar, with headers that are not those of an export. */
export async function packForeign(files: Iterable<readonly [string, Buffer]>): Promise<Buffer> {
  const tar = pack();
  const chunks: Buffer[] = [];
  const gzipped = tar.pipe(createGzip());
  const collected = (async () => {
    for await (const chunk of gzipped) chunks.push(chunk as Buffer);
  })();
  for (const [name, bytes] of files) tar.entry({ name, mode: 0o600 }, bytes);
  tar.finalize();
  await collected;
  return Buffer.concat(chunks);
}

/** The areas of an archive as js-yaml reads them. */
export async function readTree(archive: Buffer): Promise<Tree> {
  const files = await readFiles(archive);
  return Object.fromEntries(
    AREAS.map((area) => [area, load((files.get(`${area}.yaml`) ?? '').toString()) as Tree[string]]),
  );
}
