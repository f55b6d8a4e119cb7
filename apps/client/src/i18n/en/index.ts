/** English: the language that every other catalogue has to match, key for key. */
import { expected } from './expected';
import { codes, failures, problems } from './failures';
import { fields } from './fields';
import { areas, counted, kinds } from './kinds';
import { modes } from './modes';
import { session } from './session';
import { yourData } from './your-data';

export const en = {
  account: {
    ...session,
    yourData,
    failures,
    problems,
    codes,
    expected,
    areas,
    counted,
    kinds,
    fields,
    modes,
  },
} as const;
