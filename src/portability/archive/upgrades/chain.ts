/** From what an archive of an older version holds to what the newest would: its areas, its manifest, its entries, one step after the other. */
import { MEDIA_FOLDER } from '../file-names.js';
import { findEntry, flatMapEntries } from '../yaml/entries.js';
import type { Entry, Mapping, Node } from '../yaml/nodes.js';
import { applySteps } from './apply-steps.js';
import type { Upgrade } from './upgrade.js';

export interface Target {
  readonly area: string;
  readonly entry: Entry;
}

/** An archive of one version, seen from the newest. */
export interface UpgradePath {
  /** The names that areas of the newest version had, by the older names; an area may have become several, or none. */
  readonly areas: ReadonlyMap<string, readonly string[]>;
  readonly mediaFolder: string;
  upgradeManifest(manifest: Mapping): Mapping;
  /** Where an entry of an area goes, and what it is there; undefined where its area is not kept. */
  upgradeEntry(area: string, entry: Entry): Target | undefined;
}

/** @param newest the areas of the newest version */
export function upgradePath(
  version: number,
  newest: readonly string[],
  upgrades: readonly Upgrade[],
): UpgradePath {
  const steps = upgrades.filter(({ from }) => from >= version);
  const names = areasBefore(newest, steps);
  return {
    areas: new Map(names.map((name) => [name, steps.reduce(namesAfter, [name])])),
    mediaFolder: steps.find(({ mediaFolder }) => mediaFolder !== undefined)?.mediaFolder ?? MEDIA_FOLDER,
    upgradeManifest: (manifest) => steps.reduce(manifestAfter, manifest),
    upgradeEntry(area, entry) {
      let target: Target | undefined = { area, entry };
      for (const step of steps) target = target && targetAfter(target, step);
      return target;
    },
  };
}

/** The areas of the oldest version that the steps lead from. */
function areasBefore(newest: readonly string[], steps: readonly Upgrade[]): readonly string[] {
  return steps.reduceRight<readonly string[]>((names, { areas = {} }) => {
    const { added = [], renamed = {}, removed = {}, split = {} } = areas;
    const older = Object.fromEntries(Object.entries(renamed).map(([from, to]) => [to, from]));
    const fromSplit = new Set(Object.values(split).flatMap(({ into }) => Object.values(into)));
    const kept = names.filter((name) => !added.includes(name) && !(fromSplit.has(name) && !(name in older)));
    return [
      ...kept.map((name) => older[name] ?? name),
      ...Object.keys(split).filter((name) => !kept.includes(name)),
      ...Object.keys(removed),
    ];
  }, newest);
}

const namesAfter = (names: readonly string[], { areas = {} }: Upgrade): readonly string[] =>
  names.flatMap((name) => {
    if (areas.removed && Object.hasOwn(areas.removed, name)) return [];
    const split = areas.split?.[name];
    return split ? [...new Set(Object.values(split.into))] : [areas.renamed?.[name] ?? name];
  });

function manifestAfter(manifest: Mapping, upgrade: Upgrade): Mapping {
  return renamedAreas(applySteps(manifest, upgrade.manifest ?? []), upgrade);
}

/** The manifest's list of areas by their next names. */
function renamedAreas(manifest: Mapping, upgrade: Upgrade): Mapping {
  return {
    ...manifest,
    entries: Array.from(manifest.entries, (entry) => {
      if (entry.key.value !== 'areas' || entry.value.type !== 'seq') return entry;
      const items = entry.value.items.flatMap((item): readonly Node[] =>
        item.type === 'scalar'
          ? namesAfter([item.value], upgrade).map((value) => ({ ...item, value }))
          : [item],
      );
      return { ...entry, value: { ...entry.value, items } };
    }),
  };
}

function targetAfter({ area, entry }: Target, { areas = {}, entries = {} }: Upgrade): Target | undefined {
  if (areas.removed && Object.hasOwn(areas.removed, area)) return undefined;
  const { value } = entry;
  const upgraded = value.type === 'map' ? { ...entry, value: applySteps(value, entries[area] ?? []) } : entry;
  const split = areas.split?.[area];
  if (!split) return { area: areas.renamed?.[area] ?? area, entry: upgraded };
  const [first = area] = Object.values(split.into);
  if (upgraded.value.type !== 'map') return { area: first, entry: upgraded };
  const by = findEntry(upgraded.value, split.by)?.value;
  const into = by?.type === 'scalar' ? split.into[by.value] : undefined;
  // What says nothing that is known keeps the key, and is told that there is no such key.
  if (into === undefined) return { area: first, entry: upgraded };
  const rest = flatMapEntries(upgraded.value.entries, (entry) =>
    entry.key.value === split.by ? [] : [entry],
  );
  return { area: into, entry: { ...upgraded, value: { ...upgraded.value, entries: rest } } };
}
