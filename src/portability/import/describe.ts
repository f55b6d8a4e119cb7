/** Puts into words what the checks found: issues that say where something is wrong in the archive, and what to do. */
import type { Kind } from '../archive/define-kind.js';
import { pointer } from '../archive/pointer.js';
import {
  CYCLE,
  DANGLING,
  DUPLICATE_ID,
  DUPLICATE_KEY,
  DUPLICATE_ORIGIN,
  WRONG_KIND,
  type Fault,
} from '../archive/reference-faults.js';
import { unpackLocation } from '../archive/staged-row.js';
import type { Issue } from '../errors.js';
import { findAncestry } from '../storage/ancestry.js';
import { placesOf, type Finding } from '../storage/findings.js';
import type { Comparison } from '../storage/compare.js';
import type { KeptReferences } from '../storage/kept-references.js';
import { stagedLabels } from './staged-labels.js';
import type { Found, RowCheck } from './check.js';
import type { Warning } from './answers.js';
import { notUnique } from './not-unique.js';
import { wholeFile } from './issue-log.js';
import { titlesOf, updatesRows, type ModeRegistry } from './modes/mode.js';
import type { ImportScope } from './scope.js';

const outside = (modes: ModeRegistry): Fault => {
  const reaching = Object.values(modes).filter(({ references }) => references === 'archive-or-own');
  return {
    code: 'dangling',
    detail: `This refers to something that is not in the archive, only among what you already have. Use ${titlesOf(reaching, 'or')}, or remove the reference.`,
  };
};

const CYCLE_WITH_OWN: Fault = {
  code: 'cycle',
  detail:
    'Together with what you already have, these references lead back to where they began. Remove one of them here, or among what you have, and import again.',
};

const FAULTS = {
  duplicate: (_, { sameList = false }) => (sameList ? DUPLICATE_KEY : DUPLICATE_ID),
  'shared-origin': () => DUPLICATE_ORIGIN,
  dangling: () => DANGLING,
  'wrong-kind': () => WRONG_KIND,
  cycle: () => CYCLE,
  outside,
  'cycle-with-own': () => CYCLE_WITH_OWN,
} as const satisfies Record<RowCheck, (modes: ModeRegistry, finding: Finding) => Fault>;

/** One issue for each finding. */
export async function describe(scope: ImportScope, found: Found): Promise<readonly Issue[]> {
  if (found.check === 'kept-reference') return found.first.map((kept) => keptReference(scope, kept));
  if (found.check === 'not-unique') {
    const taken = await locate(scope, found.first);
    return taken.map(([{ kind, fields = [] }, location]) => ({
      ...location,
      ...notUnique(scope.names, kind, fields),
    }));
  }
  const faultOf: (modes: ModeRegistry, finding: Finding) => Fault = FAULTS[found.check];
  const located = await locate(scope, found.first);
  return located.map(([finding, location]) => ({ ...location, ...faultOf(scope.modes, finding) }));
}

const keptReference = ({ names }: ImportScope, { kind, target, count }: KeptReferences): Issue => ({
  ...wholeFile(names.fileOf(target.area)),
  code: 'kept-reference',
  detail: `${count} ${kind.noun[count === 1 ? 0 : 1]} that you have, no part of this import, would stay, but refer${count === 1 ? 's' : ''} to ${target.noun[1]} that are not in it and would be deleted. Import it in another mode, or remove those references first.`,
});

/** Rows here that are newer than the archive's, where a mode would overwrite them. */
export function describeNewer(
  { graph, modes, names }: ImportScope,
  comparisons: ReadonlyMap<Kind, Comparison>,
): readonly Warning[] {
  const all = Object.values(modes);
  const losing = titlesOf(all.filter(updatesRows), 'and');
  const keeping = titlesOf(
    all.filter(({ identity }) => identity === 'fresh'),
    'or',
  );
  return [...comparisons].flatMap(([kind, { newerInDatabase }]): Warning[] => {
    if (newerInDatabase === 0) return [];
    const [root] = graph.lineage(kind);
    const noun = kind.noun[newerInDatabase === 1 ? 0 : 1];
    return [
      {
        ...wholeFile(names.fileOf(root?.area ?? '')),
        code: 'older-than-existing',
        detail: `${newerInDatabase} ${noun} here changed after this archive was made; ${losing} would take the archive's older values. Use ${keeping} to keep both.`,
        kind: kind.name,
        count: newerInDatabase,
      },
    ];
  });
}

type Location = Omit<Issue, keyof Fault>;

/** Where each finding stands in the archive, by the names that the archive has, and what its entry is called. */
export async function locate(
  scope: ImportScope,
  findings: readonly Finding[],
): Promise<readonly (readonly [Finding, Location])[]> {
  const { staging, graph, names } = scope;
  const paths = new Map<Kind, ReadonlyMap<string, readonly string[]>>();
  const labels = new Map<Kind, ReadonlyMap<string, string>>();
  for (const kind of new Set(findings.map((finding) => finding.kind))) {
    const places = placesOf(findings.filter((finding) => finding.kind === kind));
    paths.set(kind, await findAncestry(staging, kind, places));
    labels.set(kind, await stagedLabels(scope, kind, places));
  }
  return findings.map((finding) => {
    const { kind, rowId, field } = finding;
    const lineage = graph.lineage(kind);
    const at = <Value>(known: ReadonlyMap<string, Value> | undefined): Value | undefined =>
      known?.get(`${rowId}@${finding.location}`) ?? known?.get(rowId);
    const ids = at(paths.get(kind)) ?? [rowId];
    const label = at(labels.get(kind));
    const keyAbove = (level: number): string => {
      const [above, key] = [lineage[level - 1], lineage[level]?.parent?.key ?? ''];
      return above ? names.keyOf(above, key) : key;
    };
    const segments = ids.flatMap((id, level) => (level === 0 ? [id] : [keyAbove(level), id]));
    const location = {
      file: names.fileOf(kind.area),
      pointer: pointer(...segments, ...(field ? [names.keyOf(kind, field.key)] : [])),
      ...unpackLocation(finding.location),
      ...(label === undefined ? {} : { label }),
    };
    return [finding, location];
  });
}
