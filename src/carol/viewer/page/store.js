/** The rows: each file of them is loaded as a script when somebody looks at it, and forgotten when many others were looked at since. */
import { ABOUT } from './texts.js';

/** So many files are in memory at most; each has about 128 KiB. */
const KEPT = 32;

const loaded = new Map();
const waiting = new Map();

/** Called by the files themselves. */
globalThis.carol = (table, index, rows) => {
  waiting.get(`${table} ${index}`)?.(rows);
};

const begins = (table) => (Object.hasOwn(ABOUT.chunks, table) ? ABOUT.chunks[table] : []);
export const has = (table) => begins(table).length > 0;

/** The rows of one file. */
export function chunk(table, index) {
  const key = `${table} ${index}`;
  const known = loaded.get(key);
  loaded.delete(key);
  const rows = known ?? load(table, index, key);
  loaded.set(key, rows);
  if (loaded.size > KEPT) loaded.delete(loaded.keys().next().value);
  return rows;
}

const load = (table, index, key) =>
  new Promise((resolve, reject) => {
    const script = document.createElement('script');
    const file = table.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const end = (action, value) => {
      waiting.delete(key);
      script.remove();
      action(value);
    };
    waiting.set(key, (rows) => end(resolve, rows));
    script.onerror = () => {
      loaded.delete(key);
      end(reject, new Error(key));
    };
    script.charset = 'utf-8';
    script.src = `view/${file}-${index + 1}.js`;
    document.head.append(script);
  });

/** The last file that begins at or before `n`. */
function fileOf(table, n) {
  const all = begins(table);
  let [low, high] = [0, all.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (all[middle] <= n) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A row of those that are numbered. */
export async function row(table, n) {
  if (n === null || n === undefined || !has(table)) return undefined;
  const file = fileOf(table, n);
  return (await chunk(table, file))[n - begins(table)[file]];
}

/** Every numbered row, with its number. */
export async function* every(table) {
  const all = begins(table);
  for (let file = 0; file < all.length; file++)
    for (const [offset, each] of (await chunk(table, file)).entries()) yield [all[file] + offset, each];
}

/** The rows under another. */
export async function* under(table, n) {
  const all = begins(table);
  let file = fileOf(table, n);
  while (file > 0 && all[file] === n) file--;
  for (; file < all.length && all[file] <= n; file++)
    for (const each of await chunk(table, file)) if (each[0] === n) yield each;
}

/** The first of them. */
export async function first(table, n) {
  for await (const each of under(table, n)) return each;
  return undefined;
}
