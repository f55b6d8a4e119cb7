/** A version of the format before the first, made up: fewer areas, other names, another layout. */
import { dump, load } from 'js-yaml';
import {
  type Upgrade,
  dropKey,
  inChildren,
  mapValue,
  nestChildren,
  renameKey,
  replacePrefix,
  splitKey,
  within,
} from '../../src/portability/kinds.js';
import { packFiles, readFiles } from './archive-files.js';
import type { Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { sampleGraph } from './sample.js';

export const v0ToV1: Upgrade = {
  from: 0,
  areas: {
    added: ['education'],
    renamed: { contacts: 'people' },
    removed: { hobbies: 'Nobody kept them.' },
    split: { work: { by: 'sort', into: { job: 'jobs', project: 'projects' } } },
  },
  manifest: [renameKey('madeAt', 'exportedAt'), within('counts', renameKey('persons', 'people'))],
  entries: {
    contacts: [
      renameKey('story', 'howWeMet'),
      renameKey('ways', 'contacts'),
      splitKey('names', /^([^|]*)\|([^|]*)$/, 'givenName', 'familyName'),
      dropKey('zodiac', 'Nobody believed in it.'),
      replacePrefix('photo', 'files/', 'media/'),
      inChildren('contacts', mapValue('kind', { mail: 'email' })),
    ],
    work: [
      nestChildren('skills', ['contributions', 'skills'], 'contributionId'),
      replacePrefix('cover', 'files/', 'media/'),
    ],
    profile: [replacePrefix('avatar', 'files/', 'media/')],
    organizations: [replacePrefix('logo', 'files/', 'media/')],
    notes: [inChildren('attachments', replacePrefix('media', 'files/', 'media/'))],
  },
  mediaFolder: 'files',
};

/** Areas that it has otherwise or not at all. */
const CHANGED = ['people', 'education', 'jobs', 'projects'];

type Row = Record<string, unknown>;
type Rows = Record<string, Row>;

/** What version 0 has a place for. */
export function sampleForZero(): Graph {
  const graph = sampleGraph();
  const notes = graph.rows['notes']?.filter(({ values }) => values['subjectType'] !== 'education') ?? [];
  const ids = new Set(notes.map(({ id }) => id));
  const attachments = graph.rows['noteAttachments']?.filter(({ parentId = '' }) => ids.has(parentId)) ?? [];
  return { ...graph, rows: { ...graph.rows, education: [], notes, noteAttachments: attachments } };
}

/** An archive of today as version 0 would have made it; what it did not have is left out. */
export async function asVersionZero(archive: Buffer): Promise<Buffer> {
  const files = await readFiles(archive);
  const rows = (area: string): Rows => load(String(files.get(`${area}.yaml`))) as Rows;
  const manifest = load(String(files.get('manifest.yaml'))) as Row;
  const { exportedAt, areas, counts, ...others } = manifest;
  const { people, education, ...otherCounts } = counts as Row;
  expectNone(education);
  const same = (areas as string[]).filter((area) => !CHANGED.includes(area));
  const old: Row = {
    ...others,
    formatVersion: 0,
    madeAt: exportedAt,
    areas: [...same, 'contacts', 'hobbies', 'work'],
    counts: { ...otherCounts, persons: people },
  };
  const texts: Record<string, unknown> = {
    manifest: old,
    contacts: each(rows('people'), contactOf),
    hobbies: { 'b1a6a2c0-0000-4000-8000-000000000001': { name: 'Chess' } },
    work: {
      ...each(rows('jobs'), (row) => ({ ...row, sort: 'job' })),
      ...each(rows('projects'), (row) => ({ ...flatSkills(row), sort: 'project' })),
    },
    ...Object.fromEntries(same.map((area) => [area, rows(area)])),
  };
  const packed = new Map<string, string | Buffer>();
  for (const [name, value] of Object.entries(texts))
    packed.set(`${name}.yaml`, dump(value, { noRefs: true, lineWidth: -1 }).replaceAll(/\bmedia\/(?=[0-9a-f]{8}-)/g, 'files/')); // prettier-ignore
  for (const [path, bytes] of files)
    if (path.startsWith('media/')) packed.set(path.replace('media/', 'files/'), bytes);
  return packFiles(packed);
}

function expectNone(rows: unknown): void {
  if (rows !== 0) throw new Error('Version 0 has no such rows');
}

const each = (rows: Rows, change: (row: Row) => Row): Rows =>
  Object.fromEntries(Object.entries(rows).map(([id, row]) => [id, change(row)]));

function contactOf({ givenName, familyName, howWeMet, contacts, ...others }: Row): Row {
  const ways = each((contacts ?? {}) as Rows, (row) => ({
    ...row,
    kind: row['kind'] === 'email' ? 'mail' : row['kind'],
  }));
  const names = familyName === undefined ? givenName : `${String(givenName)}|${String(familyName)}`;
  return { ...others, names, zodiac: 'Leo', ...(howWeMet === undefined ? {} : { story: howWeMet }), ways };
}

/** What nests under contributions today stood beside them. */
function flatSkills(project: Row): Row {
  const skills: Rows = {};
  const contributions = Object.fromEntries(
    Object.entries((project['contributions'] ?? {}) as Rows).map(([id, { skills: nested, ...row }]) => {
      for (const [skill, value] of Object.entries((nested ?? {}) as Rows))
        skills[skill] = { ...value, contributionId: id };
      return [id, row];
    }),
  );
  return { ...project, contributions, skills };
}
