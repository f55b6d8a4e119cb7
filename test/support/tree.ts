/** An archive's areas as plain values, and ids that are made from names: for tests that write or read archives without Carol's own writer. */
import { createHash } from 'node:crypto';

/** One row as it stands in an area file: fields, and child rows by key and UUID. */
export type TreeRow = Readonly<Record<string, unknown>>;
export type TreeRows = Readonly<Record<string, TreeRow>>;
/** By area: `people`, `organizations`. */
export type Tree = Readonly<Record<string, TreeRows>>;

/** The areas of format 1, in the order of their files. */
export const AREAS = [
  'profile',
  'skills',
  'education',
  'jobs',
  'projects',
  'people',
  'organizations',
  'notes',
  'media',
] as const;

/** The kind that an area's own rows are of, and those that nest in it by their key. */
const ROOT_KINDS: Readonly<Record<string, string>> = { skills: 'skillSections' };
const CHILD_KINDS: Readonly<Record<string, string>> = {
  'profile.contacts': 'profileContacts',
  'skillSections.skills': 'skills',
  'jobs.positions': 'positions',
  'projects.contributions': 'contributions',
  'contributions.skills': 'contributionSkills',
  'people.contacts': 'personContacts',
  'people.addresses': 'personAddresses',
  'people.dates': 'personDates',
  'people.links': 'personLinks',
  'people.tags': 'personTags',
  'people.affiliations': 'personAffiliations',
  'people.relationships': 'personRelationships',
  'people.interactions': 'personInteractions',
  'organizations.links': 'organizationLinks',
  'organizations.keyPeople': 'organizationKeyPeople',
  'notes.attachments': 'noteAttachments',
};

export const ALL_KINDS: readonly string[] = [
  ...new Set([...AREAS.map((area) => ROOT_KINDS[area] ?? area), ...Object.values(CHILD_KINDS)]),
];

/** A UUID of version 8 (RFC 9562: made as one likes) that is the same for the same name. */
export function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4] ?? '8';
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Rows with ids made from the names of their parent and their own place in the list. */
export const numbered = (parent: string, rows: readonly TreeRow[]): TreeRows =>
  Object.fromEntries(rows.map((row, index) => [uuidOf(`${parent}/${index}`), row]));

/** The row without what is undefined, null, or a mapping of no child rows. */
export const compact = (row: TreeRow): TreeRow =>
  Object.fromEntries(
    Object.entries(row).filter(
      ([, value]) =>
        value !== undefined &&
        value !== null &&
        !(typeof value === 'object' && Object.keys(value).length === 0),
    ),
  );

/** Calls `visit` for each row of the tree with its kind, parents before children. */
export function eachRow(tree: Tree, visit: (kind: string, id: string, row: TreeRow) => void): void {
  const walk = (kind: string, rows: TreeRows): void => {
    for (const [id, row] of Object.entries(rows)) {
      visit(kind, id, row);
      for (const [key, value] of Object.entries(row)) {
        const child = CHILD_KINDS[`${kind}.${key}`];
        if (child !== undefined) walk(child, value as TreeRows);
      }
    }
  };
  for (const area of AREAS) walk(ROOT_KINDS[area] ?? area, tree[area] ?? {});
}

/** Rows of each kind, also of those that have none. */
export function countTree(tree: Tree): Record<string, number> {
  const counts = Object.fromEntries(ALL_KINDS.map((kind) => [kind, 0]));
  eachRow(tree, (kind) => (counts[kind] = (counts[kind] ?? 0) + 1));
  return counts;
}
