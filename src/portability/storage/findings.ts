/** What the checks of staged rows find: which rows, and how many in all. */
import type { Kind, KindField } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';

/** One finding: a row, and where a field is meant, the field. */
export interface Finding {
  readonly kind: Kind;
  readonly rowId: string;
  readonly field: KindField | undefined;
  /** As `packLocation` makes it. */
  readonly location: number;
  /** Of a UUID that stands twice: whether it does so under the same parent. */
  readonly sameList?: boolean;
  /** Of a key that two rows may not both have: the fields that it is made of. */
  readonly fields?: readonly KindField[];
}

export interface Findings {
  readonly total: number;
  /** At most as many as were asked for, by file and place. */
  readonly first: readonly Finding[];
}

/** Which staged rows are meant: by their UUIDs alone, or also by their places, where a UUID may stand for many. */
export interface StagedPlaces {
  readonly ids: readonly string[];
  /** As `packLocation` makes them. */
  readonly places: readonly string[] | null;
}

/** Those of one kind that were found. Where a field is meant, the place is that of the field, and its row has its UUID for itself. */
export const placesOf = (findings: readonly Finding[]): StagedPlaces => ({
  ids: findings.map(({ rowId }) => rowId),
  places: findings.some(({ field }) => field) ? null : findings.map(({ location }) => String(location)),
});

/** The kind that has the number in a table of staging. */
export function kindAt(graph: KindGraph, number: string): Kind {
  const kind = graph.kinds[Number(number)];
  if (!kind) throw new Error(`No kind has the number ${number}`);
  return kind;
}
