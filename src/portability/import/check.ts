/** Checks what only the whole archive can show: references, circles, UUIDs that stand twice. It finds, and leaves the words to others. */
import type { Kind } from '../archive/define-kind.js';
import { findCycles } from '../storage/cycles.js';
import { findDuplicates, findSharedOrigins } from '../storage/duplicates.js';
import type { Findings } from '../storage/findings.js';
import { findKeptReferences, type KeptReferences } from '../storage/kept-references.js';
import { findBrokenReferences } from '../storage/references.js';
import { MOST_ISSUES } from '../issue.js';
import { updatesRows, type Mode } from './modes/mode.js';
import { skippedKinds } from './modes/skipped-kinds.js';
import { checkKeys, hasKeys, keysQuestion, type TakenKeys } from './check-keys.js';
import type { Rows } from './plan.js';
import type { ImportScope } from './scope.js';

/** What is looked for among rows. */
export type RowCheck =
  'duplicate' | 'shared-origin' | 'dangling' | 'wrong-kind' | 'cycle' | 'outside' | 'cycle-with-own';

/** What one check found; at most a thousand of `total`. */
export type Found =
  | (Findings & { readonly check: RowCheck })
  | (TakenKeys & { readonly check: 'not-unique' })
  | { readonly check: 'kept-reference'; readonly total: number; readonly first: readonly KeptReferences[] };

/** What checks of modes have found, by the name of the mode. */
export interface ModeFindings {
  /** The first thing that stands in the way of a mode; nothing for modes that nothing stands in the way of. */
  readonly obstacles: ReadonlyMap<string, Found>;
  /** See `TakenKeys`; of modes for which there is something. */
  readonly cleared: ReadonlyMap<string, ReadonlySet<Kind>>;
}

/** UUIDs that stand for two rows; to be called before anything relies on them standing for one. */
export const checkDuplicates = async ({ staging }: ImportScope): Promise<readonly Found[]> => [
  { check: 'duplicate', ...(await findDuplicates(staging, MOST_ISSUES)) },
  { check: 'shared-origin', ...(await findSharedOrigins(staging, MOST_ISSUES)) },
];

/** References that no mode can follow. */
export async function checkReferences({
  transaction,
  graph,
  staging,
}: ImportScope): Promise<readonly Found[]> {
  const search = { most: MOST_ISSUES };
  return [
    { check: 'dangling', ...(await findBrokenReferences(transaction, graph, 'dangling', search)) },
    { check: 'wrong-kind', ...(await findBrokenReferences(transaction, graph, 'wrong-kind', search)) },
    { check: 'cycle', ...(await findCycles(staging, MOST_ISSUES)) },
  ];
}

/**
 * What stands in the way of single modes: the first thing for each. What several modes ask is asked once.
 */
export async function checkModes(
  scope: ImportScope,
  modes: ReadonlyMap<string, Mode>,
  rows: Rows,
): Promise<ModeFindings> {
  const asked = new Map<string, Found>();
  const obstacles = new Map<string, Found>();
  const cleared = new Map<string, ReadonlySet<Kind>>();
  for (const [name, mode] of modes) {
    for (const { key, ask } of questionsOf(scope, mode, rows)) {
      const found = asked.get(key) ?? (await ask());
      asked.set(key, found);
      if (found.check === 'not-unique' && found.cleared.size > 0) cleared.set(name, found.cleared);
      if (found.total === 0) continue;
      obstacles.set(name, found);
      break;
    }
  }
  return { obstacles, cleared };
}

interface Question {
  /** Equal where the answer is. */
  readonly key: string;
  ask(): Promise<Found>;
}

function questionsOf(scope: ImportScope, mode: Mode, rows: Rows): readonly Question[] {
  const questions: Question[] = [];
  const keepsRows = rows.version !== undefined;
  if (mode.rows.absent === 'delete')
    questions.push({ key: 'kept-reference', ask: () => keptReferences(scope, keepsRows) });
  if (mode.references === 'archive') {
    const skipped = skippedKinds(scope.graph, mode, rows.existing);
    const skippedNames = [...skipped].map(({ name }) => name);
    questions.push({ key: `outside ${skippedNames.join()}`, ask: () => outside(scope, skipped) });
  }
  if (updatesRows(mode) && (mode.references !== 'archive' || keepsRows)) {
    // Rows that are new cannot close a circle with rows that stay as they are: none of those refers to them.
    questions.push({ key: 'cycle-with-own', ask: () => cyclesWithOwn(scope) });
  }
  if (hasKeys(scope, rows))
    questions.push({
      key: keysQuestion(mode),
      ask: async () => ({ check: 'not-unique', ...(await checkKeys(scope, mode, rows)) }),
    });
  return questions;
}

async function keptReferences(
  { transaction, graph, userId, part: { isReplaced } }: ImportScope,
  keepsRows: boolean,
): Promise<Found> {
  const first = await findKeptReferences(transaction, graph, userId, { isReplaced, keepsRows });
  return { check: 'kept-reference', total: first.length, first };
}

async function outside({ transaction, graph }: ImportScope, skipped: ReadonlySet<Kind>): Promise<Found> {
  const search = { most: MOST_ISSUES, kinds: graph.kinds.filter((kind) => !skipped.has(kind)) };
  return { check: 'outside', ...(await findBrokenReferences(transaction, graph, 'outside', search)) };
}

const cyclesWithOwn = async ({ staging, userId }: ImportScope): Promise<Found> => ({
  check: 'cycle-with-own',
  ...(await findCycles(staging, MOST_ISSUES, userId)),
});
