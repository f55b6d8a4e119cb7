/** German, key for key as English: the compiler refuses a missing or a surplus key. */
import type { Catalogue } from '../catalogue';
import { expected } from './expected';
import { codes, failures, problems } from './failures';
import { fields } from './fields';
import { areas, counted, kinds } from './kinds';
import { modes } from './modes';
import { session } from './session';
import { yourData } from './your-data';

export const de = {
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
} as const satisfies Catalogue;
