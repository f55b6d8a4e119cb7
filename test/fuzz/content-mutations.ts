/** Damage to what an archive says: to the text of its YAML, to the tree that the text is, and to who is called what. */
import fc, { type Arbitrary } from 'fast-check';
import { dump, load } from 'js-yaml';
import { packFiles, readFiles } from '../support/archive-files.js';
import { mutations } from '../support/yaml-arbitraries.js';
import type { Mutation } from './byte-mutations.js';

const place = fc.nat(1_000_000);
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Edits the texts of some YAML files; SHA256SUMS goes, as its guard is another one's. */
async function editTexts(
  archive: Buffer,
  edit: (paths: string[], texts: Map<string, string>) => void,
): Promise<Buffer> {
  const files = new Map<string, Buffer | string>(await readFiles(archive));
  files.delete('SHA256SUMS');
  const paths = [...files.keys()].filter((path) => path.endsWith('.yaml'));
  const texts = new Map(paths.map((path) => [path, String(files.get(path))]));
  edit(paths, texts);
  for (const [path, text] of texts) files.set(path, text);
  return packFiles(files);
}

const some = <T>(one: Arbitrary<T>): Arbitrary<T[]> => fc.array(one, { minLength: 1, maxLength: 3 });

export const textMutation: Arbitrary<Mutation> = some(fc.tuple(place, mutations())).map((edits) => ({
  what: `text: ${edits.map(([file]) => `file ${file}`).join(', ')}`,
  apply: (archive) =>
    editTexts(archive, (paths, texts) => {
      for (const [file, mutate] of edits) {
        const path = paths[file % paths.length] ?? '';
        texts.set(path, mutate(texts.get(path) ?? ''));
      }
    }),
}));

/** Values that stand where others should. */
const ODD: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e300, 2 ** 53, '', 'tomorrow', 'infinity', '24:00', '2019-02-30', '9999-12-31', '0001-01-01',
    '2026-01-01T00:00:00Z', 'media/x', 'NaN', '\u0000', '\ud800', '\u{10ffff}', 'x'.repeat(70_000), [], {}, [[]], { a: {} }, ['a', 1]), // prettier-ignore
  fc.jsonValue({ maxDepth: 3 }),
  fc.uuid(),
);
const KEYS = fc.oneof(
  fc.constantFrom(
    'userId',
    'user_id',
    'id',
    '__proto__',
    'constructor',
    'createdAt',
    'parentId',
    'contacts',
    'tags',
    'body',
    'sha256',
    '<<',
  ),
  fc.uuid(),
  fc.string(),
);

type Tree = Record<string, unknown> | unknown[];
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** Every place in a tree that holds a value: its container and its key. */
function locationsOf(tree: Tree, found: [Tree, string][] = []): [Tree, string][] {
  for (const [key, value] of Object.entries(tree)) {
    found.push([tree, key]);
    if (isTree(value)) locationsOf(value, found);
  }
  return found;
}

const set = (tree: Tree, key: string, value: unknown): void =>
  void Object.defineProperty(tree, key, { value, enumerable: true, writable: true, configurable: true });

type TreeEdit = readonly [what: string, edit: (places: readonly [Tree, string][], at: number) => void];

const treeEdit: Arbitrary<TreeEdit> = fc.oneof(
  ODD.map((value): TreeEdit => [
    `value ${fc.stringify(value).slice(0, 60)}`,
    (places, at) => set(...(places[at] as [Tree, string]), value),
  ]),
  fc.constant<TreeEdit>([
    'drop',
    (places, at) => {
      const [tree, key] = places[at] as [Tree, string];
      Reflect.deleteProperty(tree, key);
    },
  ]),
  fc.tuple(KEYS, ODD).map(([key, value]): TreeEdit => [
    `add ${key.slice(0, 40)}`,
    (places, at) => {
      const [tree, name] = places[at] as [Tree, string];
      const inner = (tree as Record<string, unknown>)[name];
      set(isTree(inner) ? inner : tree, key, value);
    },
  ]),
  place.map((other): TreeEdit => [
    `take over from ${other}`,
    (places, at) => {
      const [from, key] = places[other % places.length] as [Tree, string];
      // What `structuredClone` returns in a test is of another realm, which js-yaml takes for no plain object.
      const value: unknown = JSON.parse(JSON.stringify((from as Record<string, unknown>)[key]));
      set(...(places[at] as [Tree, string]), value);
    },
  ]),
  KEYS.map((name): TreeEdit => [
    `rename to ${name.slice(0, 40)}`,
    (places, at) => {
      const [tree, key] = places[at] as [Tree, string];
      const value: unknown = (tree as Record<string, unknown>)[key];
      Reflect.deleteProperty(tree, key);
      set(tree, name, value);
    },
  ]),
);

export const treeMutation: Arbitrary<Mutation> = fc
  .tuple(some(fc.tuple(place, place, treeEdit)), fc.boolean())
  .map(([edits, flow]) => ({
    what: `tree: ${edits.map(([file, at, [what]]) => `${what} at ${at} of file ${file}`).join(', ')}`,
    apply: (archive) =>
      editTexts(archive, (paths, texts) => {
        const filled = paths.filter((path) => (texts.get(path) ?? '').length > 120);
        for (const [file, at, [, edit]] of edits) {
          const path = filled[file % filled.length] ?? 'manifest.yaml';
          const tree = load(texts.get(path) ?? '{}') as Tree;
          const places = locationsOf(tree);
          if (places.length === 0) continue;
          edit(places, at % places.length);
          texts.set(path, flow ? JSON.stringify(tree) : dump(tree, { noRefs: true, lineWidth: -1 }));
        }
      }),
  }));

/** One UUID takes the place of another: once, or wherever it stands. */
export const identityMutation: Arbitrary<Mutation> = some(
  fc.tuple(place, place, fc.option(fc.uuid()), fc.boolean()),
).map((swaps) => ({
  what: `identity: ${swaps.map(([one, by, fresh, all]) => `${all ? 'all ' : ''}${one} by ${fresh ?? by}`).join(', ')}`,
  apply: (archive) =>
    editTexts(archive, (_, texts) => {
      for (const [one, by, fresh, everywhere] of swaps) {
        const all = [...texts].flatMap(([path, text]) =>
          [...text.matchAll(UUID)].map((match) => ({ path, match })),
        );
        const from = all[one % Math.max(1, all.length)];
        const to = fresh ?? all[by % Math.max(1, all.length)]?.match[0];
        if (!from || to === undefined) continue;
        if (everywhere) {
          for (const [path, text] of texts) texts.set(path, text.replaceAll(from.match[0], to));
        } else {
          const text = texts.get(from.path) ?? '';
          texts.set(
            from.path,
            text.slice(0, from.match.index) + to + text.slice(from.match.index + to.length),
          );
        }
      }
    }),
}));
