/** What a new kind, its table, its class and its files are called; refused where there is such a one already. */
import * as fieldTypes from '../../src/portability/kinds.js';

/** What somebody asks for: the name, and what cannot be guessed right each time. */
export interface Wish {
  readonly name: string | undefined;
  readonly singular?: string | undefined;
  /** `one, many` */
  readonly english?: string | undefined;
  readonly german?: string | undefined;
  readonly title?: string | undefined;
}

/** What there is. */
export interface Taken {
  /** Kinds and areas. */
  readonly names: readonly string[];
  readonly tables: readonly string[];
  readonly classes: readonly string[];
}

export type Noun = readonly [one: string, many: string];

export interface NewKind {
  /** Of the kind and of its area: `certificates`. */
  readonly name: string;
  readonly table: string;
  readonly className: string;
  /** Of the entity, without `.entity.ts`. */
  readonly entityFile: string;
  /** Of the kind, without `.kind.ts`; of the migration, without its number. */
  readonly file: string;
  readonly english: Noun;
  /** The English one where nobody gave a German one. */
  readonly german: Noun;
  readonly isGermanGiven: boolean;
  /** The key of the one text that every row has, and its column. */
  readonly title: string;
  readonly titleColumn: string;
}

/** A mistake of whoever called: its message is for them. */
export class WishError extends Error {}

const MEANT = 'means something else already; take another';
/** What the file of an entity imports. */
const ENTITY_IMPORTS: readonly string[] = ['Column', 'Entity', 'OwnedRow'];

const CAMEL_CASE = /^[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)*$/;
/** They stand between quotes in TypeScript, and plain in YAML. */
const WORDS = /^\p{L}[\p{L}\p{N} ’-]*$/u;
/** Files of an archive that are no areas, and what the file of a kind imports. */
const RESERVED = new Set(['manifest', 'schema', 'defineKind', ...Object.keys(fieldTypes)]);
/** Words of JavaScript that are no names. */
const KEYWORDS = new Set('await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(' ')); // prettier-ignore

/** @throws WishError where a name is none, or taken */
export function nameKind(wish: Wish, taken: Taken): NewKind {
  const { name } = wish;
  if (name === undefined) throw new WishError('Which name? For example: npm run new:kind certificates');
  expectIdentifier('The name', name, 'of several, as certificates or bookReviews');
  if (KEYWORDS.has(name) || RESERVED.has(name)) throw new WishError(`“${name}” ${MEANT}`);
  const singular = wish.singular ?? singularOf(name);
  if (singular === undefined)
    throw new WishError(`What is one of ${name} called? Say it: npm run new:kind -- ${name} --singular …`);
  expectIdentifier('The singular', singular, 'as certificate or bookReview');
  const title = wish.title ?? 'title';
  expectIdentifier('The title', title, 'of a key, as title or fullName');
  if (['id', 'userId', 'createdAt', 'updatedAt', 'description'].includes(title))
    throw new WishError(`${title} is a key of its own already; name another: --title …`);

  const english: Noun = wish.english ? nounOf('--english', wish.english) : [inWords(singular), inWords(name)];
  const kind: NewKind = {
    name,
    table: separated(singular, '_'),
    className: capitalized(singular),
    entityFile: separated(singular, '-'),
    file: separated(name, '-'),
    english,
    german: wish.german ? nounOf('--german', wish.german) : english,
    isGermanGiven: wish.german !== undefined,
    title,
    titleColumn: separated(title, '_'),
  };
  expectFree(kind, taken);
  return kind;
}

/** `book reviews` → `Book reviews` */
export const capitalized = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function expectIdentifier(what: string, text: string, example: string): void {
  if (!CAMEL_CASE.test(text))
    throw new WishError(`${what} “${text}” is none: write letters and digits in camel case, ${example}`);
  if (text in Object.prototype) throw new WishError(`${what} “${text}” ${MEANT}`);
}

function expectFree({ name, table, className }: NewKind, taken: Taken): void {
  if (name === table) throw new WishError(`One of ${name} and several need different names: --singular …`);
  if (taken.names.includes(name)) throw new WishError(`There is a kind or an area ${name} already`);
  if (taken.tables.includes(table)) throw new WishError(`There is a table ${table} already: --singular …`);
  if (className in globalThis || ENTITY_IMPORTS.includes(className))
    throw new WishError(`${className}, the entity, ${MEANT}: --singular …`);
  if (taken.classes.includes(className))
    throw new WishError(`There is an entity ${className} already: --singular …`);
}

function nounOf(option: string, text: string): Noun {
  const [one = '', many = '', ...others] = text.split(',').map((word) => word.trim());
  if (!WORDS.test(one) || !WORDS.test(many) || others.length > 0)
    throw new WishError(`${option} is one and several, with a comma between: ${option} "book, books"`);
  return [one, many];
}

/** Undefined where it is not as regular as that. */
function singularOf(plural: string): string | undefined {
  if (/[^aeiou]ies$/.test(plural)) return plural.replace(/ies$/, 'y');
  if (/(?:ss|x|ch|sh)es$/.test(plural)) return plural.replace(/es$/, '');
  return /[^isu]s$/.test(plural) ? plural.replace(/s$/, '') : undefined;
}

const separated = (camelCase: string, by: string): string =>
  camelCase.replace(/[A-Z]/g, (letter) => `${by}${letter.toLowerCase()}`);

const inWords = (camelCase: string): string => separated(camelCase, ' ');
