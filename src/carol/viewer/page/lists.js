/** Lists of any length: a page of rows at a time, looked for in one file after the other. */
import { el } from './elements.js';
import { T } from './texts.js';

const PAGE = 50;

/** The first rows at once, and the next when they are asked for. @param draw makes an element of a row */
export function growing(rows, draw, { size = PAGE, tag = 'ul', attributes = {} } = {}) {
  const list = el(tag, attributes);
  const more = el('button', { type: 'button', onclick: () => show(true) }, T.more);
  let ahead;
  const show = async (isAsked) => {
    more.remove();
    ahead ??= await rows.next();
    let firstNew;
    for (let count = 0; count < size && !ahead.done; count++) {
      const item = await draw(ahead.value);
      list.append(item);
      firstNew ??= item;
      ahead = await rows.next();
    }
    if (!ahead.done) list.after(more);
    if (isAsked && firstNew) {
      firstNew.tabIndex = -1;
      firstNew.focus();
    }
  };
  more.showAll = async () => {
    while (!ahead.done) await show(false);
  };
  return show(false).then(() => (list.childElementCount > 0 ? [list, ahead.done ? '' : more] : []));
}

/** All rows of the lists of the page that grow: paper has no button. */
export async function showAll() {
  for (const button of document.querySelectorAll('main button')) await button.showAll?.();
}

/** A list that is searched. @param matches whether a row is meant, by its words in lower case */
export function searchable(rows, draw, { label, matches, filter }) {
  const list = el('ul', { class: 'cards' });
  const status = el('p', { role: 'status', class: 'status' });
  const field = el('input', { type: 'search', id: 'search', autocomplete: 'off' });
  const box = el('input', { type: 'checkbox', id: 'only' });
  const [previous, next] = [T.previous, T.next].map((text) =>
    el('button', { type: 'button', disabled: true }, text),
  );
  const place = el('span', {}, '');
  const pages = el('nav', { class: 'pages', 'aria-label': T.page('').trim() }, previous, place, next);
  let search = 0;
  let [page, found, source, isDone] = [0, [], undefined, false];

  const show = async () => {
    const own = search;
    while (!isDone && found.length <= (page + 1) * PAGE) {
      const { value, done } = await source.next();
      if (own !== search) return;
      if (done) isDone = true;
      else found.push(value);
    }
    const shown = found.slice(page * PAGE, (page + 1) * PAGE);
    const items = await Promise.all(shown.map(draw));
    if (own !== search) return;
    list.replaceChildren(...items);
    previous.disabled = page === 0;
    next.disabled = found.length <= (page + 1) * PAGE;
    place.textContent = T.page(page + 1);
    pages.hidden = page === 0 && next.disabled;
    status.textContent =
      found.length === 0 ? T.none : T.found(isDone ? found.length : `${PAGE * (page + 1)}+`);
  };
  const start = () => {
    search++;
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    [page, found, isDone] = [0, [], false];
    source = matching(rows(), (row) => matches(row, words) && (!box.checked || filter.keeps(row)));
    status.textContent = T.searching;
    return show();
  };
  const turn = (by) => () => {
    page += by;
    void show().then(() => list.firstElementChild?.querySelector('a')?.focus());
  };
  previous.addEventListener('click', turn(-1));
  next.addEventListener('click', turn(1));
  let timer;
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(start, 150);
  });
  box.addEventListener('change', start);
  void start();
  return [
    el(
      'div',
      { class: 'find', role: 'search' },
      el('label', { for: 'search' }, label),
      field,
      filter ? el('label', { class: 'check' }, box, filter.label) : null,
    ),
    status,
    list,
    pages,
  ];
}

async function* matching(rows, isMeant) {
  for await (const row of rows) if (isMeant(row)) yield row;
}

/** Whether every word is somewhere in the texts. */
export const hasWords = (texts, words) => {
  if (words.length === 0) return true;
  const text = texts.filter(Boolean).join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
};
