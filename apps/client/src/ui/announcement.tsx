/** Tells a screen reader what sighted people see change. */
import { useEffect } from 'react';
import { AccessibilityInfo } from 'react-native';

export function Announcement({ text }: { readonly text: string }) {
  useEffect(() => {
    if (text !== '') AccessibilityInfo.announceForAccessibility(text);
  }, [text]);
  return null;
}
