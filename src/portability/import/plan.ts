/** The one planner: what each mode would do with the staged rows. Preview reports it, apply carries it out. */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { compareRows, countRows, type Comparison } from '../storage/compare.js';
import { resolveIdentities } from '../storage/identity.js';
import { collectUnresolved, remapOwnReferences } from '../storage/references.js';
import { resolveRows, type RowSource } from '../storage/resolve.js';
import type { IssueLog } from './issue-log.js';
import type { Effects, ImportMode, KindEffects } from './modes.js';
import { STRATEGIES } from './strategies/index.js';
import type { ImportScope } from './scope.js';
import type { ImportStrategy } from './strategies/strategy.js';
import { checkMode, checkReferences, type IssueList } from './validate.js';

export interface ModePlan {
  readonly mode: ImportMode;
  readonly effects: KindEffects;
}

export interface Plan {
  /** The modes that can take this archive. */
  readonly modes: ReadonlyMap<ImportMode, ModePlan>;
  /** Where rows that meet existing ones are read from. */
  readonly source: RowSource;
}

/**
 * Plans the given modes over what is staged. What is wrong in every mode is logged as an error; what stands in the way of
 * some of several modes as a warning, and those modes are left out of the plan.
 */
export async function planImport(
  scope: ImportScope,
  staged: ReadonlyMap<Kind, number>,
  modes: readonly ImportMode[],
  log: IssueLog,
): Promise<Plan | undefined> {
  const { transaction, graph, userId } = scope;
  const existing = await countRows(transaction, graph, userId);
  await resolveIdentities(transaction, graph, userId, existing);
  await collectUnresolved(transaction, graph, userId);
  await remapOwnReferences(transaction);
  await checkReferences(scope, log);
  if (log.errorCount > 0) return undefined;

  const possible = await possibleModes(scope, modes, log);
  if (possible.length === 0) return undefined;

  const matched = possible.some((mode) => STRATEGIES[mode].identity === 'matched');
  const source = matched ? await resolveRows(transaction, graph) : unresolvedSource;
  const comparisons = new Map<Kind, Comparison>();
  if (matched) {
    for (const kind of graph.kinds) {
      comparisons.set(kind, await compareKind(scope, kind, source, staged, existing));
    }
    warnOfNewerRows(graph, comparisons, log);
  }
  const plans = possible.map((mode): [ImportMode, ModePlan] => [
    mode,
    { mode, effects: effectsOf(graph, STRATEGIES[mode], staged, existing, comparisons) },
  ]);
  return { modes: new Map(plans), source };
}

const unresolvedSource: RowSource = () => {
  throw new Error('Rows that are all made anew are not compared with existing ones');
};

async function possibleModes(
  scope: ImportScope,
  modes: readonly ImportMode[],
  log: IssueLog,
): Promise<ImportMode[]> {
  const blocked = new Map<ImportMode, IssueList>();
  const possible: ImportMode[] = [];
  for (const mode of modes) {
    const issues = await checkMode(scope, STRATEGIES[mode]);
    if (issues.total === 0) possible.push(mode);
    else blocked.set(mode, issues);
  }
  // What stands in the way of all modes is told once, not once per mode.
  const told = new Set<boolean>();
  for (const [mode, { total, first }] of blocked) {
    const { reachesOwnRows } = STRATEGIES[mode];
    if (possible.length > 0)
      log.warnings(
        first.map((issue) => ({ ...issue, mode })),
        total,
      );
    else if (!told.has(reachesOwnRows)) log.errors(first, total);
    told.add(reachesOwnRows);
  }
  return possible;
}

/** Where one of the two sides is empty there is nothing to compare. */
function compareKind(
  { transaction, userId }: ImportScope,
  kind: Kind,
  source: RowSource,
  staged: ReadonlyMap<Kind, number>,
  existing: ReadonlyMap<Kind, number>,
): Promise<Comparison> | Comparison {
  const fresh = staged.get(kind) ?? 0;
  if (fresh === 0 || existing.get(kind) === 0) return { fresh, different: 0, same: 0, newerHere: 0 };
  return compareRows(transaction, kind, source, userId);
}

function warnOfNewerRows(graph: KindGraph, comparisons: ReadonlyMap<Kind, Comparison>, log: IssueLog): void {
  for (const [kind, { newerHere }] of comparisons) {
    if (newerHere === 0) continue;
    const [root] = graph.lineage(kind);
    const noun = kind.noun[newerHere === 1 ? 0 : 1];
    log.warning({
      file: `${root?.area}.yaml`,
      pointer: '#',
      line: 1,
      column: 1,
      code: 'older-than-existing',
      detail: `${newerHere} ${noun} here changed after this archive was made; Replace and Merge would take the archive's older values. Use Import as copies to keep both.`,
      kind: kind.name,
      count: newerHere,
    });
  }
}

function effectsOf(
  graph: KindGraph,
  strategy: ImportStrategy,
  staged: ReadonlyMap<Kind, number>,
  existing: ReadonlyMap<Kind, number>,
  comparisons: ReadonlyMap<Kind, Comparison>,
): KindEffects {
  const effects = graph.kinds.map((kind): [string, Effects] => {
    const rows = staged.get(kind) ?? 0;
    const there = existing.get(kind) ?? 0;
    if (strategy.identity === 'fresh') {
      const skip = isSkipped(graph, kind, existing) ? rows : 0;
      return [kind.name, { create: rows - skip, update: 0, unchanged: 0, delete: 0, keep: there, skip }];
    }
    const { fresh, different, same } = comparisons.get(kind) ?? { fresh: rows, different: 0, same: 0 };
    const unmentioned = there - different - same;
    return [
      kind.name,
      {
        create: fresh,
        update: different,
        unchanged: same,
        delete: strategy.unmentioned === 'delete' ? unmentioned : 0,
        keep: strategy.unmentioned === 'keep' ? unmentioned : 0,
        skip: 0,
      },
    ];
  });
  return Object.fromEntries(effects);
}

/** A singleton that the importer has already, and what nests under it, cannot be made a second time. */
export const isSkipped = (graph: KindGraph, kind: Kind, existing: ReadonlyMap<Kind, number>): boolean =>
  graph.lineage(kind).some((ancestor) => ancestor.singleton && (existing.get(ancestor) ?? 0) > 0);
