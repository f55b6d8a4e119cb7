/** Keeps what has just appeared under the finger from being pressed by the second half of a double click. */
import { useEffect, useState } from 'react';

/** In ms: a little longer than the slowest double click that systems accept (500). */
const SETTLES_AFTER = 600;

/** False for the first moment after the component has appeared. */
export function useSettled(): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), SETTLES_AFTER);
    return () => clearTimeout(timer);
  }, []);
  return settled;
}
