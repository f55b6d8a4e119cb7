/** The one planner: what each mode would do with the staged rows. Preview reports it, apply carries it out. */
import type { Kind } from '../archive/define-kind.js';
import type { KindGraph } from '../archive/graph.js';
import { compareRows, countRows, type Comparison } from '../storage/compare.js';
import { resolveIdentities } from '../storage/identity.js';
import { collectUnresolved, remapOwnReferences } from '../storage/references.js';
import { resolveRows, type RowSource } from '../storage/resolve.js';
import { wholeFile, type IssueLog } from './issue-log.js';
import type { Effects, KindEffects } from './modes/effects.js';
import { effectsOf, NO_EFFECTS, titlesOf, updatesRows, type Mode } from './modes/mode.js';
import type { ImportScope } from './scope.js';
import { checkMode, checkReferences, type ModeIssues } from './validate.js';

export interface ModePlan {
  readonly mode: Mode;
  readonly effects: KindEffects;
}

export interface Plan {
  /** The modes that can take this archive, by name. */
  readonly modes: ReadonlyMap<string, ModePlan>;
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
  names: readonly string[],
  log: IssueLog,
): Promise<Plan | undefined> {
  const { transaction, graph, userId } = scope;
  const existing = await countRows(transaction, graph, userId);
  await resolveIdentities(transaction, graph, userId, existing);
  await collectUnresolved(transaction, graph, userId);
  await remapOwnReferences(transaction);
  await checkReferences(scope, log);
  if (log.errorCount > 0) return undefined;

  const possible = await possibleModes(scope, names, existing, log);
  if (possible.size === 0) return undefined;

  const modes = [...possible.values()];
  const matched = modes.some(({ identity }) => identity === 'match');
  const source = matched ? await resolveRows(transaction, graph) : unresolvedSource;
  const comparisons = new Map<Kind, Comparison>();
  if (matched) {
    for (const kind of graph.kinds) {
      comparisons.set(kind, await compareKind(scope, kind, source, staged, existing));
    }
    if (modes.some(updatesRows)) warnOfNewerRows(scope, comparisons, log);
  }
  const plans = [...possible].map(([name, mode]): [string, ModePlan] => [
    name,
    { mode, effects: kindEffects(scope, mode, { staged, existing, comparisons }) },
  ]);
  return { modes: new Map(plans), source };
}

const unresolvedSource: RowSource = () => {
  throw new Error('Rows that are all made anew are not compared with existing ones');
};

/** Those of the modes that nothing stands in the way of. What stands in the way of all is told once, not once per mode. */
async function possibleModes(
  scope: ImportScope,
  names: readonly string[],
  existing: ReadonlyMap<Kind, number>,
  log: IssueLog,
): Promise<ReadonlyMap<string, Mode>> {
  const possible = new Map<string, Mode>();
  const blocked = new Map<string, ModeIssues>();
  for (const name of names) {
    const mode = modeOf(scope, name);
    const issues = await checkMode(scope, mode, skippedKinds(scope.graph, mode, existing));
    if (issues.total === 0) possible.set(name, mode);
    else blocked.set(name, issues);
  }
  const told = new Set<string>();
  for (const [name, { check, total, first }] of blocked) {
    if (possible.size > 0) {
      const issues = first.map((issue) => ({ ...issue, mode: name }));
      log.warnings(issues, total);
    } else if (!told.has(check)) log.errors(first, total);
    told.add(check);
  }
  return possible;
}

function modeOf({ modes }: ImportScope, name: string): Mode {
  const mode = modes[name];
  if (!mode) throw new Error(`There is no mode ${name}`);
  return mode;
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

function warnOfNewerRows(
  { graph, modes, names }: ImportScope,
  comparisons: ReadonlyMap<Kind, Comparison>,
  log: IssueLog,
): void {
  const all = Object.values(modes);
  const losing = titlesOf(all.filter(updatesRows), 'and');
  const keeping = titlesOf(
    all.filter(({ identity }) => identity === 'fresh'),
    'or',
  );
  for (const [kind, { newerHere }] of comparisons) {
    if (newerHere === 0) continue;
    const [root] = graph.lineage(kind);
    const noun = kind.noun[newerHere === 1 ? 0 : 1];
    log.warning({
      ...wholeFile(names.fileOf(root?.area ?? '')),
      code: 'older-than-existing',
      detail: `${newerHere} ${noun} here changed after this archive was made; ${losing} would take the archive's older values. Use ${keeping} to keep both.`,
      kind: kind.name,
      count: newerHere,
    });
  }
}

interface Rows {
  readonly staged: ReadonlyMap<Kind, number>;
  readonly existing: ReadonlyMap<Kind, number>;
  readonly comparisons: ReadonlyMap<Kind, Comparison>;
}

function kindEffects(
  { graph, names }: ImportScope,
  mode: Mode,
  { staged, existing, comparisons }: Rows,
): KindEffects {
  const skipped = skippedKinds(graph, mode, existing);
  const effects = graph.kinds.map((kind): [string, Effects] => {
    const rows = staged.get(kind) ?? 0;
    const there = existing.get(kind) ?? 0;
    if (!names.holds(kind)) return [kind.name, { ...NO_EFFECTS, keep: there }];
    if (mode.identity === 'fresh') {
      const taken = skipped.has(kind) ? rows : 0;
      const counts = { new: rows - taken, different: 0, same: 0, taken, absent: there };
      return [kind.name, effectsOf(mode, kind.singleton, counts)];
    }
    const { fresh, different, same } = comparisons.get(kind) ?? { fresh: rows, different: 0, same: 0 };
    const counts = { new: fresh, different, same, taken: 0, absent: there - different - same };
    return [kind.name, effectsOf(mode, kind.singleton, counts)];
  });
  return Object.fromEntries(effects);
}

/** Of a fresh mode: a singleton that the importer has already, and what nests under it, cannot be made a second time. */
function skippedKinds(
  graph: KindGraph,
  { identity }: Mode,
  existing: ReadonlyMap<Kind, number>,
): ReadonlySet<Kind> {
  if (identity !== 'fresh') return new Set();
  const isTaken = (kind: Kind): boolean => kind.singleton && (existing.get(kind) ?? 0) > 0;
  return new Set(graph.kinds.filter((kind) => graph.lineage(kind).some(isTaken)));
}
