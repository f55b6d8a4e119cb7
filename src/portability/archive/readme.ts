/** README.md of an archive: for a person who finds it in ten years. */
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
}

/** The text of README.md. It does not depend on the data or the day, so that two exports of the same data agree. */
export function writeReadme(
  graph: KindGraph,
  modes: readonly WayIn[],
  { held, isPart }: ReadmeFiles,
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
  return `# An export from ${product.name}

${about} No account, password or setting is in here.
${isPart ? PART : ''}
## Reading it

Everything is text, but for the files under \`${MEDIA_FOLDER}/\`. Any editor opens it.

- \`${MANIFEST_FILE}\`: when this was made, by which version, and how many rows of each kind there are
${areas}
- \`${MEDIA_FOLDER}/\`: the files themselves, named by the UUID of their entry in \`${areaFile(graph.blobKind?.area ?? MEDIA_FOLDER)}\`
- \`schema/\`: a JSON Schema of each file, with a description of every key; many editors use it while you type

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
