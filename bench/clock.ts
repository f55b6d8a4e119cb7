/** Takes times: the floor and what is measured in turn, so that both meet the same machine. */

export interface Times {
  /** Milliseconds, medians. */
  readonly floor: number;
  readonly measured: number;
}

export interface Rounds {
  /** At most so many. */
  readonly rounds: number;
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
  { rounds }: Rounds,
  floor: () => Promise<unknown>,
  measured: () => Promise<unknown>,
  before: () => Promise<unknown> = async () => undefined,
): Promise<Times> {
  const floors: number[] = [];
  const times: number[] = [];
  const start = performance.now();
  do {
    await before();
    floors.push(await timed(floor));
    await before();
    times.push(await timed(measured));
  } while (times.length < rounds && performance.now() - start < LONG * times.length);
  return { floor: quantile(floors, 0.5), measured: quantile(times, 0.5) };
}

/** The same promise at every call. */
export function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => (result ??= work());
}
