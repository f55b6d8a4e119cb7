/** How long something still takes, by how fast it has gone until now. */
import { useState } from 'react';

/** How far something was, and when. */
export interface Sample {
  /** In ms. */
  readonly at: number;
  /** In whatever it is counted. */
  readonly done: number;
}

/** In ms: what is younger says nothing about the rest. */
const TELLING = 3_000;

/** In ms; null while nobody can say. */
export function timeLeft(first: Sample, now: Sample, total: number): number | null {
  const took = now.at - first.at;
  const came = now.done - first.done;
  return took < TELLING || came <= 0 ? null : (Math.max(0, total - now.done) / came) * took;
}

interface Counted {
  /** What is counted: another begins anew. */
  readonly of: string;
  readonly done: number;
  /** Null or 0 while nobody knows. */
  readonly total: number | null;
}

/** In ms; null while nobody can say, and where nothing is counted. What goes on where it broke off counts from there. */
export function useTimeLeft({ of, done, total }: Counted, clock: () => number = Date.now): number | null {
  const [first, setFirst] = useState({ of, done, at: clock() });
  if (first.of !== of || done < first.done) setFirst({ of, done, at: clock() });
  return total === null || total === 0 ? null : timeLeft(first, { done, at: clock() }, total);
}
