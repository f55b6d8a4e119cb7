/**
 * What the page shows, as tables of JSON arrays. Rows of a root stand in the order of their numbers; all others are sorted by the number of
 * the row that they are shown under, which comes first in the array.
 */
import type { CompanionSource } from '../../portability/kinds.js';
import { numbered, numbers, type Root } from './roots.js';

/** Rows of a query, each as JSON; its parts are SQL. */
export interface Table {
  /** Of its files, and in the page. */
  readonly name: string;
  /** The row's JSON. */
  readonly json: string;
  /** The number of the row, or that of the row above. */
  readonly n: string;
  readonly from: string;
  readonly where?: string;
  /** What follows the number in the order of the rows; none of one row alone. */
  readonly order?: string;
}

/** Tables that one statement reads, and the roots whose numbers are in it. */
export interface TableGroup {
  readonly roots: readonly Root[];
  readonly tables: readonly Table[];
}

/** Joins of optional references, so that a number stands for a UUID. */
const linked = (links: Readonly<Record<string, Root>>): string =>
  Object.entries(links)
    .map(([key, root], index) => ` LEFT JOIN ${numbered(root)} l${index} ON l${index}.id = c."${key}"`)
    .join('');

const columns = (keys: string): string =>
  keys
    .split(' ')
    .map((key) => (key.includes('.') ? key : `c."${key}"`))
    .join(', ');

const array = (...items: readonly string[]): string => `json_build_array(${items.join(', ')})::text`;

const BY_ID = `c.id COLLATE "C"`;

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

/** How tables are made of the rows of a source. */
function tableMakers({ rows }: CompanionSource) {
  return {
    /** Rows that stand on their own. @param keys fields with spaces between; `l0.n` is the number of the first link */
    root: (name: Root, keys: string, links: Readonly<Record<string, Root>> = {}): Table => ({
      name,
      json: array(columns(keys)),
      n: 'p.n',
      from: `${rows(name)} c JOIN ${numbered(name)} p ON p.id = c.id${linked(links)}`,
    }),
    nested: (
      name: string,
      { under, keys, links = {}, by = 'parentId', order = 'c."createdAt"', where, kind = name }: Nested,
    ): Table => ({
      name,
      json: array('p.n', columns(keys)),
      n: 'p.n',
      from: `${rows(kind)} c JOIN ${numbered(under)} p ON p.id = c."${by}"${linked(links)}`,
      ...(where !== undefined && { where }),
      order: `${order}, ${BY_ID}`,
    }),
  };
}

/** Texts of rows below, as a list. */
const listOf = (relation: string, parent: string, text: string): string =>
  `(SELECT g."${parent}" AS id, json_agg(${text} ORDER BY ${text} COLLATE "C") AS list FROM ${relation} g GROUP BY 1)`;

/** Seconds since 1970: a third of the length of an instant. */
const seconds = (column: string): string => `extract(epoch FROM ${column})::bigint`;

/** A note in a list: its title, or how it begins. */
const heading = `COALESCE(NULLIF(c."title", ''), left(c."body", 80))`;

function career(source: CompanionSource): TableGroup {
  const { rows } = source;
  const { root, nested } = tableMakers(source);
  return {
    roots: ['skillSections', 'education', 'jobs', 'projects', 'organizations', 'media'],
    tables: [
      {
        name: 'profile',
        json: array(columns('fullName headline pronouns summary location birthDate l0.n')),
        n: '0::bigint',
        from: `${rows('profile')} c${linked({ avatar: 'media' })}`,
      },
      {
        name: 'profileContacts',
        json: array('0', columns('kind label value')),
        n: '0::bigint',
        from: `${rows('profileContacts')} c`,
        order: `c."position", ${BY_ID}`,
      },
      root('skillSections', 'name description'),
      nested('skills', { under: 'skillSections', keys: 'name level years lastUsed', order: 'c."position"' }),
      root('education', 'institution degree field start end grade description l0.n', {
        organizationId: 'organizations',
      }),
      root('jobs', 'company employmentType location remote start end description l0.n', {
        organizationId: 'organizations',
      }),
      nested('positions', {
        under: 'jobs',
        keys: 'title start end description highlights',
        order: 'c."position"',
      }),
      root('projects', 'name summary description url repositoryUrl status start end l0.n l1.n', {
        organizationId: 'organizations',
        cover: 'media',
      }),
      {
        name: 'contributions',
        json: array('p.n', columns('title description impact occurredOn s.list')),
        n: 'p.n',
        from: `${rows('contributions')} c JOIN ${numbered('projects')} p ON p.id = c."parentId" LEFT JOIN ${listOf(`(SELECT cs."parentId", s.name FROM ${rows('contributionSkills')} cs JOIN ${rows('skills')} s ON s.id = cs."skillId")`, 'parentId', 'g.name')} s ON s.id = c.id`,
        order: `c."position", ${BY_ID}`,
      },
    ],
  };
}

