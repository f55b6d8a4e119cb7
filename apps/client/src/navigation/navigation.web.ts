/** Going from screen to screen, in a browser. */
import { useEffect } from 'react';
import { router, type Href } from './address.web';

export { router };

export function Redirect({ href }: { readonly href: Href }) {
  useEffect(() => router.replace(href), [href]);
  return null;
}
