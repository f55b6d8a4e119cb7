/** How deep JSON may be: one rule for the database, the import and the export. */
import type { KindGraph } from './graph.js';

/**
 * Objects and lists within one another, the outermost counted. Tables have a CHECK of the same. Around the JSON of a root row stand two
 * more levels in an archive, which may have 64.
 */
export const MAX_JSON_DEPTH = 62;

/** Levels around a root row's JSON: the document, and the row. A row that nests stands two levels deeper than the one above. */
const LEVELS_AROUND = 2;

/** @param yamlDepth the levels that a document may have */
export const jsonDepth = (yamlDepth: number): number => Math.min(MAX_JSON_DEPTH, yamlDepth - LEVELS_AROUND);

/** The levels that documents are read to: JSON may be as deep in a row that nests as in a root row. */
export function documentDepth({ kinds, lineage }: KindGraph, yamlDepth: number): number {
  const levels = kinds
    .filter(({ fields }) => fields.some(({ type }) => type === 'json'))
    .map((kind) => lineage(kind).length - 1);
  return yamlDepth + LEVELS_AROUND * Math.max(0, ...levels);
}
