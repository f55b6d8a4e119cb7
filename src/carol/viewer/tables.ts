/**
 * What the page shows, as tables of JSON arrays: one column of JSON for each row, and a number. Rows of a root stand in the order of
 * their numbers; all others are sorted by the number of the row that they are shown under, which comes first in the array.
 */
import type { CompanionSource } from '../../portability/kinds.js';
import { numbered, type Root } from './roots.js';

export interface Table {
  /** Of its files, and in the page. */
  readonly name: string;
  /** Two columns: the JSON of a row, and its number or that of the row above. */
  readonly sql: string;
}

/** Joins of optional references, so that a number stands for a UUID. */
const linked = (source: CompanionSource, links: Readonly<Record<string, Root>>): string =>
  Object.entries(links)
    .map(
      ([key, root], index) => ` LEFT JOIN ${numbered(source, root)} l${index} ON l${index}.id = c."${key}"`,
    )
    .join('');

const columns = (keys: string): string =>
  keys
    .split(' ')
    .map((key) => (key.includes('.') ? key : `c."${key}"`))
    .join(', ');

/** Rows that stand on their own. @param keys fields with spaces between; `l0.n` is the number of the first link */
const root = (
  source: CompanionSource,
  name: Root,
  keys: string,
  links: Readonly<Record<string, Root>> = {},
): Table => ({
  name,
  sql: `SELECT json_build_array(${columns(keys)})::text, p.n FROM ${source.rows(name)} c JOIN ${numbered(source, name)} p ON p.id = c.id${linked(source, links)} ORDER BY p.n`,
});

interface Nested {
  readonly under: Root;
  readonly keys: string;
  readonly links?: Readonly<Record<string, Root>>;
  /** The column that says under which row; default the parent. */
  readonly by?: string;
  readonly order?: string;
  readonly where?: string;
  /** The kind, where the table is called otherwise. */
  readonly kind?: string;
}

const nested = (
  source: CompanionSource,
  name: string,
  { under, keys, links = {}, by = 'parentId', order = 'c."createdAt"', where = 'true', kind = name }: Nested,
): Table => ({
  name,
  sql: `SELECT json_build_array(p.n, ${columns(keys)})::text, p.n FROM ${source.rows(kind)} c JOIN ${numbered(source, under)} p ON p.id = c."${by}"${linked(source, links)} WHERE ${where} ORDER BY p.n, ${order}, c.id COLLATE "C"`,
});

/** Texts of rows below, as a list. */
const listOf = (relation: string, parent: string, text: string): string =>
  `(SELECT g."${parent}" AS id, json_agg(${text} ORDER BY ${text} COLLATE "C") AS list FROM ${relation} g GROUP BY 1)`;

/** Seconds since 1970: a third of the length of an instant. */
const seconds = (column: string): string => `extract(epoch FROM ${column})::bigint`;

/** A note in a list: its title, or how it begins. */
const heading = `COALESCE(NULLIF(c."title", ''), left(c."body", 80))`;

