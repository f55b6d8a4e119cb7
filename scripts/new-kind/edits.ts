/** Where a new kind is named in files that are there: always before media, which comes last. */
import { capitalized, WishError, type NewKind, type Noun } from './names.js';

/** By path: what becomes of the text of a file. */
export type Edits = Readonly<Record<string, (text: string) => string>>;

export function editsFor(kind: NewKind): Edits {
  const { name, className } = kind;
  return {
    'src/carol/entities/index.ts': (text) =>
      before(
        withImport(text, className, `./${kind.entityFile}.entity.js`),
        ['CAROL_ENTITIES', '\n  Media,'],
        `\n  ${className},`,
      ),
    'src/carol/kinds/index.ts': (text) =>
      before(withImport(text, name, `./${kind.file}.kind.js`), ['CAROL_KINDS', '\n  media,'], `\n  ${name},`),
    'apps/client/src/i18n/en/kinds.ts': (text) => withWords(text, name, kind.english),
    'apps/client/src/i18n/de/kinds.ts': (text) => withWords(text, name, kind.german),
    'demo/archive/manifest.yaml': (text) => {
      const counted = before(text, ['\ncounts:', '\n  media: '], `\n  ${name}: 1`);
      return /\nareas:/.test(text) ? before(counted, ['\nareas:', '\n  - media'], `\n  - ${name}`) : counted;
    },
  };
}

function withWords(text: string, name: string, [one, many]: Noun): string {
  const label = `\n  ${name}: '${capitalized(many)}',`;
  const counted = [one, many].map(
    (noun, index) => `\n  ${name}_${index === 0 ? 'one' : 'other'}: '{{count, number}} ${noun}',`,
  );
  return [
    ['const areas', label],
    ['const counted', counted.join('')],
    ['const kinds', label],
  ].reduce(
    (edited, [list = '', lines = '']) =>
      before(edited, [list, list === 'const counted' ? '\n  media_one:' : '\n  media:'], lines),
    text,
  );
}

/** Inserts before what comes first after the start of a list. @throws WishError where the file looks otherwise */
function before(text: string, [list, anchor]: readonly [string, string], lines: string): string {
  const start = text.indexOf(list);
  const at = text.indexOf(anchor, start);
  if (start < 0 || at < 0) throw new WishError(`There is no place for${lines} before${anchor} after ${list}`);
  return `${text.slice(0, at)}${lines}${text.slice(at)}`;
}

/** Among the imports from beside, by the path. */
function withImport(text: string, name: string, path: string): string {
  const imports = [...text.matchAll(/^import [^;]+ from '(\.\/[^']+)';\n/gm)];
  const next = imports.find(([, from = '']) => from > path);
  const last = imports.at(-1);
  if (!last) throw new WishError(`There is no place for an import of ${path}`);
  const at = next ? next.index : last.index + last[0].length;
  return `${text.slice(0, at)}import { ${name} } from '${path}';\n${text.slice(at)}`;
}
