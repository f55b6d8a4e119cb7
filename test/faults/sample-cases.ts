/** Which cases there are of a seed, and which of them a run takes, in which order. */
import { createHash } from 'node:crypto';
import {
  BESIDES,
  FAULTS,
  faultOf,
  OPERATION_NAMES,
  type Beside,
  type FaultKind,
  type StoreKind,
} from './catalogue.js';
import { nameOf, type FaultCase } from './fault-case.js';
import { isImport } from './operations.js';
import type { Reference } from './reference.js';

/** Every fault at every interaction, alone and beside another instance; in the order of their digests, so that any beginning is a fair sample. */
export function allCases(seed: number, store: StoreKind, { interactions }: Reference): FaultCase[] {
  const kinds = (Object.keys(FAULTS) as FaultKind[]).filter((kind) => kind !== 'killed');
  const cases = OPERATION_NAMES.flatMap((operation) =>
    interactions[operation].flatMap(({ call }, index) =>
      kinds
        .filter((kind) => faultOf(kind).calls.includes(call))
        .flatMap((kind) =>
          besidesOf(kind, isImport(operation)).map((beside): FaultCase => ({
            seed,
            operation,
            store,
            at: index + 1,
            kind,
            ...(beside ? { beside } : {}),
          })),
        ),
    ),
  );
  return inOrder(cases);
}

/** What does not wait for anything cannot have something happen meanwhile. */
const besidesOf = (kind: FaultKind, anImport: boolean): readonly (Beside | undefined)[] => {
  if (kind === 'pause') return anImport ? BESIDES : ['import'];
  return anImport && /^(lost|late|later|down)/.test(kind) ? [undefined, ...BESIDES] : [undefined];
};

export const inOrder = (cases: readonly FaultCase[]): FaultCase[] => {
  const digest = (one: FaultCase): string => createHash('sha256').update(nameOf(one)).digest('hex');
  return cases
    .map((one) => [digest(one), one] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, one]) => one);
};

/**
 * Takes a case of every (operation, thing, fault) in turn before a second of any, so that a short run has met as much as it can.
 */
export function spread(cases: readonly FaultCase[], { interactions }: Reference): FaultCase[] {
  const seen = new Map<string, number>();
  const ranked = cases.map((one) => {
    const { thing } = interactions[one.operation][Number(one.at) - 1] ?? {};
    const group = [one.operation, thing, one.kind].join();
    const rank = seen.get(group) ?? 0;
    seen.set(group, rank + 1);
    return [rank, one] as const;
  });
  return ranked.sort(([one], [other]) => one - other).map(([, one]) => one);
}
