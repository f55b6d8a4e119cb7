/** The rows that a résumé is made from, as pieces of its sections. */
import type { CompanionSource } from '../../portability/kinds.js';
import { readParts } from './part-rows.js';
import { resumeDate, resumeEmail, resumeProfile, type ResumeSections } from './resume.js';
import { webAddress } from './web-address.js';
import type { JsonPiece } from './write-json.js';

type Pieces = AsyncGenerator<JsonPiece>;

/** Characters of a name that is written with each row of those under it. */
const NAME_LENGTH = 200;
/** The latest first, as résumés are read: what has not ended before what has. */
const latestFirst = (start: string, end: string): string =>
  `${end} COLLATE "C" DESC NULLS FIRST, ${start} COLLATE "C" DESC NULLS LAST`;

export const readResume = (source: CompanionSource): ResumeSections => ({
  basics: basics(source),
  work: work(source),
  education: education(source),
  skills: skills(source),
  projects: projects(source),
});

const page = (text: string | null | undefined): string | undefined => webAddress(text ?? '');
const day = (partial: string | null | undefined): string | undefined => resumeDate(partial ?? null);

async function* basics(source: CompanionSource): Pieces {
  const contacts = source.rows('profileContacts');
  const first = (kind: string): string =>
    `(SELECT c.value FROM ${contacts} c WHERE c."parentId" = p.id AND c.kind = '${kind}' ORDER BY c."isPrimary" DESC, c.position, c.id LIMIT 1)`;
  const sql = `SELECT p."fullName", p.headline, p.summary, p.location, m.id, m."fileName", m."contentType",
      ${first('email')}, ${first('phone')}, ${first('website')}, ${first('address')}
    FROM ${source.rows('profile')} p LEFT JOIN ${source.rows('media')} m ON m.id = p.avatar`;
  for await (const rows of source.read(sql))
    for (const [name, label, summary, city, media, fileName, contentType, ...contact] of rows) {
      const [email = null, phone, url, address] = contact;
      const image =
        media === null || media === undefined || source.missing.has(media)
          ? undefined
          : source.mediaPath(media, fileName ?? '', contentType ?? '');
      const location =
        address || city ? { address: address ?? undefined, city: city ?? undefined } : undefined;
      yield {
        item: { name, label, image, email: resumeEmail(email), phone, url: page(url), summary, location },
      };
    }
  const social = `SELECT c.label, c.value FROM ${contacts} c WHERE c.kind = 'social' ORDER BY c.position, c.id`;
  for await (const rows of source.read(social))
    for (const [label = null, value] of rows)
      yield { list: 'profiles', value: resumeProfile(label, value ?? '') };
}

/** A position is an item; so is a job without one. A job with a single position lends it its dates. */
async function* work(source: CompanionSource): Pieces {
  const only = 'count(*) OVER (PARTITION BY j.id) = 1';
  const isFirst = 'row_number() OVER (PARTITION BY j.id ORDER BY p.position, p.id) = 1';
  const lent = (date: string): string => `COALESCE(p.${date}, CASE WHEN ${only} THEN j.${date} END)`;
  const sql = `
    SELECT left(j.company, ${NAME_LENGTH}), left(j.location, ${NAME_LENGTH}), p.title, left(o.website, 2000),
      ${lent('start')}, ${lent('"end"')}, p.description, array_to_json(p.highlights)::text,
      CASE WHEN ${isFirst} THEN j.description END
    FROM ${source.rows('jobs')} j
    LEFT JOIN ${source.rows('positions')} p ON p."parentId" = j.id
    LEFT JOIN ${source.rows('organizations')} o ON o.id = j."organizationId"
    ORDER BY ${latestFirst('j.start', 'j."end"')}, j.id COLLATE "C", ${latestFirst('p.start', 'p."end"')}, p.position, p.id COLLATE "C"`;
  for await (const rows of source.read(sql))
    for (const [name, location, position, url, start, end, summary, highlights, description] of rows)
      yield {
        item: {
          name,
          position,
          location,
          url: page(url),
          startDate: day(start),
          endDate: day(end),
          description,
          summary,
          highlights: JSON.parse(highlights ?? 'null') as unknown,
        },
      };
}

