/** The first page: who somebody is, and their career. Printed, it is a CV. */
import { contactLink, el, dated, joined, link, outLink, portrait, section } from './elements.js';
import { growing, showAll } from './lists.js';
import { markdown } from './markdown.js';
import { every, has, row, under } from './store.js';
import { dateText, spanText, T } from './texts.js';

export async function career() {
  const [, profile] = (await every('profile').next()).value ?? [];
  const [fullName = '', headline, pronouns, summary, location, birthDate, avatar] = profile ?? [];
  const contacts = [];
  for await (const [, kind, label, value] of under('profileContacts', 0))
    contacts.push(
      el('li', {}, label ? el('span', { class: 'quiet' }, `${label} `) : null, contactLink(kind, value)),
    );
  const head = el(
    'header',
    { class: 'hero' },
    portrait(avatar, fullName || 'C', 'large'),
    el(
      'div',
      {},
      el('h1', { tabindex: '-1' }, fullName || T.about),
      headline ? el('p', { class: 'headline' }, headline) : null,
      el(
        'p',
        { class: 'quiet' },
        joined(pronouns, location, birthDate && `${T.born} ${dateText(birthDate)}`),
      ),
      contacts.length > 0 ? el('ul', { class: 'inline', 'aria-label': T.contact }, contacts) : null,
    ),
    el(
      'button',
      { type: 'button', class: 'print', onclick: () => showAll().then(() => window.print()) },
      T.print,
    ),
  );
  return [
    head,
    markdown(summary),
    section(
      T.experience,
      await growing(every('jobs'), job, { size: 25, tag: 'ol', attributes: { class: 'timeline' } }),
    ),
    section(
      T.projects,
      await growing(every('projects'), project, { size: 25, attributes: { class: 'timeline' } }),
    ),
    section(
      T.education,
      await growing(every('education'), school, { size: 25, tag: 'ol', attributes: { class: 'timeline' } }),
    ),
    section(
      T.skills,
      await growing(every('skillSections'), skillSection, { size: 25, attributes: { class: 'columns' } }),
    ),
  ];
}

const linked = (name, n) => (n === null || !has('organizations') ? name : link(`organizations/${n}`, name));

async function job([n, [company, type, location, remote, start, end, description, organization]]) {
  const positions = [];
  for await (const [, title, from, to, text, highlights] of under('positions', n))
    positions.push(
      el(
        'li',
        {},
        el('h4', {}, title),
        el('p', { class: 'quiet' }, spanText(from, to)),
        markdown(text),
        highlights?.length > 0
          ? el(
              'ul',
              { class: 'highlights' },
              highlights.map((line) => el('li', {}, line)),
            )
          : null,
      ),
    );
  return dated(
    spanText(start, end),
    el('h3', {}, linked(company, organization)),
    el('p', { class: 'quiet' }, joined(type, location, remote && T.remote)),
    markdown(description),
    positions.length > 0 ? el('ul', { class: 'plain' }, positions) : null,
  );
}

async function project([
  n,
  [name, summary, description, url, repository, status, start, end, organization, cover],
]) {
  const contributions = [];
  for await (const [, title, text, impact, on, skills] of under('contributions', n))
    contributions.push(
      el(
        'li',
        {},
        el('h4', {}, title),
        el('p', { class: 'quiet' }, joined(on && dateText(on), skills?.join(', '))),
        markdown(text),
        markdown(impact),
      ),
    );
  const owner = organization === null ? undefined : await row('organizations', organization);
  return dated(
    spanText(start, end),
    el('h3', {}, cover === null ? null : portrait(cover, name, 'small'), name),
    el('p', { class: 'quiet' }, joined(status, owner?.[0])),
    summary ? el('p', {}, summary) : null,
    markdown(description),
    url || repository
      ? el(
          'p',
          {},
          url ? outLink(url) : null,
          url && repository ? ' · ' : null,
          repository ? outLink(repository, T.source) : null,
        )
      : null,
    contributions.length > 0 ? el('ul', { class: 'plain' }, contributions) : null,
  );
}

async function school([, [institution, degree, field, start, end, grade, description, organization]]) {
  return dated(
    spanText(start, end),
    el('h3', {}, linked(institution, organization)),
    el('p', { class: 'quiet' }, joined(degree, field, grade)),
    markdown(description),
  );
}

async function skillSection([n, [name, description]]) {
  const skills = [];
  for await (const [, skill, level, years, lastUsed] of under('skills', n))
    skills.push(
      el(
        'li',
        {},
        skill,
        ' ',
        el(
          'span',
          { class: 'quiet' },
          joined(
            level && (T.levels[level] ?? level),
            years !== null && T.years(String(years)),
            lastUsed && `${T.used} ${dateText(lastUsed)}`,
          ),
        ),
      ),
    );
  return el('li', {}, el('h3', {}, name), markdown(description), el('ul', { class: 'skills' }, skills));
}
