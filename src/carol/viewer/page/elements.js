/** Elements, whose texts are texts and never HTML. */
import { T } from './texts.js';
import { row } from './store.js';

/** @param attributes `on…` are listeners; what is null or false is left out */
export function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

const SAFE_LINK = /^(https?:\/\/|mailto:|tel:\+?[\d ()/.-]+$)/i;

/** A link out of the page, where it can do nothing but lead somewhere; else its text. */
export const outLink = (url, text = url) =>
  SAFE_LINK.test(url ?? '')
    ? el('a', { href: url, rel: 'noopener noreferrer', target: '_blank' }, text || url)
    : el('span', {}, text || url || '');

/** How somebody is reached. */
export function contactLink(kind, value) {
  if (kind === 'email' && /^[^\s@?&]+@[^\s@?&]+$/.test(value)) return outLink(`mailto:${value}`, value);
  if (kind === 'phone' && /^\+?[\d ()/.-]+$/.test(value))
    return outLink(`tel:${value.replace(/[^\d+]/g, '')}`, value);
  return outLink(value);
}

const extension = (path) => path.slice(path.lastIndexOf('.') + 1);
/** What browsers show as a picture alone. SVG is a document, with scripts and links of its own. */
const PICTURES = ['jpg', 'jpeg', 'png', 'gif', 'webp', 'avif'];
/** What a browser opens without taking it for a page. */
const OPENED = [
  ...PICTURES,
  'pdf',
  'txt',
  'csv',
  'mp3',
  'm4a',
  'ogg',
  'wav',
  'mp4',
  'mov',
  'webm',
  'doc',
  'docx',
  'zip',
];

export const isPicture = (path) => path !== null && PICTURES.includes(extension(path));

/** A file: a link where it is safe to open, else its place. */
export const fileLink = ([name, path]) =>
  path === null
    ? el('span', {}, `${name} (${T.missing})`)
    : OPENED.includes(extension(path))
      ? el('a', { href: path, target: '_blank', rel: 'noopener noreferrer' }, name || path)
      : el('span', {}, name || path, ' ', el('code', {}, path));

/** A picture by the number of its file; where there is none, the first letters of a name. */
export function portrait(n, name, size = '') {
  const initials = Array.from(name.trim())[0] ?? '·';
  const box = el('span', { class: `portrait ${size}`, 'aria-hidden': 'true' }, initials);
  if (n !== null && n !== undefined)
    row('media', n).then(
      (file) =>
        file &&
        isPicture(file[1]) &&
        box.replaceChildren(el('img', { src: file[1], alt: '', loading: 'lazy' })),
      () => undefined,
    );
  return box;
}

/** What happened, with its time beside it. */
export const dated = (time, ...children) =>
  el('li', {}, el('p', { class: 'when' }, time), el('div', {}, ...children));

/** The way from a page back to the list that it is in. */
export const back = (list) => el('p', { class: 'back' }, link(list, `← ${T.back}`));

/** The head of what a page is about. */
export const hero = (picture, ...children) =>
  el('header', { class: 'hero' }, picture, el('div', {}, ...children));

/** A section with a heading; nothing where it has nothing. */
export function section(title, children, attributes = {}) {
  const there = children.flat().filter(Boolean);
  return there.length === 0 ? null : el('section', attributes, el('h2', {}, title), there);
}

export const joined = (...parts) => parts.filter(Boolean).join(' · ');

export const link = (route, text) => el('a', { href: `#/${route}` }, text || T.untitled);
