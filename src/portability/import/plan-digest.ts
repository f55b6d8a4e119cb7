/** Names a plan: whoever confirms it by its digest gets just this plan carried out, or none. */
import { createHash } from 'node:crypto';
import type { ModePlan } from './plan.js';

/** Part of what is hashed: raised where the same plan would be named otherwise. */
const VERSION = 1;

/**
 * SHA-256 in hexadecimal over the archive, the mode, and every row that would be created, updated or deleted, with what the existing ones
 * are now; of a part, also over what was chosen, what is left out, and where references that lead outside lead. Which rows are created follows from the archive and those that meet existing ones. Rows that stay have no part in it, nor has
 * anything of other users. Any instance on the same database gives the same.
 * @param plan made of rows that were compared with their versions
 * @param archive its SHA-256
 */
export function planDigest({ mode, effects, compared }: ModePlan, name: string, archive: string): string {
  const rows = [...compared.staged.keys()].map((kind) => {
    const { create = 0, update = 0, delete: deleted = 0 } = effects[kind.name] ?? {};
    const counts = [kind.name, create, update, deleted];
    if (mode.identity === 'fresh') return counts;
    const { versions } = compared.comparisons.get(kind) ?? { versions: NOTHING_MET };
    if (!versions) throw new Error('Rows were compared without their versions');
    return [
      ...counts,
      versions.met,
      update > 0 ? versions.different : '',
      deleted > 0 ? compared.absent.get(kind) : '',
    ];
  });
  return createHash('sha256')
    .update(JSON.stringify([VERSION, archive, name, rows, ...partOf(compared)]))
    .digest('hex');
}

const partOf = ({ choice, version }: ModePlan['compared']): readonly unknown[] =>
  choice || version !== undefined ? [choice ?? null, version ?? null] : [];

const NOTHING_MET = { met: '', different: '' };
