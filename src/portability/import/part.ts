/** Which part of an archive is imported: the areas that were chosen of those it holds, without the rows that were named. */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { heldRows, type HeldRows } from '../archive/part.js';
import { isUuid } from '../archive/uuid.js';
import { PortabilityError } from '../errors.js';
import type { ArchiveNames } from './archive-names.js';

/** What somebody chooses. */
export interface PartChoice {
  /** The names of areas, as the newest version has them; undefined: all that the archive holds. */
  readonly areas?: readonly string[] | undefined;
  /** UUIDs of rows, as the archive has them, which are left out, and with them what nests under them. */
  readonly skip?: readonly string[] | undefined;
}

/** UUIDs that `skip` may have. */
export const MOST_SKIPPED = 1_000;

export interface ImportedPart {
  readonly choice: PartChoice;
  /** Which rows of the archive are imported. */
  takes(kind: Kind): HeldRows;
  /** Whether what the archive does not have of the kind is absent, so that a mode may delete it. */
  isReplaced(kind: Kind): boolean;
}

export function importedPart(graph: KindGraph, names: ArchiveNames, choice: PartChoice): ImportedPart {
  const chosen = choice.areas && new Set(choice.areas);
  const takes = (kind: Kind): HeldRows => {
    if (!names.holds(kind)) return 'none';
    return chosen ? heldRows(graph, chosen, kind) : 'all';
  };
  return {
    choice,
    takes,
    isReplaced: (kind) => names.holdsAll(kind) && takes(kind) === 'all',
  };
}

/** Whether anything was chosen. */
export const isChosen = ({ areas, skip = [] }: PartChoice): boolean => areas !== undefined || skip.length > 0;

/** The choice in one spelling, whoever made it; undefined where nothing was chosen. */
export const spelled = (choice: PartChoice): readonly unknown[] | undefined =>
  isChosen(choice) ? [choice.areas ?? null, [...new Set(choice.skip)].sort()] : undefined;

/** What of the choice a result says. */
export const toldChoice = ({ areas, skip = [] }: PartChoice) => ({
  ...(areas && { areas }),
  ...(skip.length > 0 && { skipped: skip }),
});

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/**
 * The areas that a list names with commas between, each once, in the order of the format.
 * @throws PortabilityError `invalid-parameter` where there are none, or one is not known
 * @example areasNamed(graph, 'people,notes')
 */
export function areasNamed({ areas }: KindGraph, list: string): readonly string[] {
  const names = listOf(list);
  const allowed = areas.map(({ name }) => name);
  if (names.length > 0 && names.every((name) => allowed.includes(name)))
    return allowed.filter((name) => names.includes(name));
  const detail = names.length === 0 ? 'names no area' : 'names an area that is not known';
  throw new PortabilityError('invalid-parameter', `areas ${detail}. Allowed: ${allowed.join(', ')}.`, {
    errors: [{ parameter: 'areas', detail, allowed }],
  });
}

/**
 * The UUIDs that a list has with commas between, in lower case.
 * @throws PortabilityError `invalid-parameter` where one is none, or there are too many
 * @example skipNamed('6f0c4d2e-8a51-4c3b-9d7e-2f1a0b3c4d5e')
 */
export function skipNamed(list: string): readonly string[] {
  const skip = listOf(list).map((id) => id.toLowerCase());
  if (skip.length <= MOST_SKIPPED && skip.every(isUuid)) return skip;
  const detail = skip.length > MOST_SKIPPED ? `names more than ${MOST_SKIPPED} rows` : 'is no list of UUIDs';
  throw new PortabilityError('invalid-parameter', `skip ${detail}. Give UUIDs with commas between.`, {
    errors: [{ parameter: 'skip', detail }],
  });
}

export const unknownSkip = (unknown: number): PortabilityError => {
  const detail = `names ${unknown === 1 ? 'a UUID that is' : `${unknown} UUIDs that are`} not in the archive`;
  return new PortabilityError(
    'invalid-parameter',
    `skip ${detail}: name rows as the archive has them. Nothing was changed.`,
    { errors: [{ parameter: 'skip', detail }] },
  );
};
