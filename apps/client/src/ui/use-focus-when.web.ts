/** Moves the keyboard's focus, and a screen reader with it, to what has just appeared. */
import { useEffect, useRef } from 'react';
import type { Text } from 'react-native';

export function useFocusWhen(wanted: boolean) {
  const ref = useRef<Text>(null);
  useEffect(() => {
    if (wanted) (ref.current as unknown as HTMLElement | null)?.focus();
  }, [wanted]);
  return ref;
}
