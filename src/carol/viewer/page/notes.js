/** Notes, each rendered from its Markdown, and files as thumbnails. */
import { back, el, fileLink, isPicture, link } from './elements.js';
import { growing, hasWords, searchable } from './lists.js';
import { markdown } from './markdown.js';
import { every, first, row, under } from './store.js';
import { T } from './texts.js';

export const notes = () => [
  el('h1', { tabindex: '-1' }, T.notes),
  searchable(
    () => every('notes'),
    async ([n, [title, pinned]]) =>
      el(
        'li',
        {},
        el(
          'div',
          {},
          el('h2', {}, link(`notes/${n}`, title)),
          pinned ? el('p', { class: 'quiet' }, T.pinned) : null,
        ),
      ),
    {
      label: T.search,
      matches: ([, [title]], words) => hasWords([title], words),
    },
  ),
];

/** What a note is about, where it has a page. */
async function subjectOf(type, n) {
  const table = { person: 'people', organization: 'organizations' }[type];
  const found = table && n !== null ? await row(table, n) : undefined;
  if (!found) return null;
  const name = table === 'people' ? [found[0], found[1]].filter(Boolean).join(' ') : found[0];
  return el('p', { class: 'quiet' }, `${T.subject} `, link(`${table}/${n}`, name));
}

export async function note(n) {
  const found = await row('notes', n);
  if (!found) return [el('h1', { tabindex: '-1' }, T.none)];
  const [title, pinned, type, subject] = found;
  const files = await growing(
    under('noteAttachments', n),
    async ([, media]) => file([media, await row('media', media)]),
    {
      attributes: { class: 'thumbnails' },
    },
  );
  const attached = files.length === 0 ? null : el('section', {}, el('h2', {}, T.attachments), files);
  return [
    back('notes'),
    el('h1', { tabindex: '-1' }, title || T.untitled),
    pinned ? el('p', { class: 'quiet' }, T.pinned) : null,
    await subjectOf(type, subject),
    el('article', {}, markdown((await first('noteBodies', n))?.[1])),
    attached,
  ];
}

const file = ([, media]) => {
  if (!media) return el('li', {}, T.missing);
  const [name, path, size] = media;
  return el(
    'li',
    {},
    isPicture(path)
      ? el('img', { src: path, alt: '', loading: 'lazy' })
      : el('span', { class: 'sheet', 'aria-hidden': 'true' }, '▤'),
    el('span', { class: 'name' }, fileLink([name, path])),
    el('span', { class: 'quiet' }, sizeText(size)),
  );
};

const sizeText = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

export const files = async () => [
  el('h1', { tabindex: '-1' }, T.files),
  await growing(every('media'), async (each) => file(each), { attributes: { class: 'thumbnails' } }),
];
