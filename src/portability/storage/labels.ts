/** SQL for what a person calls a row, be it staged or the importer's own. */
import { fieldOf, type Kind, type KindField } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import {
  LABEL_CHARACTERS,
  labelPath,
  labelValues,
  parseLabel,
  type LabelPart,
  type LabelValue,
} from '../archive/label.js';
import { labelRelation, type LabelRelation } from '../archive/label-relation.js';
import { identifier, literal } from './sql.js';

/** A label in SQL, and which other rows it needs. */
export interface LabelSql {
  /** Text, of several lines if the values are; empty where nothing of the row is a name. See `labelOf`. */
  readonly value: string;
  readonly relations: readonly LabelRelation[];
}

/**
 * The label of a row.
 * @param alias of the row
 * @param aliasesOf where a related row is, in the order in which it is looked for there
 */
export function labelSql(
  graph: KindGraph,
  kind: Kind,
  alias: string,
  aliasesOf: (relation: LabelRelation) => readonly string[],
): LabelSql {
  const found = new Map<string, LabelRelation>();
  const valueOf = (key: string): string => {
    const { name, of } = labelPath(key);
    const relation = labelRelation(graph, kind, name);
    if (!relation) return shown(fieldOf(kind, name), alias);
    found.set(name, relation);
    return coalesced(
      aliasesOf(relation).map((related) =>
        of === undefined
          ? `NULLIF(${ownLabel(graph, relation.kind, related)}, '')`
          : shown(fieldOf(relation.kind, of), related),
      ),
    );
  };
  const value = whole(parseLabel(kind.label), ({ keys }) => coalesced(keys.map(valueOf)));
  return { value, relations: [...found.values()] };
}

/** Of the related row itself, without what that is related to. */
export const ownLabel = (graph: KindGraph, kind: Kind, alias: string): string =>
  whole(parseLabel(kind.label), ({ keys }) =>
    coalesced(
      keys
        .filter((key) => !labelRelation(graph, kind, labelPath(key).name))
        .map((key) => shown(fieldOf(kind, key), alias)),
    ),
  );

const whole = (parts: readonly LabelPart[], valueOf: (value: LabelValue) => string): string =>
  `left(${joined(parts, valueOf)}, ${LABEL_CHARACTERS})`;

function joined(parts: readonly LabelPart[], valueOf: (value: LabelValue) => string): string {
  const pieces = parts.map((part) => {
    if (typeof part === 'string') return literal(part);
    if ('words' in part) {
      const sides = part.between.map((value) => `${valueOf(value)} IS NOT NULL`);
      return `CASE WHEN ${sides.join(' AND ')} THEN ${literal(part.words)} END`;
    }
    if (!('optional' in part)) return valueOf(part);
    const values = labelValues(part.optional).map(valueOf);
    return `CASE WHEN ${coalesced(values)} IS NOT NULL THEN ${joined(part.optional, valueOf)} END`;
  });
  return `concat(${['NULL', ...pieces].join(', ')})`;
}

export const coalesced = (values: readonly string[]): string =>
  values.length === 0
    ? 'NULL::text'
    : values.length === 1
      ? String(values[0])
      : `COALESCE(${values.join(', ')})`;

/** Null where there is nothing. */
function shown(field: KindField, alias: string): string {
  const column = `${alias}.${identifier(field.column)}`;
  switch (field.type) {
    case 'text':
    case 'markdown':
      return `NULLIF(left(${column}, ${LABEL_CHARACTERS}), '')`;
    case 'timestamp':
      return `to_char(${column}, 'YYYY-MM-DD')`;
    default:
      return `${column}::text`;
  }
}
