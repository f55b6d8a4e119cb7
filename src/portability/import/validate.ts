/** Checks what only the whole archive can show: references, circles, UUIDs that stand twice. */
import type { Kind } from '../archive/define-kind.js';
import { pointer } from '../archive/pointer.js';
import {
  CYCLE,
  DANGLING,
  DUPLICATE_ID,
  DUPLICATE_KEY,
  WRONG_KIND,
  type Fault,
} from '../archive/reference-faults.js';
import { unpackPlace } from '../archive/staged-row.js';
import type { Issue } from '../errors.js';
import { findAncestry } from '../storage/ancestry.js';
import { findCycles } from '../storage/cycles.js';
import { findDuplicates } from '../storage/duplicates.js';
import type { Finding } from '../storage/findings.js';
import { findKeptReferences, type KeptReferences } from '../storage/kept-references.js';
import { findBrokenReferences } from '../storage/references.js';
import { MOST_ISSUES, wholeFile, type IssueLog } from './issue-log.js';
import type { ImportScope } from './scope.js';
import { titlesOf, updatesRows, type Mode, type ModeRegistry } from './modes/mode.js';

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

/** UUIDs that stand twice; to be called before anything relies on them standing once. */
export async function checkDuplicates(scope: ImportScope, log: IssueLog): Promise<void> {
  const { transaction, graph } = scope;
  const { total, first } = await findDuplicates(transaction, graph, MOST_ISSUES);
  const issues = await issuesOf(scope, first, (finding) =>
    'sameList' in finding && finding.sameList ? DUPLICATE_KEY : DUPLICATE_ID,
  );
  log.errors(issues, total);
}

/** References that no mode can follow. */
export async function checkReferences(scope: ImportScope, log: IssueLog): Promise<void> {
  const { transaction, graph } = scope;
  for (const [fault, message] of [
    ['dangling', DANGLING],
    ['wrong-kind', WRONG_KIND],
  ] as const) {
    const { total, first } = await findBrokenReferences(transaction, graph, fault, { most: MOST_ISSUES });
    log.errors(await issuesOf(scope, first, () => message), total);
  }
  const cycles = await findCycles(transaction, graph, MOST_ISSUES);
  log.errors(await issuesOf(scope, cycles.first, () => CYCLE), cycles.total);
}

export interface ModeIssues {
  /** What was looked for: where it stands in the way of several modes, those of the first are told. */
  readonly check: 'outside' | 'kept-reference' | 'cycle-with-own' | 'none';
  readonly total: number;
  /** At most a thousand. */
  readonly first: readonly Issue[];
}

/**
 * What stands in the way of one mode alone.
 * @param skipped kinds of which the mode writes no row
 */
export async function checkMode(
  scope: ImportScope,
  mode: Mode,
  skipped: ReadonlySet<Kind>,
): Promise<ModeIssues> {
  const { transaction, graph, userId, modes, names } = scope;
  if (mode.rows.absent === 'delete') {
    const kept = await findKeptReferences(transaction, graph, userId, (kind) => names.holds(kind));
    if (kept.length > 0)
      return {
        check: 'kept-reference',
        total: kept.length,
        first: kept.map((each) => keptReference(names.fileOf(each.target.area), each)),
      };
  }
  if (mode.references === 'archive') {
    const kinds = graph.kinds.filter((kind) => !skipped.has(kind));
    // What the archive does not hold stays, so that a reference to it is as good as one within.
    const targets = graph.kinds.filter((kind) => names.holds(kind));
    const findings = await findBrokenReferences(transaction, graph, 'outside', {
      most: MOST_ISSUES,
      kinds,
      targets,
    });
    const fault = outside(modes);
    return {
      check: 'outside',
      total: findings.total,
      first: await issuesOf(scope, findings.first, () => fault),
    };
  }
  // Rows that are new cannot close a circle with rows that stay as they are: none of those refers to them.
  if (!updatesRows(mode)) return { check: 'none', total: 0, first: [] };
  const findings = await findCycles(transaction, graph, MOST_ISSUES, userId);
  return {
    check: 'cycle-with-own',
    total: findings.total,
    first: await issuesOf(scope, findings.first, () => CYCLE_WITH_OWN),
  };
}

const keptReference = (file: string, { kind, target, count }: KeptReferences): Issue => ({
  ...wholeFile(file),
  code: 'kept-reference',
  detail: `${count} ${kind.noun[count === 1 ? 0 : 1]} here, which this archive does not hold and which would stay, refer to ${target.noun[1]} that are not in it and would be deleted. Import it in another mode, or remove those references first.`,
});

async function issuesOf(
  { transaction, graph, names }: ImportScope,
  findings: readonly Finding[],
  messageOf: (finding: Finding) => Fault,
): Promise<Issue[]> {
  const paths = new Map<Kind, ReadonlyMap<string, readonly string[]>>();
  for (const kind of new Set(findings.map((finding) => finding.kind))) {
    const ids = findings.filter((finding) => finding.kind === kind).map((finding) => finding.rowId);
    paths.set(kind, await findAncestry(transaction, graph, kind, ids));
  }
  return findings.map((finding) => {
    const lineage = graph.lineage(finding.kind);
    const known = paths.get(finding.kind);
    const ids = known?.get(`${finding.rowId}@${finding.place}`) ??
      known?.get(finding.rowId) ?? [finding.rowId];
    const keyAbove = (level: number): string => {
      const [above, key] = [lineage[level - 1], lineage[level]?.parent?.key ?? ''];
      return above ? names.keyOf(above, key) : key;
    };
    const segments = ids.flatMap((id, level) => (level === 0 ? [id] : [keyAbove(level), id]));
    return {
      file: names.fileOf(finding.kind.area),
      pointer: pointer(...segments, ...(finding.field ? [names.keyOf(finding.kind, finding.field.key)] : [])),
      ...unpackPlace(finding.place),
      ...messageOf(finding),
    };
  });
}
