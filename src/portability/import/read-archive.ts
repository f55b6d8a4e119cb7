/** Reads an uploaded archive once from end to end: every guard passes, YAML lies on disk, media are hashed. Nothing is written elsewhere. */
import { createHash, type Hash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { companionPaths } from '../archive/companion-files.js';
import { verifyChecksums } from '../archive/checksums.js';
import { layoutOf, pathFrom } from '../archive/archive-layout.js';
import { areaFile, MANIFEST_FILE } from '../archive/file-names.js';
import type { KindGraph } from '../archive/graph.js';
import { HEAD_BYTES, sniff } from '../archive/content-type.js';
import { readManifest, refuseNewerFormat, type ReadManifest } from '../archive/manifest.js';
import type { MediaFileInfo } from '../archive/media-file-info.js';
import { unexpectedFile, type ArchiveFile, type Layout } from '../archive/paths.js';
import type { HidingFile } from '../archive/system-files.js';
import { PortabilityError } from '../errors.js';
import type { ImportLimits } from '../limits.js';
import type { Workspace } from '../storage/workspace.js';
import { readContainer, type ContainedFile } from '../container/unpack.js';
import { archiveNames } from './archive-names.js';
import { createLeftAside } from './left-aside.js';
import { MOST_ISSUES } from '../issue.js';
import type { ReadingScope } from './scope.js';

/** An archive on disk. Whoever put it there removes it. */
export interface Upload {
  readonly path: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export interface ArchiveContents {
  readonly manifest: ReadManifest;
  /** Where each area's YAML lies, by the name that the archive has for it. */
  readonly areaFiles: ReadonlyMap<string, string>;
  /** The areas that it holds whole, in the order of the format. */
  readonly areas: readonly string[];
  /** An area that is not held is left as it is. */
  readonly names: ReturnType<typeof archiveNames>;
  /** By UUID. */
  readonly mediaFiles: ReadonlyMap<string, MediaFileInfo>;
  /** Bytes of all media files. */
  readonly mediaBytes: number;
  /** What was left aside and may hide what the archive lacks. */
  readonly hiding: readonly HidingFile[];
}

/** A checksum file names every other file; it grows with their number, within reason. */
const SUMS_BYTES_PER_ENTRY = 1_024;

/**
 * Reads the archive in `file`; YAML goes to the workspace, which the caller disposes of.
 * @throws PortabilityError of the archive and manifest phases
 */
export async function readArchive(
  { graph, limits, signal, onProgress }: Pick<ReadingScope, 'graph' | 'limits' | 'signal' | 'onProgress'>,
  file: string,
  workspace: Workspace,
): Promise<ArchiveContents> {
  const layout = layoutOf(graph);
  const digests = new Map<string, string>();
  const areaFiles = new Map<string, string>();
  const mediaFiles = new Map<string, MediaFileInfo>();
  const small = new Map<'manifest' | 'sums', Buffer>();
  const unexpected: PortabilityError[] = [];
  const leftAside = createLeftAside();
  let yamlBytes = 0;
  let mediaBytes = 0;

  for await (const entry of readContainer(file, limits, signal, (bytes) =>
    onProgress?.({ step: 'read', bytes }),
  )) {
    const found = classify(layout, entry.path, unexpected);
    if (found?.kind === 'ignored') leftAside.add(found.path);
    if (found === undefined || found.kind === 'ignored') continue;
    if (digests.has(found.path)) throw duplicateEntry(found.path);
    const hash = createHash('sha256');
    if (found.kind === 'companion') {
      checkSize(found, entry.size, yamlBytes, limits);
      for await (const chunk of entry.body) hash.update(chunk);
      digests.set(found.path, hash.digest('hex'));
      continue;
    }
    if (found.kind === 'media') {
      const sniffed = await hashMedia(entry, hash);
      const sha256 = hash.digest('hex');
      digests.set(found.path, sha256);
      if (mediaFiles.has(found.uuid)) throw duplicateEntry(found.path);
      mediaFiles.set(found.uuid, { path: found.path, size: entry.size, sha256, sniffed });
      mediaBytes += entry.size;
      continue;
    }
    if (found.kind === 'area') yamlBytes += entry.size;
    checkSize(found, entry.size, yamlBytes, limits);
    const chunks = hashing(entry.body, hash);
    if (found.kind === 'area') {
      const target = workspace.newFile();
      await writeFile(target, chunks, { mode: 0o600 });
      areaFiles.set(found.area, target);
    } else {
      const bytes = await buffer(chunks);
      // Nobody reads the others: they are for people, and for their programs.
      if (found.kind === 'manifest' || found.kind === 'sums') small.set(found.kind, bytes);
    }
    digests.set(found.path, hash.digest('hex'));
  }

  const manifestBytes = small.get('manifest');
  if (unexpected.length > 0) {
    // The files of a newer format are not known here: that it is newer says more than their names.
    if (manifestBytes !== undefined) refuseNewerFormat(manifestBytes, graph.format);
    throw unexpectedFiles(unexpected);
  }
  if (manifestBytes === undefined) {
    throw new PortabilityError(
      'manifest-missing',
      `There is no ${MANIFEST_FILE} in this archive, so it is not an export from ${graph.format.product.name}, or not a whole one. Choose another file.`,
    );
  }
  const sums = small.get('sums');
  if (sums !== undefined)
    verifyChecksums(sums.toString('utf8'), digests, companionPaths(graph.format.companions));
  const manifest = readManifest(manifestBytes, graph);
  const { areas, mediaFolder } = pathFrom(graph, manifest.formatVersion);
  const foreign = [...areaFiles.keys()]
    .filter((name) => !areas.has(name))
    .map(areaFile)
    .concat(
      [...mediaFiles.values()].flatMap(({ path }) => (path.startsWith(`${mediaFolder}/`) ? [] : [path])),
    );
  if (foreign.length > 0) throw unexpectedFiles(foreign.map((path) => unexpectedFile(path)));
  const files = [...areas].flatMap(([name, nowadays]) =>
    areaFiles.has(name) ? nowadays.map((area): [string, string] => [area, areaFile(name)]) : [],
  );
  const hiding = leftAside.hiding(manifest, areas.keys(), areaFiles);
  const names = archiveNames(new Map(files), unlistedAreas(graph, manifest));
  const held = graph.areas.flatMap(({ name }) => (names.holdsAll({ area: name }) ? [name] : []));
  return { manifest, areas: held, areaFiles, names, mediaFiles, mediaBytes, hiding };
}

/** The areas that the manifest says are not held. What is there of them all the same, as the files that rows of listed areas show, is not all of them. */
const unlistedAreas = ({ areas }: KindGraph, manifest: ReadManifest): ReadonlySet<string> =>
  new Set(areas.flatMap(({ name }) => (manifest.areas?.includes(name) === false ? [name] : [])));

/** Undefined for a file that has no place here, which is remembered; what is unsafe is refused at once. */
function classify(layout: Layout, path: string, unexpected: PortabilityError[]): ArchiveFile | undefined {
  try {
    return layout.classify(path);
  } catch (error) {
    if (!(error instanceof PortabilityError) || error.slug !== 'archive-unexpected-file') throw error;
    unexpected.push(error);
    return undefined;
  }
}

/** One refusal that names all files. */
function unexpectedFiles(found: readonly PortabilityError[]): PortabilityError {
  const [first] = found;
  const others = found.length > 1 ? ` There are ${found.length} such files in all.` : '';
  return new PortabilityError('archive-unexpected-file', `${first?.detail ?? ''}${others}`, {
    errors: found.slice(0, MOST_ISSUES).flatMap(({ extensions }) => extensions['errors']),
    errorCount: found.length,
  });
}

async function* hashing(body: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of body) {
    hash.update(chunk);
    yield chunk;
  }
}

async function hashMedia(entry: ContainedFile, hash: Hash) {
  const head: Buffer[] = [];
  let headBytes = 0;
  for await (const chunk of entry.body) {
    hash.update(chunk);
    if (headBytes < HEAD_BYTES) {
      head.push(Buffer.from(chunk.subarray(0, HEAD_BYTES - headBytes)));
      headBytes += Math.min(chunk.length, HEAD_BYTES - headBytes);
    }
  }
  return sniff(Buffer.concat(head), entry.size <= HEAD_BYTES);
}

function checkSize(found: ArchiveFile, size: number, yamlBytes: number, limits: ImportLimits): void {
  const maximum = {
    manifest: limits.manifestBytes,
    area: limits.areaBytes,
    sums: limits.entries * SUMS_BYTES_PER_ENTRY,
    readme: limits.manifestBytes,
    schema: limits.manifestBytes,
    companion: limits.mediaBytes,
  }[found.kind as Exclude<ArchiveFile['kind'], 'media' | 'ignored'>];
  if (size > maximum)
    throw tooLarge(found.kind === 'area' ? 'yamlBytes' : 'entryBytes', maximum, size, found.path);
  if (found.kind === 'area' && yamlBytes > limits.yamlBytes)
    throw tooLarge('yamlBytes', limits.yamlBytes, yamlBytes, 'All area files together');
}

const tooLarge = (limit: string, maximum: number, actual: number, what: string): PortabilityError =>
  new PortabilityError(
    'archive-too-large',
    `${what}: ${actual} bytes, and at most ${maximum} are taken here. Whoever runs this instance can raise the limit.`,
    { limit, maximum, actual },
  );

const duplicateEntry = (path: string): PortabilityError =>
  new PortabilityError(
    'archive-unsafe',
    `${path} is in the archive twice. Pack it again with one of the two.`,
    {
      errors: [{ code: 'duplicate-entry', entry: path }],
    },
  );
