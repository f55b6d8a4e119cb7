/** The values that a table and an import are compared by: of every field of a kind those at and beyond its edges. */
import { randomUUID } from 'node:crypto';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import {
  type Kind,
  type KindField,
  type LinkField,
  targetsOf,
  defaultWhenAbsent,
} from '../../src/portability/kinds.js';
import type { GraphRow } from '../../src/portability/testing/graph-arbitrary.js';
import { boundaryValues, EDGES_OF_TIME, type Candidate } from '../support/boundary-values.js';
import { GRAPH, idOf, mediaName, sampleGraph } from '../support/sample.js';

export const graph = sampleGraph();
export const others = sampleGraph();

/** A row to try a value of one field in. */
export interface Trial extends Candidate {
  readonly field: KindField;
  readonly id: string;
}

/** The row that the trials of a kind are made from. */
export const model = (kind: Kind): GraphRow => {
  const row = graph.rows[kind.name]?.at(-1);
  if (!row) throw new Error(`The sample has no ${kind.name}`);
  return row;
};

const link = (field: LinkField, name: string, id: string): Candidate => ({
  name,
  sql: id,
  archived: field.type === 'media' ? mediaName(id) : id,
  means: id,
});

/** Stands for the UUID of the row itself. */
const ITSELF = '#itself#';

function linkValues(kind: Kind, field: LinkField): Candidate[] {
  const named = model(kind).values;
  const [target = ''] =
    field.type === 'reference' && typeof field.target !== 'string'
      ? [field.target.kinds[String(named[field.target.by])]]
      : targetsOf(field, GRAPH.blobKind);
  const elsewhere = CAROL_KINDS.find(({ name }) => name !== target)?.name ?? '';
  return [
    link(field, 'a row that it may lead to', idOf(graph, target)),
    link(field, 'itself', ITSELF),
    link(field, 'no row', randomUUID()),
    link(field, 'a row of another kind', idOf(graph, elsewhere)),
    link(field, 'a row of somebody else', idOf(others, target)),
    link(field, 'no UUID', 'x'),
    link(field, 'nothing', ''),
  ];
}

const isLink = (field: KindField): field is LinkField => field.type === 'reference' || field.type === 'media';

const NULL: Candidate = { name: 'null', sql: null, archived: null, means: null };

/**
 * A null in an archive is a key that is left out, which may mean something; a NULL in a column never does. Both are compared only
 * where a key that is left out means null, or is refused.
 */
const nullOf = (kind: Kind, field: KindField): Candidate[] =>
  ['null', 'required'].includes(defaultWhenAbsent(kind, field)) ? [NULL] : [];

/** The times are declared the same for every kind: one kind gets all that is wrong with them. */
const valuesFor = (kind: Kind, field: KindField): readonly Candidate[] =>
  ['createdAt', 'updatedAt'].includes(field.key) && kind.name !== 'skillSections'
    ? EDGES_OF_TIME
    : boundaryValues(field);

/** A row for each value to try in a field. */
export const trialsOf = (kind: Kind, field: KindField): Trial[] => {
  const newId = (): string => (kind.singleton ? model(kind).id : randomUUID());
  const trial = (candidate: Candidate): Trial => ({ ...candidate, field, id: newId() });
  const values = isLink(field) ? linkValues(kind, field) : valuesFor(kind, field);
  return [...values, ...nullOf(kind, field)].map((value) => {
    const made = trial(value);
    return value.means === ITSELF ? { ...made, ...link(field as LinkField, value.name, made.id) } : made;
  });
};

const MOST_BYTES = 3_000_000;
const MOST_ROWS = 500;

/** Trials that go into one archive: not more than an import likes, and of a singleton one of each field. */
export function grouped(kind: Kind, trials: readonly Trial[]): readonly (readonly Trial[])[] {
  if (kind.singleton) {
    const rounds: Trial[][] = [];
    for (const trial of trials) {
      const round = rounds.find((each) => !each.some(({ field }) => field === trial.field));
      if (round) round.push(trial);
      else rounds.push([trial]);
    }
    return rounds;
  }
  const groups: Trial[][] = [];
  let bytes = Infinity;
  for (const trial of trials) {
    const size = JSON.stringify(trial.archived).length;
    bytes += size;
    if (bytes > MOST_BYTES || groups.at(-1)?.length === MOST_ROWS) {
      groups.push([]);
      bytes = size;
    }
    groups.at(-1)?.push(trial);
  }
  return groups;
}
