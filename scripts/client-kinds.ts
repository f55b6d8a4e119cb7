/** apps/client/src/api/kinds.ts, written from the kinds: what the card groups, orders and asks words for. */
import { format, resolveConfig } from 'prettier';
import { keyOfColumn, type KindGraph } from '../src/portability/kinds.js';

/** @param path where it will stand: it is formatted as everything there */
export async function writeClientKinds(graph: KindGraph, path: string): Promise<string> {
  const areas = graph.areas.map(({ name, root }) => {
    const kinds = graph.kinds.filter((kind) => kind.area === name).map((kind) => kind.name);
    // A person counts what the area is called by: skills, not their sections.
    const main = kinds.includes(name) ? name : root.name;
    return `{ area: '${name}', kinds: ${JSON.stringify([main, ...kinds.filter((kind) => kind !== main)])} }`;
  });
  const parents = graph.kinds.flatMap(({ parent }) => (parent ? [keyOfColumn(parent.column)] : []));
  const fields = graph.kinds.flatMap((kind) => Object.values(kind.fields).map(({ key }) => key));
  const text = `/** Generated from the service's kinds by "npm run docs": the areas of an archive, and the kinds of rows in each. */

/** In the order of the files; the first kind of each is what a person would count first, the others hang on it. */
export const AREAS = [${areas.join(',\n')}] as const;

/** The keys of the fields of all kinds, and of what a row belongs to: what changes is told by them. */
export const FIELDS = ${JSON.stringify([...new Set([...fields, ...parents])].sort())} as const;
export type Field = (typeof FIELDS)[number];
`;
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}
