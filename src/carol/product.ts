/** How Carol calls itself, in its archives and everywhere that the engine names an application. */
import type { Product } from '../portability/kinds.js';

export const CAROL = {
  name: 'Carol',
  slug: 'carol',
  readme: {
    about: `This folder is everything that one person kept in Carol: their career and the people around it. Carol is an app that people
run for themselves.`,
    importing:
      'In Carol, open the account settings, choose this archive under "Your data", look at the preview, and pick a mode:',
  },
} as const satisfies Product;
