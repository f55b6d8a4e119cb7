/** Tells when the person comes back to this tab: in another, somebody else may have signed in with the same cookie. */

/** Calls back at every return. Returns the way to stop. */
export function whenLookedAt(callback: () => void): () => void {
  window.addEventListener('focus', callback);
  return () => window.removeEventListener('focus', callback);
}
