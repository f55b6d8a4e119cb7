/** Gives the keyboard's focus back when what has taken it goes away. */
import { useEffect, useLayoutEffect, useRef } from 'react';

/** The elements that had the focus last, the latest at the end. */
const latest: HTMLElement[] = [];
/** Whoever opens a question is seldom further back. */
const REMEMBERED = 50;

document.addEventListener('focusin', ({ target }) => {
  if (!(target instanceof HTMLElement)) return;
  latest.push(target);
  latest.splice(0, latest.length - REMEMBERED);
});

/**
 * Where this goes away with the focus in it, the focus goes to what had it when this came, or to the last before that which is still there:
 * unless what has come of it takes the focus.
 */
export function useReturnedFocus(wanted: boolean): void {
  const before = useRef<readonly HTMLElement[]>([]);
  const held = useRef<Element | null>(null);
  // Before this takes the focus, and before it is gone.
  useLayoutEffect(() => {
    before.current = [...latest];
    return () => {
      held.current = document.activeElement;
    };
  }, []);
  useEffect(
    () => () => {
      if (!wanted) return;
      // What comes in its place takes the focus in the same turn.
      queueMicrotask(() => {
        if (held.current?.isConnected === false && document.activeElement === document.body)
          before.current.findLast(canTakeFocus)?.focus();
      });
    },
    [wanted],
  );
}

/** A button that is busy cannot. */
const canTakeFocus = (element: HTMLElement): boolean =>
  element.isConnected && !element.matches(':disabled, [aria-disabled=true]');
