/** What the rows of a kind look like in a canonical area file, made once from the declaration, for whoever reads them from bytes. */
import { Buffer } from 'node:buffer';
import type { Kind, KindField } from '../define-kind.js';
import { createMembersLookup } from '../kind-members.js';
import type { KindGraph } from '../graph.js';
import { sumOf } from '../../sum.js';
import { writeKey } from '../yaml/write-scalar.js';
import { copyText } from '../staged-row.js';
import { secondDigits } from '../column-type.js';
import { UUID_BYTES } from './byte-shapes.js';
import { NUMBER_BYTES, type CopyLines } from './copy-lines.js';

/** A key as it is written, with its colon. */
export interface PlannedKey {
  readonly bytes: Buffer;
  /** UTF-16 code units. */
  readonly length: number;
}

export interface PlannedField extends PlannedKey {
  readonly field: KindField;
  /** What stands in COPY where it is left out; undefined where it must be given. */
  readonly absent: Buffer | undefined;
  readonly isNullWhenAbsent: boolean;
  /** Of a choice, as bytes. */
  readonly choices: readonly Buffer[];
  /** Of an instant: how many digits of a second its column keeps. */
  readonly secondDigits: number;
  /** Among the places of links that a row has, or -1. */
  readonly link: number;
}

/** Two fields of a row that are there both or not at all, by their place among its fields. */
export type Pair = readonly [one: number, other: number];

export interface RowPlan {
  readonly kind: Kind;
  readonly lines: CopyLines;
  readonly hasParent: boolean;
  readonly fields: readonly PlannedField[];
  readonly pairs: readonly Pair[];
  readonly children: readonly PlannedChild[];
  readonly place: FieldPlace;
  /** Of the row that is being read: by field, whether it has a value. */
  readonly given: Uint8Array;
  /** Of the row that is being read: the places of its links, packed; 0 where one is absent. */
  readonly linkPlaces: Float64Array;
}

/** Where the keys of a row stand. */
export interface FieldPlace {
  /** From 0: their leading spaces. The row's own key has two less. */
  readonly column: number;
  /** Collections within one another that may stand below a row. */
  readonly levels: number;
  /** Objects and lists within one another that JSON may have. */
  readonly jsonDepth: number;
}

export interface PlannedChild extends PlannedKey {
  readonly plan: RowPlan;
}

const NULL = '\\N';
export const STEP = 2;

export interface PlanOptions {
  readonly graph: KindGraph;
  /** What `createdAt` and `updatedAt` mean where they are left out. */
  readonly exportedAt: string;
  /** Mappings and lists within one another that a document may have. */
  readonly depth: number;
  /** Objects and lists within one another that JSON may have. */
  readonly jsonDepth: number;
  /** Where the rows of a kind go. */
  readonly linesOf: (kind: Kind) => CopyLines;
}

/** The plan of a kind and, within, of the kinds that nest under it; undefined where one of them cannot be read without its file. */
export function planRows(root: Kind, options: PlanOptions): RowPlan | undefined {
  const { graph, exportedAt, depth, jsonDepth, linesOf } = options;
  const membersOf = createMembersLookup(graph, exportedAt);
  let isPlanned = true;
  const plan = (kind: Kind, nesting: number): RowPlan => {
    if (kind.blob || kind.singleton) isPlanned = false;
    const { fields: members, links } = membersOf(kind);
    const hasParent = kind.parent !== undefined;
    const offset = hasParent ? 1 : 0;
    const fields = [...members.values()].map(({ field, index, leftOut }): PlannedField => ({
      ...planKey(field.key),
      field,
      absent: leftOut === undefined ? undefined : Buffer.from(leftOut === null ? NULL : copyText(leftOut)),
      isNullWhenAbsent: leftOut === null,
      choices: field.type === 'choice' ? field.values.map((value) => Buffer.from(value)) : [],
      secondDigits: field.type === 'timestamp' ? secondDigits(field) : 0,
      link: links.indexOf(index),
    }));
    const pairs = [...members.values()].flatMap(({ field, index }): readonly Pair[] => {
      if (field.type !== 'reference' || typeof field.target === 'string') return [];
      const by = members.get(field.target.by);
      return by ? [[index - offset, by.index - offset]] : [];
    });
    const children = graph.childrenOf(kind).map((child) => ({
      ...planKey(child.parent?.key ?? ''),
      plan: plan(child, nesting + 1),
    }));
    const lines = linesOf(kind);
    lines.margin = constantBytes(fields, links.length);
    return {
      kind,
      lines,
      hasParent,
      fields,
      pairs,
      children,
      place: {
        column: 2 * STEP * nesting + STEP,
        // The document and the row itself, and for each row above it that and the mapping that it stands in.
        levels: depth - 1 - 2 * nesting,
        jsonDepth,
      },
      given: new Uint8Array(fields.length),
      linkPlaces: new Float64Array(links.length),
    };
  };
  const made = plan(root, 0);
  return isPlanned ? made : undefined;
}

export function planKey(key: string): PlannedKey {
  const written = `${writeKey(key)}:`;
  return { bytes: Buffer.from(written), length: written.length };
}

/** Of a COPY line but for the values that are given. */
function constantBytes(fields: readonly PlannedField[], links: number): number {
  const cells = fields.map(({ absent }) => 1 + Math.max(absent?.length ?? 0, NULL.length));
  return 3 * (UUID_BYTES + 1) + sumOf(cells) + (links + 1) * (NUMBER_BYTES + 1) + 1;
}