function people(source: CompanionSource): TableGroup {
  const { rows } = source;
  const { nested } = tableMakers(source);
  const one = `${rows('people')} c JOIN ${numbered('people')} p ON p.id = c.id`;
  return {
    roots: ['people', 'organizations', 'media'],
    tables: [
      {
        name: 'people',
        json: array(columns('givenName familyName nickname favorite l0.n t.list')),
        n: 'p.n',
        from: `${one}${linked({ photo: 'media' })} LEFT JOIN ${listOf(rows('personTags'), 'parentId', 'g.tag')} t ON t.id = c.id`,
      },
      {
        name: 'personFacts',
        json: array('p.n', columns('pronouns birthday howWeMet'), `NULLIF(c."customFields"::text, '{}')`),
        n: 'p.n',
        from: one,
        where: `c."pronouns" IS NOT NULL OR c."birthday" IS NOT NULL OR c."howWeMet" IS NOT NULL OR c."customFields"::text <> '{}'`,
      },
      nested('personContacts', { under: 'people', keys: 'kind label value', order: 'c."position"' }),
      nested('personAddresses', { under: 'people', keys: 'label street postalCode city region country' }),
      nested('personDates', { under: 'people', keys: 'label on' }),
      nested('personLinks', { under: 'people', keys: 'label url', order: 'c."position"' }),
      nested('personAffiliations', {
        under: 'people',
        keys: 'l0.n title start end',
        links: { organizationId: 'organizations' },
      }),
      nested('personRelationships', {
        under: 'people',
        keys: 'l0.n kind note',
        links: { relatedPersonId: 'people' },
      }),
      {
        name: 'personInteractions',
        json: array('p.n', seconds('c."occurredAt"'), columns('channel summary followUpOn')),
        n: 'p.n',
        from: `${rows('personInteractions')} c JOIN ${numbered('people')} p ON p.id = c."parentId"`,
        order: `c."occurredAt" DESC, ${BY_ID}`,
      },
    ],
  };
}

function organizations(source: CompanionSource): TableGroup {
  const { root, nested } = tableMakers(source);
  return {
    roots: ['organizations', 'people', 'media'],
    tables: [
      root('organizations', 'name kind industry website l0.n l1.n', {
        logo: 'media',
        parentId: 'organizations',
      }),
      nested('organizationFacts', {
        kind: 'organizations',
        under: 'organizations',
        by: 'id',
        keys: 'description',
        where: 'c."description" IS NOT NULL',
      }),
      nested('organizationLinks', { under: 'organizations', keys: 'label url', order: 'c."position"' }),
      nested('organizationKeyPeople', {
        under: 'organizations',
        keys: 'l0.n role since',
        links: { personId: 'people' },
      }),
      nested('members', {
        kind: 'personAffiliations',
        under: 'organizations',
        by: 'organizationId',
        keys: 'l0.n title',
        links: { parentId: 'people' },
      }),
    ],
  };
}

function notes(source: CompanionSource): TableGroup {
  const { rows, quote } = source;
  const { nested } = tableMakers(source);
  return {
    roots: ['notes', 'people', 'organizations', 'media'],
    tables: [
      {
        name: 'notes',
        json: array(heading, 'c."pinned"', 'c."subjectType"', 'COALESCE(l0.n, l1.n)'),
        n: 'p.n',
        from: `${rows('notes')} c JOIN ${numbered('notes')} p ON p.id = c.id LEFT JOIN ${numbered('people')} l0 ON l0.id = c."subjectId" AND c."subjectType" = 'person' LEFT JOIN ${numbered('organizations')} l1 ON l1.id = c."subjectId" AND c."subjectType" = 'organization'`,
      },
      nested('noteBodies', { kind: 'notes', under: 'notes', by: 'id', keys: 'body' }),
      nested('noteAttachments', { under: 'notes', keys: 'l0.n', links: { media: 'media' } }),
      ...(['person', 'organization'] as const).map((subject): Table => ({
        name: `${subject}Notes`,
        json: array('p.n', 'l0.n', heading),
        n: 'p.n',
        from: `${rows('notes')} c JOIN ${numbered(subject === 'person' ? 'people' : 'organizations')} p ON p.id = c."subjectId" AND c."subjectType" = ${quote(subject)} JOIN ${numbered('notes')} l0 ON l0.id = c.id`,
        order: 'l0.n',
      })),
    ],
  };
}

/** In the order in which their files are written. */
export const tableGroups = (source: CompanionSource): readonly TableGroup[] =>
  [career, people, organizations, notes].map((group) => group(source));

/** Three columns of a file's row, and its number. */
export const mediaSql = (source: CompanionSource): string =>
  `${numbers(source, ['media'])} SELECT c.id, c."fileName", c."contentType", c."byteSize", p.n FROM ${source.rows('media')} c JOIN ${numbered('media')} p ON p.id = c.id ORDER BY p.n`;
