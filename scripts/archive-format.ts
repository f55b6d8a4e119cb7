/** docs/archive-format.md, written from the kinds: the tree, the manifest, every key of every file, and what an importer takes. */
import { z } from 'zod';
import { FORMAT } from '../src/carol/graph.js';
import {
  type Area,
  BLOCK_JSON,
  type KindGraph,
  MANIFEST_FILE,
  manifestSchema,
  MEDIA_FOLDER,
  ORIGIN,
  README_FILE,
  schemaFile,
  SUMS_FILE,
  SYSTEM_NAMES,
} from '../src/portability/kinds.js';
import { kindSection } from './kind-section.js';
import { cell } from './markdown.js';

/** The whole document. */
export function writeArchiveFormat(graph: KindGraph): string {
  return [
    INTRODUCTION,
    tree(graph),
    CONVENTIONS,
    manifest(graph),
    ...graph.areas.map((area) => areaSection(graph, area)),
    ...companions(graph),
    ACCEPTED,
    COMPATIBILITY,
  ].join('\n');
}

const INTRODUCTION = `<!-- Generated from the kinds by "npm run docs"; changes made here are lost. -->

# The archive, format version ${FORMAT.version}

An export is \`carol-export-<YYYY-MM-DD>.tar.gz\`: a gzipped tar of text files and media, readable with no Carol at hand.
`;

function tree({ areas, format }: KindGraph): string {
  const line = (path: string, remark: string): string => `${path.padEnd(28)} ${remark}`.trimEnd();
  return `## The tree

\`\`\`
${[
  line(MANIFEST_FILE, 'what the archive says of itself; always the first entry'),
  line(README_FILE, 'how to read, check and import it, for a person who finds it in ten years'),
  ...areas.map(({ file, root }) => line(file, `${root.noun[1]}; present also when there are none ({})`)),
  line(`${MEDIA_FOLDER}/<uuid>.<ext>`, 'the bytes of each file; the folder is absent when there are none'),
  line(schemaFile('<name>'), 'the JSON Schema (2020-12) of the manifest and of each area file'),
  ...format.companions.map(({ path, description }) => line(path, description)),
  line(SUMS_FILE, `always the last entry; “sha256sum -c ${SUMS_FILE}” checks the extracted tree`),
].join('\n')}
\`\`\`
`;
}

const CONVENTIONS = `## Conventions

- **YAML 1.2 in UTF-8**, block style, lines end in \`\\n\`; texts of several lines are literal blocks, so that a diff of two exports
  can be read. JSON that is longer than ${BLOCK_JSON.length} characters, or nested deeper than ${BLOCK_JSON.depth} levels, is in flow style: JSON itself, with
  line breaks between its items, whose length does not grow by its depth. Each file opens with a comment that names its JSON Schema: an editor validates while a person edits.
- **Rows** are a mapping from UUID to row. Rows that belong to a row nest under it, again by UUID.
- **References**: a key that ends in \`Id\` holds the UUID of another row, in the same or another file. A media file is
  referred to by its path, \`media/<uuid>.<ext>\`, where the UUID is that of its row in \`media.yaml\`.
- **Origin**: any row may have the key \`${ORIGIN.key}\` beside those of its kind.
  ${ORIGIN.description}
  No two rows of a kind have the same one, nor one that is the UUID of another.
- **No owner**: whoever imports an archive owns what is in it.
- **Left out**: an export leaves out what is null, and lists, mappings and nested rows that are empty. An importer takes a key that is left out, or null, to mean what
  the tables below say.
- **Dates**: a *day* is \`2019-05-31\`, never shifted by a time zone. A *partial date* is \`2019\`, \`2019-05\`, \`2019-05-31\`, or
  \`--05-31\` where the year is not known. An *instant* is RFC 3339 with up to six digits after the point; exports write UTC.
- **Deterministic**: the same data gives the same bytes. Two exports of unchanged data differ in \`exportedAt\` and in what follows
  from it: the modification times in the tar and the digest of the manifest.
- **A part**: an export of some areas has the files of those alone, and \`areas\` and \`outside\` in its manifest. Files come with the rows that show them: then \`media.yaml\` has
  just those, and \`areas\` does not list it. A reference to a row in another area is its UUID, by which that row was first known. To an import, whatever the mode, every
  other area is as it is; such a reference leads to the importer's own row, where there is one by that UUID. Where there is none it is left empty, with a warning; a row that
  cannot be without it is left out, and so are the rows that cannot be without that.
- **Complete or broken**: an export whose connection ended early has no ${SUMS_FILE} and no end of the gzip stream; it is never mistaken for a whole one.
  The gzip ends with an empty stored block: the last 13 bytes of a whole export are \`01 00 00 ff ff\`, the CRC-32 of the tar and its length modulo 2³², which is
  a multiple of 512. \`gzip -t FILE\` tells whether a download is whole, \`carol verify FILE\` whether it can be imported, and
  \`sha256sum -c ${SUMS_FILE}\` in the unpacked folder whether every file is as it was exported.
`;

