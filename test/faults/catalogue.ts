/** What the harness breaks, where, and what is promised then: the tables that the cases and docs/security.md are made from. */

import { type ImportMode, MODES } from '../../src/portability/kinds.js';

/** What an operation works with. */
export const THINGS = ['database', 'store', 'files'] as const;
export type Thing = (typeof THINGS)[number];

/** One sort of call to a thing. `stream` is a COPY: it is handed out at once, and nothing can be awaited before it. */
export type Call =
  | 'connect'
  | 'statement'
  | 'stream'
  | 'put'
  | 'get'
  | 'stat'
  | 'delete'
  | 'list'
  | 'sweepIncoming'
  | 'workspace'
  | 'open'
  | 'write'
  | 'read';

export interface Fault {
  /** What happens, completing "a call …". */
  readonly says: string;
  /** The calls that it can happen to. */
  readonly calls: readonly Call[];
  readonly promise: string;
  /** What the store keeps afterwards is not what it was given, and it said that all was well. */
  readonly damages?: true;
}

const ON_DATABASE = ['statement', 'stream'] as const;
const ON_STORE = ['put', 'get', 'stat', 'delete', 'list', 'sweepIncoming'] as const;
const ON_FILES = ['workspace', 'open', 'write', 'read'] as const;
const ANY = ['connect', ...ON_DATABASE, ...ON_STORE, ...ON_FILES] as const;

const UNDONE = 'The old state as a whole, or the new one where the answer (or the look-up) says so.';
const DAMAGE =
  'The rows are one of the two states; an export is whole and names the file; importing it again heals it.';

export const FAULTS = {
  error: {
    says: 'is refused: a full disk, a serialization failure, no more connections, a store that is full or down',
    calls: ANY,
    promise: UNDONE,
  },
  'lost-before': {
    says: 'does not arrive: the connection is lost before it took effect',
    calls: [...ON_DATABASE, 'put', 'get', 'stat', 'delete', 'list'],
    promise: UNDONE,
  },
  'lost-after': {
    says: 'takes effect, and the connection is lost before the answer; a download breaks off in its middle',
    calls: [...ON_DATABASE, ...ON_STORE],
    promise: UNDONE,
  },
  down: {
    says: 'fails, and so does every later one until the operation has ended',
    calls: ['statement', 'put', 'get', 'stat', 'delete', 'list'],
    promise: UNDONE,
  },
  slow: {
    says: 'is carried out after every time-out of the server has passed',
    calls: ['statement'],
    promise: UNDONE,
  },
  late: {
    says: 'is given up for its time-out, and takes effect when the operation has ended',
    calls: ['statement', ...ON_STORE],
    promise: `${UNDONE} What lands late changes neither.`,
  },
  later: {
    says: 'is given up for its time-out, and takes effect when the next operation has ended, too',
    calls: ['statement', 'put', 'delete'],
    promise: 'The next operation is as safe as this one: what lands late changes neither.',
  },
  lies: {
    says: 'is answered as done and was not: nothing stored, nothing removed, a stat of the opposite, an empty list',
    calls: ['put', 'stat', 'delete', 'list'],
    promise: DAMAGE,
    damages: true,
  },
  short: {
    says: 'moves fewer bytes than it says',
    calls: ['put', 'get', 'read'],
    promise: DAMAGE,
    damages: true,
  },
  flipped: {
    says: 'changes a bit of what it moves',
    calls: ['put', 'get', 'read'],
    promise: DAMAGE,
    damages: true,
  },
  ahead: {
    says: 'takes place, and the clock jumps ahead: a day, or what S3 tolerates',
    calls: ANY,
    promise: 'No difference.',
  },
  back: {
    says: 'takes place, and the clock jumps back as far',
    calls: ANY,
    promise: 'No difference.',
  },
  pause: {
    says: 'takes place after another instance has done its work on the same account',
    calls: ['statement', ...ON_STORE],
    promise: 'What some order of the two would have led to; each is told the truth.',
  },
  killed: {
    says: 'is the last: the process is ended by SIGKILL before it',
    calls: ANY,
    promise: 'The old state or the new one, the look-up says which; the next sweep removes what is left.',
  },
} as const satisfies Record<string, Fault>;

export type FaultKind = keyof typeof FAULTS;

export const faultOf = (kind: FaultKind): Fault => FAULTS[kind];

const OTHERS = {
  export: 'An export.',
  preview: 'A preview of an archive that changes, adds and removes.',
  removal: 'An import of an archive without a row: all files are removed.',
  sweep: 'A round of the maintenance, beside blobs that no row refers to.',
} as const;

export type Operation = keyof typeof OTHERS | ImportMode;

/** The operations, and what each is asked for: every mode with an archive that changes, adds and removes. */
export const OPERATIONS: Readonly<Record<Operation, string>> = {
  ...OTHERS,
  ...(Object.fromEntries(
    Object.entries(MODES).map(([name, { words }]) => [name, `${words.title}: ${words.summary}.`]),
  ) as Record<ImportMode, string>),
};
export const OPERATION_NAMES = Object.keys(OPERATIONS) as Operation[];

/** Whether rows come in anew each time, so that the same import once more is another one. */
export const isFresh = (operation: Operation): boolean =>
  operation in MODES && MODES[operation as ImportMode].identity === 'fresh';

/** What another instance does to the same account at the moment of the fault. */
export const BESIDES = ['export', 'import'] as const;
export type Beside = (typeof BESIDES)[number];

export const STORES = ['fs', 's3'] as const;
export type StoreKind = (typeof STORES)[number];

/** The rows of the table in docs/security.md. */
export function faultTable(): readonly (readonly string[])[] {
  return (Object.entries(FAULTS) as [FaultKind, Fault][]).map(([kind, { says, calls, promise }]) => [
    `\`${kind}\``,
    `A call ${says}.`,
    calls.length === ANY.length ? 'every call' : calls.join(', '),
    promise,
    kind === 'killed' ? '`faults/killed`' : '`faults/faults`',
  ]);
}
