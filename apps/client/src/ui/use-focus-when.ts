/** Moves a screen reader to what has just appeared. */
import { useEffect, useRef } from 'react';
import { AccessibilityInfo, type Text } from 'react-native';

export function useFocusWhen(wanted: boolean) {
  const ref = useRef<Text>(null);
  useEffect(() => {
    if (wanted && ref.current) AccessibilityInfo.sendAccessibilityEvent(ref.current, 'focus');
  }, [wanted]);
  return ref;
}