function manifest(graph: KindGraph): string {
  const rows = Object.entries(manifestSchema(graph).shape).map(([key, schema]) => {
    const leftOut = schema.safeParse(undefined).success ? 'none' : '**required**';
    return `| \`${key}\` | ${MANIFEST_TYPES[key] ?? ''} | ${leftOut} | ${cell(z.globalRegistry.get(schema)?.description ?? '')} |`;
  });
  return `## manifest.yaml

| key | type | left out | |
| --- | --- | --- | --- |
${rows.join('\n')}

The keys of \`counts\`: ${graph.kinds.map(({ name }) => `\`${name}\``).join(', ')}.
`;
}

const MANIFEST_TYPES: Readonly<Record<string, string>> = {
  format: `\`${FORMAT.name}\``,
  formatVersion: `\`${FORMAT.version}\``,
  exportedAt: 'instant',
  appVersion: 'text',
  areas: 'list of areas',
  outside: 'mapping from kind to whole number',
  counts: 'mapping from kind to whole number',
  media: 'mapping: `files`, `bytes`',
  missing: 'list of UUIDs',
};

function areaSection(graph: KindGraph, area: Area): string {
  const kinds = graph.kinds.filter((kind) => kind.area === area.name);
  return `## ${area.file}\n\n${kinds.map((kind) => kindSection(graph, kind)).join('\n')}`;
}

function companions({ format }: KindGraph): readonly string[] {
  if (format.companions.length === 0) return [];
  const files = format.companions.map(({ path, description }) => `- \`${path}\`: ${description}`);
  return [
    `## Files beside the data

Made from the rows of the archive, in the same snapshot, for people and for other programs. \`GET /api/export?viewer=false\` and \`carol export --no-viewer\` leave them out. They
are in the language that the request prefers, English or German.

${files.join('\n')}

A \`*\` stands for letters, digits and hyphens. No importer reads them: their digests are compared where \`${SUMS_FILE}\` is there, and they may be absent. They are derived: what is edited in the YAML files does not show in them
until it was imported and exported again. All files of one kind are left out where an archive with them would be beyond a limit of imports.
`,
  ];
}

const ACCEPTED = `## What an importer accepts

Every export, unchanged, and the same tree after a person had it in hand:

- **packed again** by GNU tar, bsdtar, 7-Zip, Info-ZIP, Finder or Explorer: \`./\` before the names, a folder around everything (or
  several, one in the other), entries for folders or none, PAX or GNU headers, any order of entries;
- **in another container**, which the bytes of the file say and not its name: the \`.tar\` alone, as Safari unpacks it; a \`.zip\` of the
  files or of their folder; the archive gzipped once more, or alone in a \`.zip\`: it is unpacked twice at most;
- **saved again** by an editor: CRLF, a byte order mark, comments, keys in another order, other quotes, flow style, anchors used
  with measure;
- **without** \`README.md\`, \`schema/\`, \`SHA256SUMS\` and the files beside the data. Where \`SHA256SUMS\` is there it is checked: every file must be listed and
  match. Who edits an archive on purpose deletes it.

What systems and programs drop into folders is left aside, wherever it lies, and whole folders of these names too:
${SYSTEM_NAMES.map(({ example }) => `\`${example.replace('\r', '\\r')}\``).join(', ')}, and their like. A warning names such
a file where it may hide data: its name has in it that of an area file which the manifest says is there and is not (of any, where the
manifest does not say), or it is what NFS or FUSE make of any file that is deleted while open, and an area file is absent.

Refused, each with a problem that names the place: an unknown key or file (nothing is silently dropped), a key that stands twice,
a reference that leads nowhere, links, devices and paths that leave the tree, anything over a limit. So is a ZIP that is encrypted, split, compressed by anything but
Deflate, or whose directory and headers contradict each other.
`;

const COMPATIBILITY = `## Compatibility

- Every later Carol reads every earlier format version. An older archive is brought to the newest version step by step, by pure steps (\`src/carol/upgrades\`).
- \`carol upgrade FILE\` does so without a database, and writes the archive anew: its area files are, byte for byte, those of an export after an import into an
  empty account. When it was exported and by which version stays as it was; an area that the archive does not hold is not in the new one, and the media files keep
  their order. An archive of the newest version needs nothing, and nothing is written.
- An archive of a newer version is refused, and the answer says that it was made by a newer Carol.
- \`formatVersion\` grows where something is renamed, moved, dropped or required. An area or key that is added and may be left out keeps it: every later Carol reads the
  archives without it, and an older one names what it does not know.
- [The versions of the format](formats/README.md): the frozen schemas and golden archive of each, and what changed between them.
`;
