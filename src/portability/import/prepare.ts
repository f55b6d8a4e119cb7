/** stage → check → plan: the one path that preview and apply share, up to where they part. */
import type { Kind } from '../archive/define-kind.js';
import type { Issue } from '../errors.js';
import type { Warning } from './answers.js';
import { countRows } from '../storage/compare.js';
import { checkDuplicates, checkModes, checkReferences, type Found, type ModeFindings } from './check.js';
import { describe, describeNewer } from './describe.js';
import { countBinned } from '../storage/binned-rows.js';
import { describeBinned } from './describe-binned.js';
import { describeEmptied, describeWithoutTarget } from './describe-outside.js';
import { IssueLog } from './issue-log.js';
import { resolveImported } from './leave-out.js';
import { updatesRows, type Mode } from './modes/mode.js';
import { compareKinds, planMode, type ModePlan, type Rows } from './plan.js';
import {
  freshRows,
  resolveRows,
  type ReadRows,
  type ResolvedRows,
  type RowSource,
} from '../storage/resolve.js';
import { totalOf } from './row-counts.js';
import type { ArchiveContents } from './read-archive.js';
import type { ImportScope } from './scope.js';
import { stageArchive } from './stage.js';
import { isReadable } from './to-problem.js';

export interface Prepared {
  /** Rows of each kind that are staged. */
  readonly staged: ReadonlyMap<Kind, number>;
  /** What is wrong in every mode is an error, what stands in the way of some of several modes a warning. */
  readonly log: IssueLog;
  /** Of the modes that can take this archive, by name; empty where the log has errors. */
  readonly plans: ReadonlyMap<string, ModePlan>;
}

/** Which modes are planned, and how. */
export interface PlanOptions {
  /** Of the modes. */
  readonly names: readonly string[];
  /** Whether `planDigest` is to be asked of the plans. */
  readonly withDigests: boolean;
}

export async function prepareImport(
  scope: ImportScope,
  contents: ArchiveContents,
  { names, withDigests }: PlanOptions,
): Promise<Prepared> {
  const log = new IssueLog();
  const staged = await stageArchive(scope, contents, log);
  for (const found of await checkDuplicates(scope)) await logErrors(scope, found, log);
  scope.onProgress?.({ step: 'plan' });
  const rows = isReadable(log) ? await resolveRowsOf(scope, names, staged, log) : undefined;
  if (!rows || log.errorCount > 0) return { staged, log, plans: new Map() };

  const { modes, cleared } = await possibleModes(scope, names, rows, log);
  const compared = await compareKinds(scope, [...modes.values()], rows, withDigests);
  if ([...modes.values()].some(updatesRows)) log.warnings(describeNewer(scope, compared.comparisons));
  const plans = [...modes].map(
    ([name, mode]) => [name, planMode(scope, mode, compared, cleared.get(name))] as const,
  );
  return { staged, log, plans: new Map(plans) };
}

/** Decides what is imported, where every staged row, if a mode asks for that, and every reference leads. */
async function resolveRowsOf(
  scope: ImportScope,
  names: readonly string[],
  staged: ReadonlyMap<Kind, number>,
  log: IssueLog,
): Promise<Rows> {
  const { transaction, graph, staging, userId, origins } = scope;
  const existing = await countRows(transaction, graph, userId);
  await origins?.collect(transaction, graph, userId);
  const matches = names.some((name) => modeOf(scope, name).identity === 'match');
  const imported = await resolveImported(scope, existing, staged, matches);
  for (const found of await checkReferences(scope)) await logErrors(scope, found, log);
  log.warnings(await describeEmptied(scope, imported.emptied), imported.emptied.total);
  log.warnings(describeWithoutTarget(scope, imported.outside));
  if (matches) log.warnings(describeBinned(scope, await countBinned(staging, userId)));
  const keepsRows = imported.version !== undefined;
  const resolved = matches ? await resolveRows(staging, totalOf(imported.staged), keepsRows) : UNRESOLVED;
  let fresh: Promise<ReadRows> | undefined;
  return { ...imported, existing, resolved, fresh: () => (fresh ??= freshRows(staging, keepsRows)) };
}

const noSource: RowSource = () => {
  throw new Error('Rows that are all made anew meet no existing ones');
};
const UNRESOLVED: ResolvedRows = { source: noSource, archived: noSource, present: noSource };

const logErrors = async (scope: ImportScope, found: Found, log: IssueLog): Promise<void> =>
  log.errors(await describe(scope, found), found.total);

/** Rows of which kind a finding is about, and how many, where it counts them. */
function countedIn(found: Found, index: number): Partial<Warning> {
  const kept = found.check === 'kept-reference' ? found.first[index] : undefined;
  return kept ? { kind: kept.kind.name, count: kept.count } : {};
}

/** Those of the modes that nothing stands in the way of. What stands in the way of all is told once, not once per mode. */
async function possibleModes(
  scope: ImportScope,
  names: readonly string[],
  rows: Rows,
  log: IssueLog,
): Promise<{ readonly modes: ReadonlyMap<string, Mode> } & Pick<ModeFindings, 'cleared'>> {
  const modes = new Map(names.map((name) => [name, modeOf(scope, name)]));
  const { obstacles, cleared } = await checkModes(scope, modes, rows);
  const isSome = obstacles.size < modes.size;
  const reported = new Set<Found['check']>();
  const words = new Map<Found, readonly Issue[]>();
  for (const [name, found] of obstacles) {
    const issues = words.get(found) ?? (await describe(scope, found));
    words.set(found, issues);
    if (isSome) {
      const warnings = issues.map((issue, index) => ({ ...issue, ...countedIn(found, index), mode: name }));
      log.warnings(warnings, found.total);
    } else if (!reported.has(found.check)) log.errors(issues, found.total);
    reported.add(found.check);
    modes.delete(name);
  }
  return { modes, cleared };
}

function modeOf({ modes }: ImportScope, name: string): Mode {
  const mode = modes[name];
  if (!mode) throw new Error(`There is no mode ${name}`);
  return mode;
}
