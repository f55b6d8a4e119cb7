/** One case of the harness as one line: `seed:operation:store:interaction:fault[:beside]`. */
import {
  BESIDES,
  FAULTS,
  OPERATIONS,
  STORES,
  type Beside,
  type FaultKind,
  type Operation,
  type StoreKind,
} from './catalogue.js';

export interface FaultCase {
  /** Of the data, and of what an error says. */
  readonly seed: number;
  readonly operation: Operation;
  readonly store: StoreKind;
  /** The k-th interaction of the operation, from 1; or the n-th of a name, such as `store.delete#1`, which outlives changes elsewhere. */
  readonly at: number | string;
  readonly kind: FaultKind;
  /** What another instance does at that moment. */
  readonly beside?: Beside;
}

export const nameOf = ({ seed, operation, store, at, kind, beside }: FaultCase): string =>
  [seed, operation, store, at, kind, ...(beside ? [beside] : [])].join(':');

/** @throws Error where the line is no case */
export function parseCase(line: string): FaultCase {
  const [seed = '', operation = '', store = '', at = '', kind = '', beside] = line.split(':');
  const known =
    /^\d+$/.test(seed) &&
    operation in OPERATIONS &&
    (STORES as readonly string[]).includes(store) &&
    /^\d+$|^\w+\.[\w ]+#\d+$/.test(at) &&
    kind in FAULTS &&
    (beside === undefined || (BESIDES as readonly string[]).includes(beside));
  if (!known) throw new Error(`"${line}" is no case: seed:operation:store:interaction:fault[:beside]`);
  return {
    seed: Number(seed),
    operation: operation as Operation,
    store: store as StoreKind,
    at: /^\d+$/.test(at) ? Number(at) : at,
    kind: kind as FaultKind,
    ...(beside === undefined ? {} : { beside: beside as Beside }),
  };
}
