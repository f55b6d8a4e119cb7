/** Holds a text back until it has stood for a moment: what changes with every key is read out once. */
import { useEffect, useState } from 'react';

/** In ms. */
const STANDS_FOR = 700;

/** Empty at first: a live region must be there before its text. */
export function useSettledText(text: string): string {
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), STANDS_FOR);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
