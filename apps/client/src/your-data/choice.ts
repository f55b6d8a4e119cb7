/** What of an archive is brought in: all of it, unless a person leaves out areas or single entries. */
import type { ArchiveDescription } from '../api/types';

export interface LeftOutRow {
  /** As the archive has it. */
  readonly id: string;
  readonly label: string;
}

export interface Choice {
  /** The areas of the archive, of which `areas` are some; none where nobody has chosen among them. */
  readonly held: readonly string[];
  /** Areas of the archive that stay out. */
  readonly areas: readonly string[];
  /** Entries that stay out, and with each what belongs to it. */
  readonly rows: readonly LeftOutRow[];
}

/** Everything. */
export const ALL: Choice = { held: [], areas: [], rows: [] };

/** Entries that the service leaves out at most. */
export const MOST_LEFT_OUT = 1_000;

export const isAll = ({ areas, rows }: Choice): boolean => areas.length + rows.length === 0;

/** The same, in whatever order it was chosen. */
export const isSameChoice = (one: Choice, other: Choice): boolean =>
  one === other ||
  (isSameSet(one.areas, other.areas) &&
    isSameSet(
      one.rows.map(({ id }) => id),
      other.rows.map(({ id }) => id),
    ));

/** @param held the areas of the archive */
export function withArea(
  choice: Choice,
  held: readonly string[],
  [area, isIn]: readonly [string, boolean],
): Choice {
  const areas = choice.areas.filter((each) => each !== area);
  return { ...choice, held, areas: isIn ? areas : [...areas, area] };
}

/** Left out, or brought in again; as it is where no more can be left out. */
export function withRowToggled(choice: Choice, { id, label }: LeftOutRow): Choice {
  const rows = choice.rows.filter((row) => row.id !== id);
  if (rows.length < choice.rows.length) return { ...choice, rows };
  return rows.length < MOST_LEFT_OUT ? { ...choice, rows: [...rows, { id, label }] } : choice;
}

/** Whether anything of the archive is left to bring in. */
export const holdsAny = ({ held, areas }: Choice): boolean =>
  held.length === 0 || held.some((area) => !areas.includes(area));

/** As parts of the form; none where everything is meant, which is what a service without choices understands. */
export function formOfChoice({ held, areas, rows }: Choice): Readonly<Record<string, string>> {
  return {
    ...(areas.length === 0 ? {} : { areas: held.filter((area) => !areas.includes(area)).join(',') }),
    ...(rows.length === 0 ? {} : { skip: rows.map(({ id }) => id).join(',') }),
  };
}

/** The areas that can be chosen among; none where the service is an older one, which cannot leave any out. */
export const areasHeld = ({ areas }: Partial<ArchiveDescription>): readonly string[] => areas ?? [];

const isSameSet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((each) => other.includes(each));
