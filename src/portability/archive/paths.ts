/** Where each file of an archive belongs, whoever packed the tree again. Pure. */
import { PortabilityError } from '../errors.js';
import { printable, safePath } from './safe-path.js';
import {
  areaFile,
  MANIFEST_FILE,
  MANIFEST_SCHEMA_FILE,
  MEDIA_FOLDER,
  README_FILE,
  schemaFile,
  SUMS_FILE,
} from './file-names.js';
import { isSystemFile } from './system-files.js';
import { isUuid, UUID } from './uuid.js';

/** What a file of the archive is; `path` is its place in the tree, without a wrapping folder. */
export type ArchiveFile =
  | {
      readonly kind: 'manifest' | 'readme' | 'schema' | 'sums' | 'companion' | 'ignored';
      readonly path: string;
    }
  | { readonly kind: 'area'; readonly path: string; readonly area: string }
  | { readonly kind: 'media'; readonly path: string; readonly uuid: string; readonly ext: string };

export interface MediaPath {
  /** Lower-case. */
  readonly uuid: string;
  /** Lower-case, without the dot. */
  readonly ext: string;
}

export interface Layout {
  /**
   * Classifies the raw name of one regular file. Throws `archive-unsafe` for a name that is not safe and
   * `archive-unexpected-file` for one that has no place in an archive of this format.
   */
  classify(name: string): ArchiveFile;
}

const MEDIA_FILE = new RegExp(`^(${UUID})\\.([a-z0-9]{1,10})$`, 'i');

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/json': 'json',
  'application/msword': 'doc',
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/zip': 'zip',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'image/avif': 'avif',
  'image/gif': 'gif',
  'image/heic': 'heic',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/svg+xml': 'svg',
  'image/tiff': 'tiff',
  'image/webp': 'webp',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/markdown': 'md',
  'text/plain': 'txt',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
};

function extension(fileName: string, contentType: string): string {
  const own = /[^/\\]\.([a-z0-9]{1,10})$/i.exec(fileName)?.[1];
  if (own) return own.toLowerCase();
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase();
  return Object.hasOwn(EXTENSIONS, type) ? EXTENSIONS[type]! : 'bin';
}

/**
 * The path of a media row's bytes, `media/<uuid>.<ext>`: the file name's own extension, else the content type's,
 * else `bin`. Throws a TypeError when `uuid` is none.
 */
export function mediaPath(uuid: string, fileName: string, contentType: string): string {
  const id = uuid.toLowerCase();
  if (!isUuid(id)) throw new TypeError('A media path needs a UUID.');
  return `${MEDIA_FOLDER}/${id}.${extension(fileName, contentType)}`;
}

/** Reads `media/<uuid>.<ext>`; undefined when the text is anything else. */
export function parseMediaPath(text: string, folder = MEDIA_FOLDER): MediaPath | undefined {
  if (!text.startsWith(`${folder}/`)) return undefined;
  const [, uuid, ext] = MEDIA_FILE.exec(text.slice(folder.length + 1)) ?? [];
  return uuid && ext ? { uuid: uuid.toLowerCase(), ext: ext.toLowerCase() } : undefined;
}

/** A file that has its place in an archive of another version. */
export const unexpectedFile = (name: string): PortabilityError =>
  unexpected(name, 'has no place in an export of this version');

function unexpected(name: string, why: string): PortabilityError {
  const entry = printable(name);
  const detail = `${why}. Remove it from the archive, or check its spelling.`;
  return new PortabilityError('archive-unexpected-file', `The file "${entry}" ${detail}`, {
    errors: [{ code: 'unexpected-file', entry, detail: `This file ${detail}` }],
  });
}

/**
 * A classifier for the files of one archive, in any order. All of them may lie in one wrapping folder, and that in others (a
 * program that unpacks makes a folder of its own, of which the next one makes a ZIP); the first file that no system made
 * decides which.
 */
export function createLayout(
  areaNames: readonly string[],
  mediaFolders: readonly string[] = [MEDIA_FOLDER],
  isCompanion: (path: string) => boolean = () => false,
): Layout {
  const places = new Map<string, ArchiveFile>();
  const place = (file: ArchiveFile): void => void places.set(file.path, file);
  place({ kind: 'manifest', path: MANIFEST_FILE });
  place({ kind: 'readme', path: README_FILE });
  place({ kind: 'sums', path: SUMS_FILE });
  place({ kind: 'schema', path: MANIFEST_SCHEMA_FILE });
  for (const area of areaNames) {
    place({ kind: 'area', path: areaFile(area), area });
    place({ kind: 'schema', path: schemaFile(area) });
  }

  const find = (path: string): ArchiveFile | undefined => {
    for (const folder of mediaFolders) {
      const media = parseMediaPath(path, folder);
      if (media) return { kind: 'media', path: `${folder}/${media.uuid}.${media.ext}`, ...media };
    }
    return places.get(path) ?? (isCompanion(path) ? { kind: 'companion', path } : undefined);
  };

  /** The folders that the file lies in, up to where the rest of its path has a place; undefined where none has. */
  const wrapperOf = (path: string): string | undefined => {
    for (let at = 0; ;) {
      if (find(path.slice(at))) return path.slice(0, at);
      at = path.indexOf('/', at) + 1;
      if (at === 0) return undefined;
    }
  };

  let wrapper: string | undefined;
  return {
    classify(name) {
      const path = safePath(name);
      if (isSystemFile(path)) return { kind: 'ignored', path };
      wrapper ??= wrapperOf(path);
      if (wrapper === undefined) throw unexpected(name, 'has no place in an export');
      if (!path.startsWith(wrapper)) throw unexpected(name, 'lies outside of the folder that holds the rest');
      const file = find(path.slice(wrapper.length));
      if (!file) throw unexpected(name, 'has no place in an export');
      return file;
    },
  };
}