/** In the order in which their files are written. */
export function tablesOf(source: CompanionSource): readonly Table[] {
  const { rows } = source;
  const people = numbered(source, 'people');
  return [
    {
      name: 'profile',
      sql: `SELECT json_build_array(${columns('fullName headline pronouns summary location birthDate l0.n')})::text, 0 FROM ${rows('profile')} c${linked(source, { avatar: 'media' })}`,
    },
    {
      name: 'profileContacts',
      sql: `SELECT json_build_array(0, ${columns('kind label value')})::text, 0 FROM ${rows('profileContacts')} c ORDER BY c."position", c.id COLLATE "C"`,
    },
    root(source, 'skillSections', 'name description'),
    nested(source, 'skills', {
      under: 'skillSections',
      keys: 'name level years lastUsed',
      order: 'c."position"',
    }),
    root(source, 'education', 'institution degree field start end grade description l0.n', {
      organizationId: 'organizations',
    }),
    root(source, 'jobs', 'company employmentType location remote start end description l0.n', {
      organizationId: 'organizations',
    }),
    nested(source, 'positions', {
      under: 'jobs',
      keys: 'title start end description highlights',
      order: 'c."position"',
    }),
    root(source, 'projects', 'name summary description url repositoryUrl status start end l0.n l1.n', {
      organizationId: 'organizations',
      cover: 'media',
    }),
    {
      name: 'contributions',
      sql: `SELECT json_build_array(p.n, ${columns('title description impact occurredOn s.list')})::text, p.n FROM ${rows('contributions')} c JOIN ${numbered(source, 'projects')} p ON p.id = c."parentId" LEFT JOIN ${listOf(`(SELECT cs."parentId", s.name FROM ${rows('contributionSkills')} cs JOIN ${rows('skills')} s ON s.id = cs."skillId")`, 'parentId', 'g.name')} s ON s.id = c.id ORDER BY p.n, c."position", c.id COLLATE "C"`,
    },
    {
      name: 'people',
      sql: `SELECT json_build_array(${columns('givenName familyName nickname favorite l0.n t.list')})::text, p.n FROM ${rows('people')} c JOIN ${people} p ON p.id = c.id${linked(source, { photo: 'media' })} LEFT JOIN ${listOf(rows('personTags'), 'parentId', 'g.tag')} t ON t.id = c.id ORDER BY p.n`,
    },
    {
      name: 'personFacts',
      sql: `SELECT json_build_array(p.n, ${columns('pronouns birthday howWeMet')}, NULLIF(c."customFields"::text, '{}'))::text, p.n FROM ${rows('people')} c JOIN ${people} p ON p.id = c.id WHERE c."pronouns" IS NOT NULL OR c."birthday" IS NOT NULL OR c."howWeMet" IS NOT NULL OR c."customFields"::text <> '{}' ORDER BY p.n`,
    },
    nested(source, 'personContacts', { under: 'people', keys: 'kind label value', order: 'c."position"' }),
    nested(source, 'personAddresses', {
      under: 'people',
      keys: 'label street postalCode city region country',
    }),
    nested(source, 'personDates', { under: 'people', keys: 'label on' }),
    nested(source, 'personLinks', { under: 'people', keys: 'label url', order: 'c."position"' }),
    nested(source, 'personAffiliations', {
      under: 'people',
      keys: 'l0.n title start end',
      links: { organizationId: 'organizations' },
    }),
    nested(source, 'personRelationships', {
      under: 'people',
      keys: 'l0.n kind note',
      links: { relatedPersonId: 'people' },
    }),
    {
      name: 'personInteractions',
      sql: `SELECT json_build_array(p.n, ${seconds('c."occurredAt"')}, ${columns('channel summary followUpOn')})::text, p.n FROM ${rows('personInteractions')} c JOIN ${people} p ON p.id = c."parentId" ORDER BY p.n, c."occurredAt" DESC, c.id COLLATE "C"`,
    },
    root(source, 'organizations', 'name kind industry website l0.n l1.n', {
      logo: 'media',
      parentId: 'organizations',
    }),
    nested(source, 'organizationFacts', {
      kind: 'organizations',
      under: 'organizations',
      by: 'id',
      keys: 'description',
      where: 'c."description" IS NOT NULL',
    }),
    nested(source, 'organizationLinks', { under: 'organizations', keys: 'label url', order: 'c."position"' }),
    nested(source, 'organizationKeyPeople', {
      under: 'organizations',
      keys: 'l0.n role since',
      links: { personId: 'people' },
    }),
    nested(source, 'members', {
      kind: 'personAffiliations',
      under: 'organizations',
      by: 'organizationId',
      keys: 'l0.n title',
      links: { parentId: 'people' },
    }),
    {
      name: 'notes',
      sql: `SELECT json_build_array(${heading}, c."pinned", c."subjectType", COALESCE(l0.n, l1.n))::text, p.n FROM ${rows('notes')} c JOIN ${numbered(source, 'notes')} p ON p.id = c.id LEFT JOIN ${people} l0 ON l0.id = c."subjectId" AND c."subjectType" = 'person' LEFT JOIN ${numbered(source, 'organizations')} l1 ON l1.id = c."subjectId" AND c."subjectType" = 'organization' ORDER BY p.n`,
    },
    nested(source, 'noteBodies', { kind: 'notes', under: 'notes', by: 'id', keys: 'body' }),
    nested(source, 'noteAttachments', { under: 'notes', keys: 'l0.n', links: { media: 'media' } }),
    ...(['person', 'organization'] as const).map((subject): Table => {
      const above = subject === 'person' ? people : numbered(source, 'organizations');
      return {
        name: `${subject}Notes`,
        sql: `SELECT json_build_array(p.n, l0.n, ${heading})::text, p.n FROM ${rows('notes')} c JOIN ${above} p ON p.id = c."subjectId" AND c."subjectType" = ${source.quote(subject)} JOIN ${numbered(source, 'notes')} l0 ON l0.id = c.id ORDER BY p.n, l0.n`,
      };
    }),
  ];
}

/** Three columns of a file's row, and its number. */
export const mediaSql = (source: CompanionSource): string =>
  `SELECT c.id, c."fileName", c."contentType", c."byteSize", p.n FROM ${source.rows('media')} c JOIN ${numbered(source, 'media')} p ON p.id = c.id ORDER BY p.n`;
