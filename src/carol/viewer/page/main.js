/** Shows what the address names, and keeps focus and title with it. */
import { career } from './career.js';
import { el } from './elements.js';
import { files, note, notes } from './notes.js';
import { organization, organizations, people, person } from './people.js';
import { has } from './store.js';
import { ABOUT, dateText, T } from './texts.js';

const VIEWS = {
  '': { title: T.about, show: career, table: undefined },
  people: { title: T.people, show: people, one: person, table: 'people' },
  organizations: { title: T.organizations, show: organizations, one: organization, table: 'organizations' },
  notes: { title: T.notes, show: notes, one: note, table: 'notes' },
  files: { title: T.files, show: files, table: 'media' },
};

const main = el('main', { id: 'content', tabindex: '-1' });
const links = Object.entries(VIEWS)
  .filter(([, { table }]) => table === undefined || has(table))
  .map(([route, { title }]) => [route, el('a', { href: `#/${route}` }, title)]);

document.body.append(
  el(
    'a',
    {
      href: '#content',
      class: 'skip',
      onclick: (event) => {
        event.preventDefault();
        main.focus();
      },
    },
    T.skip,
  ),
  el(
    'header',
    { class: 'bar' },
    el('span', { class: 'brand' }, 'Carol'),
    el(
      'nav',
      { 'aria-label': T.views },
      el(
        'ul',
        {},
        links.map(([, each]) => el('li', {}, each)),
      ),
    ),
  ),
  main,
  el(
    'footer',
    {},
    el(
      'p',
      {},
      `${T.exported} `,
      el('time', { datetime: ABOUT.exportedAt }, dateText(ABOUT.exportedAt.slice(0, 10))),
      '. ',
      T.offline,
    ),
  ),
);

let shown = 0;

async function show(isFirst) {
  const own = ++shown;
  const [, route = '', number] = /^#\/([a-z]*)(?:\/(\d+))?$/.exec(location.hash) ?? [];
  const view = Object.hasOwn(VIEWS, route) ? VIEWS[route] : VIEWS[''];
  for (const [name, each] of links)
    if (name === route) each.setAttribute('aria-current', 'page');
    else each.removeAttribute('aria-current');
  main.setAttribute('aria-busy', 'true');
  let content;
  try {
    content = await (number !== undefined && view.one ? view.one(Number(number)) : view.show());
  } catch {
    content = [el('h1', { tabindex: '-1' }, view.title), el('p', { role: 'alert' }, T.broken)];
  }
  if (own !== shown) return;
  main.replaceChildren(...content.flat().filter(Boolean));
  main.removeAttribute('aria-busy');
  main.dataset.route = location.hash;
  const heading = main.querySelector('h1');
  document.title = `${heading?.textContent ?? view.title} – Carol`;
  if (isFirst) return;
  window.scrollTo(0, 0);
  heading?.focus();
}

window.addEventListener('hashchange', () => void show(false));
void show(true);
