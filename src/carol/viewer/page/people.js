/** People and organizations: lists that are searched, and a page for each. */
import { back, contactLink, el, dated, hero, joined, link, outLink, portrait, section } from './elements.js';
import { growing, hasWords, searchable } from './lists.js';
import { markdown } from './markdown.js';
import { every, first, row, under } from './store.js';
import { dateText, instantText, spanText, T } from './texts.js';

const nameOf = ([given, family]) => [given, family].filter(Boolean).join(' ');

export const people = () => [
  el('h1', { tabindex: '-1' }, T.people),
  searchable(() => every('people'), personCard, {
    label: T.search,
    matches: ([, [given, family, nickname, , , tags]], words) =>
      hasWords([given, family, nickname, ...(tags ?? [])], words),
    filter: { label: T.favorites, keeps: ([, person]) => person[3] },
  }),
];

const card = (route, picture, name, text) =>
  el(
    'li',
    {},
    picture,
    el('div', {}, el('h2', {}, link(route, name)), text ? el('p', { class: 'quiet' }, text) : null),
  );

async function personCard([n, person]) {
  const [, , nickname, favorite, photo, tags] = person;
  const name = nameOf(person);
  const item = card(
    `people/${n}`,
    portrait(photo, name),
    name,
    joined(nickname && T.quoted(nickname), tags?.join(', ')),
  );
  if (favorite) item.append(el('span', { class: 'star', role: 'img', 'aria-label': T.favorite }, '★'));
  return item;
}

/** A list of the rows under a number. */
const listUnder = async (title, table, n, draw) =>
  section(title, await growing(under(table, n), draw, { attributes: { class: 'facts' } }));

const target = async (table, n) => {
  const there = n === null ? undefined : await row(table, n);
  return there && link(`${table}/${n}`, table === 'people' ? nameOf(there) : there[0]);
};

const labelled = (label, content) =>
  el('li', {}, label ? el('span', { class: 'label' }, label, ' ') : null, content);

export async function person(n) {
  const found = await row('people', n);
  if (!found) return [el('h1', { tabindex: '-1' }, T.none)];
  const [, , nickname, favorite, photo, tags] = found;
  const name = nameOf(found);
  const [, pronouns, birthday, howWeMet, custom] = (await first('personFacts', n)) ?? [];
  const lists = await Promise.all([
    listUnder(T.contacts, 'personContacts', n, ([, kind, label, value]) =>
      labelled(label, contactLink(kind, value)),
    ),
    listUnder(T.addresses, 'personAddresses', n, ([, label, ...lines]) =>
      labelled(label, el('span', {}, lines.filter(Boolean).join(', '))),
    ),
    listUnder(T.dates, 'personDates', n, ([, label, on]) => labelled(label, dateText(on))),
    listUnder(T.links, 'personLinks', n, ([, label, url]) => el('li', {}, outLink(url, label))),
    listUnder(T.affiliations, 'personAffiliations', n, async ([, organization, title, start, end]) =>
      labelled(
        title,
        el(
          'span',
          {},
          (await target('organizations', organization)) ?? '',
          ' ',
          el('span', { class: 'quiet' }, spanText(start, end)),
        ),
      ),
    ),
    listUnder(T.relationships, 'personRelationships', n, async ([, other, kind, note]) =>
      labelled(kind, el('div', {}, (await target('people', other)) ?? '', markdown(note))),
    ),
    listUnder(T.about_person, 'personNotes', n, ([, note, title]) =>
      el('li', {}, link(`notes/${note}`, title)),
    ),
  ]);
  return [
    back('people'),
    hero(
      portrait(photo, name, 'large'),
      el(
        'h1',
        { tabindex: '-1' },
        name,
        favorite ? el('span', { class: 'star', role: 'img', 'aria-label': T.favorite }, ' ★') : null,
      ),
      el(
        'p',
        { class: 'quiet' },
        joined(nickname && T.quoted(nickname), pronouns, birthday && `${T.birthday} ${dateText(birthday)}`),
      ),
      tags?.length > 0
        ? el(
            'ul',
            { class: 'inline tags' },
            tags.map((tag) => el('li', {}, tag)),
          )
        : null,
    ),
    howWeMet ? section(T.met, [markdown(howWeMet)]) : null,
    el('div', { class: 'columns' }, lists.filter(Boolean)),
    custom ? section(T.custom, [el('dl', {}, customFields(custom))]) : null,
    section(
      T.interactions,
      await growing(under('personInteractions', n), interaction, {
        tag: 'ol',
        attributes: { class: 'timeline' },
      }),
    ),
  ];
}

const interaction = async ([, at, channel, summary, followUp]) =>
  dated(
    instantText(at),
    el('h3', {}, channel),
    markdown(summary),
    followUp ? el('p', { class: 'quiet' }, `${T.followUp} ${dateText(followUp)}`) : null,
  );

function customFields(json) {
  const value = JSON.parse(json);
  const entries =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value)
      : [['', value]];
  return entries.flatMap(([key, each]) => [
    el('dt', {}, key || '·'),
    el('dd', {}, typeof each === 'string' ? each : JSON.stringify(each)),
  ]);
}

export const organizations = () => [
  el('h1', { tabindex: '-1' }, T.organizations),
  searchable(
    () => every('organizations'),
    async ([n, [name, kind, industry, , logo]]) =>
      card(`organizations/${n}`, portrait(logo, name), name, joined(kind, industry)),
    {
      label: T.search,
      matches: ([, [name, kind, industry]], words) => hasWords([name, kind, industry], words),
    },
  ),
];

export async function organization(n) {
  const found = await row('organizations', n);
  if (!found) return [el('h1', { tabindex: '-1' }, T.none)];
  const [name, kind, industry, website, logo, parent] = found;
  const above = await target('organizations', parent);
  const lists = await Promise.all([
    listUnder(T.keyPeople, 'organizationKeyPeople', n, async ([, who, role, since]) =>
      labelled(
        role,
        el('span', {}, (await target('people', who)) ?? '', since ? ` ${T.since} ${dateText(since)}` : ''),
      ),
    ),
    listUnder(T.members, 'members', n, async ([, who, title]) =>
      labelled(title, (await target('people', who)) ?? ''),
    ),
    listUnder(T.links, 'organizationLinks', n, ([, label, url]) => el('li', {}, outLink(url, label))),
    listUnder(T.about_person, 'organizationNotes', n, ([, note, title]) =>
      el('li', {}, link(`notes/${note}`, title)),
    ),
  ]);
  return [
    back('organizations'),
    hero(
      portrait(logo, name, 'large'),
      el('h1', { tabindex: '-1' }, name),
      el('p', { class: 'quiet' }, joined(kind, industry)),
      website ? el('p', {}, outLink(website)) : null,
      above ? el('p', {}, `${T.partOf} `, above) : null,
    ),
    markdown((await first('organizationFacts', n))?.[1]),
    el('div', { class: 'columns' }, lists.filter(Boolean)),
  ];
}
