/** The US Congress as people and organizations: members, their terms and offices, committees and who sits on them. */
import { compact, numbered, uuidOf, type TreeRow, type TreeRows } from '../tree.js';

export interface Member {
  readonly id: { readonly bioguide: string; readonly wikipedia?: string } & Readonly<Record<string, unknown>>;
  readonly name: Readonly<
    Record<'first' | 'last' | 'official_full' | 'middle' | 'nickname' | 'suffix', string>
  >;
  readonly bio: { readonly birthday: string; readonly gender: string };
  readonly terms: readonly Term[];
  readonly leadership_roles?: readonly unknown[];
  readonly family?: readonly unknown[];
}

interface Term {
  readonly type: 'rep' | 'sen';
  readonly start: string;
  readonly end: string;
  readonly state: string;
  readonly district?: number;
  readonly party: string;
  readonly address?: string;
  readonly phone?: string;
  readonly fax?: string | null;
  readonly url?: string;
  readonly contact_form?: string;
}

export interface Offices {
  readonly id: { readonly bioguide: string };
  readonly offices: readonly Readonly<Record<string, string | number | undefined>>[];
}

export interface Social {
  readonly id: { readonly bioguide: string };
  readonly social: Readonly<Record<string, string | number>>;
}

export interface Committee {
  readonly type?: 'house' | 'senate' | 'joint';
  readonly name: string;
  readonly thomas_id: string;
  readonly url?: string;
  readonly minority_url?: string;
  readonly rss_url?: string;
  readonly wikipedia?: string;
  readonly youtube_id?: string;
  readonly jurisdiction?: string;
  readonly subcommittees?: readonly Committee[];
}

export interface Seat {
  readonly bioguide: string;
  readonly title?: string;
  readonly party: string;
  readonly rank: number;
}

export interface Congress {
  readonly members: readonly Member[];
  readonly offices: readonly Offices[];
  readonly social: readonly Social[];
  readonly committees: readonly Committee[];
  /** By the committee's id; a subcommittee's follows that of its committee. */
  readonly seats: Readonly<Record<string, readonly Seat[]>>;
}

const CHAMBERS = { rep: 'House of Representatives', sen: 'Senate' } as const;

export const personId = (bioguide: string): string => uuidOf(`person/${bioguide}`);
export const chamberId = (type: keyof typeof CHAMBERS): string => uuidOf(`chamber/${type}`);
export const committeeId = (id: string): string => uuidOf(`committee/${id}`);

const SITES: Readonly<Record<string, (account: string) => string>> = {
  twitter: (account) => `https://twitter.com/${account}`,
  facebook: (account) => `https://www.facebook.com/${account}`,
  instagram: (account) => `https://www.instagram.com/${account}`,
  youtube: (account) => `https://www.youtube.com/${account}`,
  mastodon: (account) => account,
};

const link = (label: string, url: string | undefined) => (url === undefined ? [] : [{ label, url }]);
const placed = (rows: readonly TreeRow[]): readonly TreeRow[] =>
  rows.map((row, position) => ({ ...row, position }));
const wikipedia = (title: string | undefined) =>
  link('Wikipedia', title && `https://en.wikipedia.org/wiki/${encodeURIComponent(title)}`);

/** The members, as people. */
export function peopleOf({ members, offices, social }: Congress): TreeRows {
  const officesOf = new Map(offices.map((of) => [of.id.bioguide, of.offices]));
  const socialOf = new Map(social.map((of) => [of.id.bioguide, of.social]));
  return Object.fromEntries(
    members.map((member) => {
      const { bioguide } = member.id;
      const places = officesOf.get(bioguide) ?? [];
      return [personId(bioguide), person(member, places, socialOf.get(bioguide) ?? {})];
    }),
  );
}

function person(
  { id, name, bio, terms, leadership_roles, family }: Member,
  offices: Offices['offices'],
  social: Social['social'],
): TreeRow {
  const named = (list: string): string => `person/${id.bioguide}/${list}`;
  const now = terms.at(-1) as Term;
  const phones = [
    { label: 'Washington', value: now.phone },
    ...offices.map(({ city, phone }) => ({ label: city, value: phone })),
  ].filter(({ value }) => value !== undefined);
  const accounts = Object.entries(SITES).flatMap(([site, url]) =>
    social[site] === undefined ? [] : link(site, url(String(social[site]))),
  );
  return compact({
    givenName: name.first,
    familyName: [name.last, name.suffix].filter(Boolean).join(', '),
    nickname: name.nickname,
    birthday: bio.birthday,
    favorite: false,
    customFields: compact({
      identifiers: id,
      gender: bio.gender,
      middleName: name.middle,
      officialName: name.official_full,
      leadershipRoles: leadership_roles,
      family,
      locations: offices.flatMap(({ latitude, longitude }) => (latitude ? [[latitude, longitude]] : [])),
    }),
    contacts: numbered(
      named('contacts'),
      placed(phones.map((phone, index) => ({ kind: 'phone', ...phone, isPrimary: index === 0 }))),
    ),
    addresses: numbered(named('addresses'), offices.map(addressOf)),
    links: numbered(
      named('links'),
      placed([...link('Website', now.url), ...accounts, ...wikipedia(id.wikipedia)]),
    ),
    tags: numbered(named('tags'), [{ tag: now.party }, { tag: now.state }]),
    dates: numbered(named('dates'), [{ label: 'First term', on: terms[0]?.start, remind: false }]),
    affiliations: numbered(
      named('affiliations'),
      terms.map(({ type, state, district, start, end }) => ({
        organizationId: chamberId(type),
        title: type === 'sen' ? `Senator, ${state}` : `Representative, ${state}-${district}`,
        start,
        end,
      })),
    ),
  });
}

const addressOf = (office: Offices['offices'][number]): TreeRow =>
  compact({
    label: 'District office',
    street: ['address', 'suite', 'building'].flatMap((key) => office[key] ?? []).join('\n'),
    city: office['city'],
    region: office['state'],
    postalCode: office['zip'],
    country: 'US',
  });

/** The chambers, their committees and those's subcommittees, as organizations. */
export function organizationsOf({ committees, seats }: Congress): TreeRows {
  const rows: [string, TreeRow][] = Object.entries(CHAMBERS).map(([type, name]) => [
    chamberId(type as keyof typeof CHAMBERS),
    { name, kind: 'chamber' },
  ]);
  const add = (committee: Committee, id: string, kind: string, parentId?: string): void => {
    const links = [
      ...link('Minority', committee.minority_url),
      ...link('News feed', committee.rss_url),
      ...link('YouTube', committee.youtube_id && `https://www.youtube.com/channel/${committee.youtube_id}`),
      ...wikipedia(committee.wikipedia),
    ];
    const members = (seats[id] ?? []).map(({ bioguide, title, party, rank }) => ({
      personId: personId(bioguide),
      role: title ?? `Member, ${party}, rank ${rank}`,
    }));
    const row = compact({
      name: committee.name,
      kind,
      website: committee.url,
      description: committee.jurisdiction,
      parentId,
      links: numbered(`committee/${id}/links`, placed(links)),
      keyPeople: numbered(`committee/${id}/seats`, members),
    });
    rows.push([committeeId(id), row]);
    for (const sub of committee.subcommittees ?? [])
      add(sub, id + sub.thomas_id, 'subcommittee', committeeId(id));
  };
  const above = { house: chamberId('rep'), senate: chamberId('sen'), joint: undefined };
  for (const committee of committees)
    add(committee, committee.thomas_id, 'committee', above[committee.type ?? 'joint']);
  return Object.fromEntries(rows);
}
