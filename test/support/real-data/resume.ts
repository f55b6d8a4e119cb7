/** A résumé of the JSON Resume project as a profile, jobs, education, skills, projects and notes. */
import { compact, numbered, uuidOf, type Tree, type TreeRow } from '../tree.js';

type Texts<Key extends string> = Readonly<Record<Key, string>>;
interface Work extends Texts<'position' | 'url' | 'startDate' | 'endDate' | 'summary'> {
  readonly name?: string;
  readonly organization?: string;
  readonly location?: string;
  readonly description?: string;
  readonly highlights: readonly string[];
}

export interface Resume {
  readonly basics: Texts<'name' | 'label' | 'email' | 'phone' | 'url' | 'summary'> & {
    readonly location: Texts<'address' | 'postalCode' | 'city' | 'region'>;
    readonly profiles: readonly Texts<'network' | 'username' | 'url'>[];
  };
  readonly work: readonly Work[];
  readonly volunteer: readonly Work[];
  readonly education: readonly (Texts<
    'institution' | 'url' | 'area' | 'studyType' | 'startDate' | 'endDate' | 'score'
  > & { readonly courses: readonly string[] })[];
  readonly publications: readonly Texts<'name' | 'publisher' | 'releaseDate' | 'url' | 'summary'>[];
  readonly skills: readonly (Texts<'name' | 'level'> & { readonly keywords: readonly string[] })[];
  readonly references: readonly Texts<'name' | 'reference'>[];
  readonly projects: readonly (Texts<'name' | 'description' | 'startDate' | 'endDate' | 'url' | 'entity'> & {
    readonly highlights: readonly string[];
    readonly keywords: readonly string[];
  })[];
}

const organizationId = (name: string): string => uuidOf(`resume/organization/${name}`);
const refereeId = (name: string): string => uuidOf(`resume/person/${name}`);
const skillId = (name: string): string => uuidOf(`resume/skill/${name}`);
const markdownList = (items: readonly string[]): string => items.map((item) => `- ${item}\n`).join('');

/** All areas that a résumé fills; people are its referees, organizations those that it names. */
export function resumeTree(resume: Resume): Tree {
  const works = [...resume.work, ...resume.volunteer];
  return {
    profile: numbered('resume/profile', [profile(resume)]),
    skills: skills(resume),
    education: numbered('resume/education', resume.education.map(course)),
    jobs: numbered(
      'resume/job',
      works.map((work, index) => job(work, index, index >= resume.work.length)),
    ),
    projects: numbered('resume/project', resume.projects.map(project)),
    people: Object.fromEntries(
      resume.references.map(({ name }) => {
        const [givenName, ...rest] = name.split(' ');
        return [refereeId(name), { givenName, familyName: rest.join(' '), favorite: true }];
      }),
    ),
    organizations: organizations(resume, works),
    notes: notes(resume),
  };
}

function profile({ basics }: Resume): TreeRow {
  const { address, postalCode, city, region } = basics.location;
  const contacts = [
    { kind: 'email', value: basics.email },
    { kind: 'phone', value: basics.phone },
    { kind: 'website', value: basics.url },
    { kind: 'address', value: `${address}\n${city}, ${postalCode}` },
    ...basics.profiles.map(({ network, url }) => ({ kind: 'social', label: network, value: url })),
  ];
  return {
    fullName: basics.name,
    headline: basics.label,
    summary: basics.summary,
    location: `${city}, ${region}`,
    contacts: numbered(
      'resume/contact',
      contacts.map((contact, position) => ({ ...contact, isPrimary: position === 0, position })),
    ),
  };
}

const course = (entry: Resume['education'][number], position: number): TreeRow => ({
  institution: entry.institution,
  organizationId: organizationId(entry.institution),
  degree: entry.studyType,
  field: entry.area,
  start: entry.startDate,
  end: entry.endDate,
  grade: entry.score,
  description: markdownList(entry.courses),
  position,
});

function job(work: Work, index: number, unpaid: boolean): TreeRow {
  const company = work.name ?? work.organization ?? '';
  return compact({
    company,
    organizationId: organizationId(company),
    employmentType: unpaid ? 'volunteer' : 'full-time',
    location: work.location,
    remote: false,
    start: work.startDate,
    end: work.endDate,
    description: work.description,
    positions: numbered(`resume/job/${index}/position`, [
      {
        title: work.position,
        start: work.startDate,
        end: work.endDate,
        description: work.summary,
        highlights: work.highlights,
        position: 0,
      },
    ]),
  });
}

function skills({ skills: sections, projects }: Resume): Tree[string] {
  const known = new Set(sections.flatMap(({ keywords }) => keywords));
  const used = projects.flatMap(({ keywords }) => keywords).filter((keyword) => !known.has(keyword));
  return numbered(
    'resume/section',
    [...sections, { name: 'Used in projects', level: '', keywords: used }].map(
      ({ name, level, keywords }, position) => ({
        name,
        position,
        skills: Object.fromEntries(
          keywords.map((keyword, place) => [
            skillId(keyword),
            compact({ name: keyword, level: level === 'Master' ? 'expert' : undefined, position: place }),
          ]),
        ),
      }),
    ),
  );
}

const project = (entry: Resume['projects'][number], index: number): TreeRow => ({
  name: entry.name,
  summary: entry.description,
  url: entry.url,
  status: 'finished',
  start: entry.startDate,
  end: entry.endDate,
  organizationId: organizationId(entry.entity),
  contributions: numbered(
    `resume/project/${index}/contribution`,
    entry.highlights.map((title, position) =>
      compact({
        title,
        jobPositionId: uuidOf('resume/job/0/position/0'),
        occurredOn: position === 0 ? entry.endDate : undefined,
        position,
        skills: numbered(
          `resume/project/${index}/contribution/${position}/skill`,
          entry.keywords.map((keyword) => ({ skillId: skillId(keyword) })),
        ),
      }),
    ),
  ),
});

function organizations(resume: Resume, works: readonly Work[]): Tree[string] {
  const sites: [string, string | undefined][] = [
    ...resume.publications.map(({ publisher }): [string, undefined] => [publisher, undefined]),
    ...resume.projects.map(({ entity }): [string, undefined] => [entity, undefined]),
    ...resume.education.map(({ institution, url }): [string, string] => [institution, url]),
    ...works.map(({ name, organization, url }): [string, string] => [name ?? organization ?? '', url]),
  ];
  return Object.fromEntries(
    sites.map(([name, website]) => [organizationId(name), compact({ name, website })]),
  );
}

const notes = ({ publications, references }: Resume): Tree[string] =>
  numbered('resume/note', [
    ...publications.map(({ name, summary, url, releaseDate, publisher }) => ({
      title: name,
      body: `${summary}\n\n<${url}>, ${releaseDate}, at [${publisher}](${organizationId(publisher)})\n`,
      pinned: false,
      subjectType: 'organization',
      subjectId: organizationId(publisher),
    })),
    ...references.map(({ name, reference }) => ({
      title: `Reference by ${name}`,
      body: reference,
      pinned: true,
      subjectType: 'person',
      subjectId: refereeId(name),
    })),
  ]);
