/** Keeps account of the blobs that an import touches: which of them are removed depends on how it ends. */
import type { Kind } from '../archive/define-kind.js';
import type { Portability } from '../portability.js';
import { removeReleased, removeUncommitted } from '../storage/blobs/remove.js';
import { releasing } from '../storage/media-rows.js';
import type { StoredFile } from './media.js';
import type { ModePlan } from './plan.js';
import type { ImportScope } from './scope.js';
import { writePlan } from './write.js';

export interface BlobLedger {
  /** The blobs that the import stored, by digest. They outlive an attempt that fails: the next need not store them again. */
  readonly stored: Map<string, StoredFile>;
  /** Replaces the keys that no row refers to any more once this attempt is committed. */
  release(keys: readonly string[]): void;
  /** To be called before the safety copy of this attempt is stored. That of an earlier attempt is removed. */
  storingCopy(key: string): Promise<void>;
  /** Adds keys of safety copies that are not kept any more once this attempt is committed. */
  releaseCopies(keys: readonly string[]): void;
  /** To be called when an attempt begins: what earlier ones released they did not. */
  begin(): void;
  /** To be called after the commit. @returns how many blobs were removed */
  removeReleased(): Promise<number>;
  /** To be called when it is known that nothing was committed. */
  removeStored(): Promise<void>;
}

/** A ledger without entries. */
export function createBlobLedger(portability: Portability, userId: string): BlobLedger {
  const stored = new Map<string, StoredFile>();
  let released: readonly string[] = [];
  let copy: string | undefined;
  let releasedCopies: readonly string[] = [];
  return {
    stored,
    begin() {
      released = [];
      releasedCopies = [];
    },
    release(keys) {
      released = keys;
    },
    async storingCopy(key) {
      const earlier = copy;
      copy = key;
      if (earlier !== undefined) await removeUncommitted(portability, [earlier]);
    },
    releaseCopies(keys) {
      releasedCopies = [...releasedCopies, ...keys];
    },
    async removeReleased() {
      // No export reads them.
      await removeUncommitted(portability, releasedCopies);
      return removeReleased(portability, userId, released);
    },
    removeStored: () =>
      removeUncommitted(portability, [
        ...[...stored.values()].map(({ key }) => key),
        ...(copy === undefined ? [] : [copy]),
      ]),
  };
}

/** Writes the plan. @returns the keys of the blobs that no row refers to any more */
export async function writeReleasing(
  scope: ImportScope,
  plan: ModePlan,
  staged: ReadonlyMap<Kind, number>,
): Promise<readonly string[]> {
  const { transaction, graph, userId } = scope;
  if (touchesBlobs(scope, plan, staged))
    return releasing(transaction, graph, userId, () => writePlan(scope, plan));
  await writePlan(scope, plan);
  return [];
}

/** Whether media rows are there, deleted or changed, so that they may come to refer to other blobs. */
function touchesBlobs(
  { graph: { blobKind } }: ImportScope,
  { effects }: ModePlan,
  staged: ReadonlyMap<Kind, number>,
): boolean {
  if (!blobKind) return false;
  const media = effects[blobKind.name];
  return (staged.get(blobKind) ?? 0) + (media?.update ?? 0) + (media?.delete ?? 0) > 0;
}
