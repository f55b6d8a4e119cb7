/** A phone's app has its session to itself: nobody else can have changed it meanwhile. */

/** Never calls back. Returns the way to stop. */
export function whenLookedAt(_callback: () => void): () => void {
  return () => undefined;
}
