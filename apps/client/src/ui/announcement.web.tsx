/** Tells a screen reader what sighted people see change: in the one region of the page that stands from its beginning. */
import { useEffect } from 'react';

export function Announcement({ text }: { readonly text: string }) {
  useEffect(() => {
    const region = document.getElementById('announcements');
    if (region !== null && text !== '') region.textContent = text;
  }, [text]);
  return null;
}
