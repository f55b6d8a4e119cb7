/** docs/formats: the versions of the format, written from the upgrades between them and from their frozen schemas. */
import { basename } from 'node:path';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import {
  type Format,
  type KindGraph,
  type Step,
  type Upgrade,
  jsonSchemas,
} from '../src/portability/kinds.js';
import { schemaChanges, type Description, type SchemaChanges } from './schema-changes.js';

const FOLDER = 'docs/formats';

/** The schemas of the newest version as its archives hold them, by their file names. */
export const descriptionOf = (graph: KindGraph): Description =>
  new Map([...jsonSchemas(graph)].map(([path, text]) => [basename(path), text]));

/** The frozen schemas of a version; undefined where there are none. */
export async function readDescription(version: number): Promise<Description | undefined> {
  const folder = `${FOLDER}/${version}`;
  const names = await readdir(folder).catch(() => []);
  const texts = names
    .sort()
    .map(async (name) => [name, await readFile(`${folder}/${name}`, 'utf8')] as const);
  return names.length === 0 ? undefined : new Map(await Promise.all(texts));
}

/** Freezes the description of the newest version where it has none yet; what is there is never written over. */
export async function freezeDescription(graph: KindGraph): Promise<void> {
  if (await readDescription(graph.format.version)) return;
  const folder = `${FOLDER}/${graph.format.version}`;
  await mkdir(folder, { recursive: true });
  for (const [name, text] of descriptionOf(graph)) await writeFile(`${folder}/${name}`, text, { flag: 'wx' });
}

/** The text of docs/formats/README.md. */
export async function writeFormatVersions(graph: KindGraph): Promise<string> {
  const today = descriptionOf(graph);
  const released = (await readDescription(graph.format.version)) ?? today;
  return formatVersions(graph.format, schemaChanges(released, today));
}

/** @param since what the newest version takes beside what it took when it was released */
export function formatVersions({ oldest, version, upgrades }: Format, since: SchemaChanges): string {
  const numbers = Array.from({ length: version - oldest + 1 }, (_, index) => version - index);
  const sections = numbers.map((number) => {
    const upgrade = upgrades.find(({ from }) => from === number - 1);
    return [
      `## Version ${number}`,
      `[JSON Schemas](${number}) as they were released; [golden archive](../../test/golden/v${number}).`,
      ...(upgrade ? [`Since version ${number - 1}:\n\n${bullets(changesOf(upgrade))}`] : []),
      ...(number === version && since.added.length > 0
        ? [`Taken since it was released, too:\n\n${bullets(since.added)}`]
        : []),
    ].join('\n\n');
  });
  return `${INTRODUCTION}\n${sections.join('\n\n')}\n`;
}

const INTRODUCTION = `<!-- Generated from the upgrades by "npm run docs"; changes made here are lost. -->

# The versions of the format

The newest first. The schemas of a version are frozen when it is released, and so is its golden archive: archives of it are in people's hands. What is added later and
may be left out needs no new version; everything else does. [The archive format](../archive-format.md) describes the newest as it is today.
`;

const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

/** What changed from one version to the next, a sentence each, from the data of the upgrade alone. */
export function changesOf({
  areas = {},
  manifest = [],
  entries = {},
  mediaFolder,
}: Upgrade): readonly string[] {
  const { added = [], renamed = {}, removed = {}, split = {} } = areas;
  return [
    ...added.map((name) => `\`${name}.yaml\` is new. An older archive does not hold it.`),
    ...Object.entries(renamed).map(([from, to]) => `\`${from}.yaml\` is called \`${to}.yaml\`.`),
    ...Object.entries(removed).map(([name, why]) => `\`${name}.yaml\` is not kept: ${why}`),
    ...Object.entries(split).map(([name, { by, into }]) => {
      const parts = Object.entries(into).map(([value, area]) => `\`${area}.yaml\` (\`${value}\`)`);
      return `\`${name}.yaml\` is split by its key \`${by}\`: ${parts.join(', ')}.`;
    }),
    ...(mediaFolder === undefined ? [] : [`The folder \`${mediaFolder}/\` is called \`media/\`.`]),
    ...manifest.map((step) => `\`manifest.yaml\`: ${sentence(step)}`),
    ...Object.entries(entries).flatMap(([area, steps]) =>
      steps.map((step) => `\`${area}.yaml\`: ${sentence(step)}`),
    ),
  ];
}

/** @param above the keys that lead to the mapping */
function sentence(step: Step, above = ''): string {
  const key = (name: string): string => `\`${above}${name}\``;
  switch (step.verb) {
    case 'renameKey':
      return `${key(step.from)} is called \`${step.to}\`.`;
    case 'dropKey':
      return `${key(step.key)} is not kept: ${step.why}`;
    case 'splitKey':
      return `${key(step.key)} is split into ${step.into.map((name) => `\`${name}\``).join(', ')}.`;
    case 'mapValue': {
      const values = Object.entries(step.values).map(([from, to]) => `\`${from}\` is written \`${to}\``);
      return `in ${key(step.key)}, ${values.join(', ')}.`;
    }
    case 'replacePrefix':
      return `what begins with \`${step.from}\` in ${key(step.key)} begins with \`${step.to}\`.`;
    case 'within':
      return step.steps.map((each) => sentence(each, `${above}${step.key}/`)).join(' ');
    case 'inChildren':
      return step.steps.map((each) => sentence(each, `${above}${step.key}/<uuid>/`)).join(' ');
    case 'liftChildren':
      return `what nests under ${key(step.from.join('/<uuid>/'))} stands under \`${step.to}\`, and names its former parent in \`${step.parentKey}\`.`;
    case 'nestChildren':
      return `what stands under ${key(step.from)} nests under \`${step.to.join('/<uuid>/')}\`, where \`${step.parentKey}\` says.`;
  }
}