async function* education(source: CompanionSource): Pieces {
  const sql = `
    SELECT e.institution, o.website, e.field, e.degree, e.start, e."end", e.grade
    FROM ${source.rows('education')} e LEFT JOIN ${source.rows('organizations')} o ON o.id = e."organizationId"
    ORDER BY e.position, e.id COLLATE "C"`;
  for await (const rows of source.read(sql))
    for (const [institution, url, area, studyType, start, end, score] of rows)
      yield {
        item: {
          institution,
          url: page(url),
          area,
          studyType,
          startDate: day(start),
          endDate: day(end),
          score,
        },
      };
}

/** The section of a skill is its keyword. */
async function* skills(source: CompanionSource): Pieces {
  const sql = `
    SELECT k.name, k.level, left(s.name, ${NAME_LENGTH})
    FROM ${source.rows('skills')} k JOIN ${source.rows('skillSections')} s ON s.id = k."parentId"
    ORDER BY s.position, s.id COLLATE "C", k.position, k.id COLLATE "C"`;
  for await (const rows of source.read(sql))
    for (const [name, level, section] of rows) yield { item: { name, level, keywords: [section] } };
}

/** What was contributed are the highlights of a project, the skills that it took its keywords, the positions in which it was made the roles. */
async function* projects(source: CompanionSource): Pieces {
  const ordered = `(SELECT p.id, row_number() OVER (ORDER BY ${latestFirst('p.start', 'p."end"')}, p.id COLLATE "C") AS nth FROM ${source.rows('projects')} p) ordered`;
  const contributions = `${source.rows('contributions')} c JOIN ${ordered} ON ordered.id = c."parentId"`;
  const parts = readParts(source, [
    {
      of: 'project',
      select: {
        name: 'p.name',
        description: 'COALESCE(p.summary, p.description)',
        start: 'p.start',
        end: 'p."end"',
        url: 'p.url',
        repositoryUrl: 'p."repositoryUrl"',
        entity: 'o.name',
      },
      from: `${source.rows('projects')} p JOIN ${ordered} ON ordered.id = p.id LEFT JOIN ${source.rows('organizations')} o ON o.id = p."organizationId"`,
      owner: 'ordered.nth',
      id: 'p.id',
    },
    {
      of: 'highlights',
      select: { value: 'c.title' },
      from: contributions,
      owner: 'ordered.nth',
      nth: 'c.position',
      id: 'c.id',
    },
    {
      of: 'keywords',
      select: { value: 'k.name' },
      from: `(SELECT DISTINCT ordered.nth AS project, s."skillId" FROM ${source.rows('contributionSkills')} s JOIN ${source.rows('contributions')} c ON c.id = s."parentId" JOIN ${ordered} ON ordered.id = c."parentId") used JOIN ${source.rows('skills')} k ON k.id = used."skillId"`,
      owner: 'used.project',
      id: 'k.id',
    },
    {
      of: 'roles',
      select: { value: 'r.title' },
      from: `(SELECT DISTINCT ordered.nth AS project, c."jobPositionId" FROM ${contributions}) held JOIN ${source.rows('positions')} r ON r.id = held."jobPositionId"`,
      owner: 'held.project',
      id: 'r.id',
    },
  ]);
  for await (const { of, value = null, ...project } of parts)
    if (of !== 'project') yield { list: of, value };
    else {
      const { name, description, start, end, url, repositoryUrl, entity } = project;
      yield {
        item: {
          name,
          description,
          startDate: day(start),
          endDate: day(end),
          url: page(url) ?? page(repositoryUrl),
          entity,
        },
      };
    }
}
