/** README.md of an archive: for a person who finds it in ten years. */
import type { CompanionFile } from './companion-files.js';
import { areaFile, MANIFEST_FILE, MEDIA_FOLDER, SUMS_FILE } from './file-names.js';
import type { Area, KindGraph } from './graph.js';

/** How an archive can be imported, in words. */
export interface WayIn {
  readonly title: string;
  /** What is so afterwards. */
  readonly summary: string;
}

/** What a reader must know of a part. */
const PART = `
It is a part: only the areas that the manifest lists were exported. Where an entry names another one that is not in here, its
UUID stands for it. An import leaves every other area as it is; what it finds there under that UUID is referred to again, and where it finds
nothing, the reference is left empty, or the entry that cannot be without it is left out.
`;

/** What there is to read. */
export interface ReadmeFiles {
  /** The areas that the archive has a file of. */
  readonly held: readonly Area[];
  /** Whether they were chosen from several. */
  readonly isPart: boolean;
  /** Files beside the data, with sections on what to do with them. */
  readonly companions: readonly Described[];
}

interface Described {
  readonly files: readonly CompanionFile[];
  readonly readme?: string;
}

/** What a reader must know of files that are made from the others. */
const MADE = `
These are made from the YAML files, to be looked at or taken elsewhere. An import does not read them, and they may be deleted. An archive that would grow too large by
them is without them.
`;

/** Names of files, and what each is. */
const listed = (files: readonly CompanionFile[]): string =>
  files.map(({ path, description }) => `- \`${path}\`: ${description}`).join('\n');

/** The text of README.md. It does not depend on the data or the day, so that two exports of the same data agree. */
export function writeReadme(
  graph: KindGraph,
  modes: readonly WayIn[],
  { held, isPart, companions }: ReadmeFiles,
): string {
  const areas = held
    .map(({ file, root }) => {
      const nested = graph.kinds
        .filter((kind) => kind.area === root.area && kind !== root)
        .map((kind) => kind.noun[1]);
      return `- \`${file}\`: ${root.noun[1]}${nested.length > 0 ? `, with ${nested.join(', ')}` : ''}`;
    })
    .join('\n');
  const { product, name, version } = graph.format;
  const whole = isPart ? 'a part of what' : 'everything that';
  const {
    about = `This folder is ${whole} one person kept in ${product.name}.`,
    importing = `In ${product.name}, choose this archive, look at the preview, and pick a mode:`,
  } = product.readme ?? {};
  const made = companions.length === 0 ? '' : `${listed(companions.flatMap(({ files }) => files))}\n${MADE}`;
  return `# An export from ${product.name}

${about} No account, password or setting is in here.
${isPart ? PART : ''}${companions.map(({ readme = '' }) => (readme === '' ? '' : `\n${readme.trim()}\n`)).join('')}
## Reading it

Everything is text, but for the files under \`${MEDIA_FOLDER}/\`. Any editor opens it.

- \`${MANIFEST_FILE}\`: when this was made, by which version, and how many rows of each kind there are
${areas}
- \`${MEDIA_FOLDER}/\`: the files themselves, named by the UUID of their entry in \`${areaFile(graph.blobKind?.area ?? MEDIA_FOLDER)}\`
- \`schema/\`: a JSON Schema of each file, with a description of every key; many editors use it while you type
${made}
The files are YAML 1.2 in UTF-8. Each maps the UUID of an entry to the entry. What belongs to an entry nests under it, again
by UUID. A key that ends in \`Id\` names another entry by its UUID; a path such as \`${MEDIA_FOLDER}/<uuid>.jpg\` names a file.
Days are calendar days; a date can be partial: \`2019\`, \`2019-05\`, or \`--05-31\` where the year is not known. Instants are in UTC.

## Checking it

\`sha256sum -c ${SUMS_FILE}\` in this folder tells whether every file is as it was exported.

## Importing it

${importing}

${modes.map(({ title, summary }) => `- **${title}**: ${summary}`).join('\n')}

You may edit these files first. Then delete \`${SUMS_FILE}\`, and pack the folder again, as \`.tar.gz\` or \`.zip\`.

The format is \`${name}\`, version ${version}. Every later ${product.name} reads it.
`;
}
