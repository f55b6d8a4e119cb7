/** English: the language that every other catalogue has to match, key for key. */
import { codes, failures, problems } from './failures';
import { areas, counted, kinds } from './kinds';
import { session } from './session';
import { yourData } from './your-data';

export const en = {
  account: { ...session, yourData, failures, problems, codes, areas, counted, kinds },
} as const;
