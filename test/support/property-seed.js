/** Properties try the examples of Jest's seed: a run is had again by `--seed`. */
import fc from 'fast-check';

/** Odd, and far from a small number: two properties of a spec share no examples, nor the UUIDs in them. */
const STEP = 0x9e3779b1;

/** Begins anew, so that what a spec tries does not depend on the specs before it. @param {number} seed of the run */
export function seedProperties(seed) {
  let next = seed;
  fc.configureGlobal({
    /** Asked for anew by each `assert`. */
    get seed() {
      next = (next + STEP) | 0;
      return next;
    },
  });
}
