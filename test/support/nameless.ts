/** A tree with its UUIDs taken out, so that copies of the same data are equal. */
import { eachRow, type Tree, type TreeRow } from './tree.js';

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

const isRows = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).some((key) => key.match(UUID) !== null);

/** Each row by its kind and its parent's words, with every UUID replaced by the words of the row that it names; sorted. */
export function nameless(tree: Tree): readonly string[] {
  const wordsOf = new Map<string, string>();
  eachRow(tree, (kind, id, row) => wordsOf.set(id, `${kind} ${ownFields(row).replace(UUID, '')}`));
  const rows: string[] = [];
  eachRow(tree, (kind, _id, row) => {
    const children = Object.entries(row)
      .filter(([, value]) => isRows(value))
      .flatMap(([key, value]) => Object.keys(value as object).map((id) => `${key}: ${wordsOf.get(id)}`));
    const fields = ownFields(row).replace(UUID, (id) => wordsOf.get(id) ?? 'nowhere');
    rows.push([kind, fields, ...children.sort()].join('\n'));
  });
  return rows.sort();
}

/** The fields without child rows, as JSON with sorted keys. */
const ownFields = (row: TreeRow): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(row).filter(([, value]) => !isRows(value))),
    (_key, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
        : value,
  );
