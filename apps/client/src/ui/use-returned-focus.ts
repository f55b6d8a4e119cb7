/** On a phone a screen reader finds its place by itself when something goes away. */
export function useReturnedFocus(_wanted: boolean): void {
  // Nothing to do.
}
