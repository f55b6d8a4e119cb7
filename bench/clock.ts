/** Takes times: the floor and what is measured in turn, so that both meet the same machine. */
import { difference, type Cpu, type CpuMeter } from './cpu.js';

export interface Times {
  /** Milliseconds, medians. */
  readonly floor: number;
  readonly measured: number;
  /** CPU seconds, medians; absent where they are not known. */
  readonly cpu?: { readonly floor: Cpu; readonly measured: Cpu };
}

export interface Rounds {
  /** At most so many. */
  readonly rounds: number;
  /** Whose CPU counts for the floor, and for what is measured. */
  readonly meters?: { readonly floor: CpuMeter; readonly measured: CpuMeter } | undefined;
}

interface Turn {
  readonly wall: number;
  readonly cpu: Cpu | undefined;
}

/** Milliseconds. What takes longer is measured once. */
const LONG = 20_000;

/** Milliseconds that the work takes, unless it says how many to count. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  const answer = await work();
  return typeof answer === 'number' ? answer : performance.now() - start;
}

/** The median milliseconds of what is too short to be measured once. */
export async function medianOf(times: number, work: () => Promise<unknown>): Promise<number> {
  const all: number[] = [];
  for (let nth = 0; nth < times; nth++) all.push(await timed(work));
  return quantile(all, 0.5);
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const found = sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
  if (found === undefined) throw new Error('Nothing was measured');
  return found;
}

/** Runs both in turn, as often as said where they are short. Whatever prepares a run and is not to be counted goes into `before`. */
export async function compare(
  { rounds, meters }: Rounds,
  floor: () => Promise<unknown>,
  measured: () => Promise<unknown>,
  before: () => Promise<unknown> = async () => undefined,
): Promise<Times> {
  const floors: Turn[] = [];
  const turns: Turn[] = [];
  const start = performance.now();
  do {
    await before();
    floors.push(await turn(floor, meters?.floor));
    await before();
    turns.push(await turn(measured, meters?.measured));
  } while (turns.length < rounds && performance.now() - start < LONG * turns.length);
  const cpu = { floor: medianCpu(floors), measured: medianCpu(turns) };
  return {
    floor: medianWall(floors),
    measured: medianWall(turns),
    ...(cpu.floor && cpu.measured ? { cpu: { floor: cpu.floor, measured: cpu.measured } } : {}),
  };
}

async function turn(work: () => Promise<unknown>, meter: CpuMeter | undefined): Promise<Turn> {
  const before = await meter?.read();
  const wall = await timed(work);
  const after = await meter?.read();
  return { wall, cpu: before && after && difference(before, after) };
}

const medianWall = (turns: readonly Turn[]): number =>
  quantile(
    turns.map(({ wall }) => wall),
    0.5,
  );

function medianCpu(turns: readonly Turn[]): Cpu | undefined {
  const known = turns.flatMap(({ cpu }) => cpu ?? []);
  if (known.length === 0) return undefined;
  return {
    process: quantile(
      known.map(({ process }) => process),
      0.5,
    ),
    postgres: quantile(
      known.map(({ postgres }) => postgres),
      0.5,
    ),
  };
}

/** The same promise at every call. */
export function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => (result ??= work());
}
