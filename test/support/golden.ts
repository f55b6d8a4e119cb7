/** The golden archives: one export of each released version of the format, frozen. */
import { readdirSync, readFileSync } from 'node:fs';
import { FORMAT } from '../../src/carol/graph.js';
import { packFiles } from './archive-files.js';

/** By version, the digest of the file. Whoever changes one breaks a promise; a new version adds its line. */
export const GOLDEN_DIGESTS: Readonly<Record<number, string>> = {
  1: 'fe23926a63eca9eadaf3059f5c791851045589f7cf6d831b2bba3e7f6f253ff8',
};

/** The file that lies there, and the digest that it must have. @throws Error where there is none of that version */
export function goldenArchive(version: number): { readonly archive: Buffer; readonly sha256: string } {
  const sha256 = GOLDEN_DIGESTS[version];
  if (sha256 === undefined) throw new Error(`No digest of a golden archive of version ${version}`);
  const file = new URL(`../golden/v${version}/carol-export-v${version}.tar.gz`, import.meta.url);
  return { archive: readFileSync(file), sha256 };
}

/** An archive of the files that a person wrote for a version, the newest where none is named. */
export async function handWrittenArchive(version: number = FORMAT.version): Promise<Buffer> {
  const folder = new URL(`../golden/v${version}/source/`, import.meta.url);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = entries.map(({ parentPath, name }) =>
    parentPath.endsWith('media') ? `media/${name}` : name,
  );
  return packFiles(new Map(paths.map((path) => [path, readFileSync(new URL(path, folder))])));
}
