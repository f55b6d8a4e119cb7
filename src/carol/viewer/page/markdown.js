/** Markdown as elements: no HTML of its own, no pictures, and links that only lead somewhere. */
import { el } from './elements.js';

const renderer = globalThis
  .markdownit('default', { html: false, linkify: true, breaks: true })
  .disable(['image', 'html_block', 'html_inline']);
const leadsOut = (url) => /^(https?:\/\/|mailto:)/i.test(url.trim());
/** Links to other entries are read, too: their words stay, and lead nowhere. */
renderer.validateLink = (url) => leadsOut(url) || /^\/[a-z]+\/[0-9a-f-]{36}$/i.test(url);

/** What is left of it, whatever a renderer may do. */
const ALLOWED = new Set(
  'A P BR HR UL OL LI STRONG EM S DEL CODE PRE BLOCKQUOTE H4 H5 H6 TABLE THEAD TBODY TR TH TD'.split(' '),
);

/** Headings of a text stand below those of the page. */
renderer.core.ruler.push('lower_headings', ({ tokens }) => {
  for (const token of tokens)
    if (token.type === 'heading_open' || token.type === 'heading_close')
      token.tag = `h${Math.min(6, 3 + Number(token.tag.slice(1)))}`;
});

export function markdown(text) {
  if (!text) return null;
  // A template's content runs and loads nothing.
  const template = document.createElement('template');
  template.innerHTML = renderer.render(text);
  for (const element of template.content.querySelectorAll('*')) {
    if (!ALLOWED.has(element.tagName)) {
      element.replaceWith(element.textContent);
      continue;
    }
    const href = element.tagName === 'A' ? element.getAttribute('href') : null;
    for (const name of element.getAttributeNames()) element.removeAttribute(name);
    if (href && leadsOut(href))
      for (const [name, value] of [
        ['href', href],
        ['target', '_blank'],
        ['rel', 'noopener noreferrer'],
      ])
        element.setAttribute(name, value);
    if (element.tagName === 'PRE') element.tabIndex = 0;
  }
  return el('div', { class: 'prose' }, template.content);
}
