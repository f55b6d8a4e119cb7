/** The sentence that names what goes. */
import type { TFunction } from 'i18next';
import type { KindEffects } from '../api/types';
import { countInWords, listInWords } from '../i18n/words';
import { deletionsOf } from './effects';
import { isKnownKind, KINDS } from './kinds';

/** "I'll delete 2 people and 1 note that aren't in this file."; null when nothing goes. */
export function deletionsInWords(t: TFunction, effects: KindEffects): string | null {
  const deleted = deletionsOf(effects);
  const kinds = Object.keys(deleted).sort((a, b) => rankOf(a) - rankOf(b));
  if (kinds.length === 0) return null;
  const list = listInWords(
    t,
    kinds.map((kind) => {
      const count = deleted[kind]!;
      return isKnownKind(kind) ? countInWords(t, kind, count) : `${count} ${kind}`;
    }),
  );
  const single = kinds.length === 1 && deleted[kinds[0]!] === 1;
  return t(single ? 'account.yourData.effects.deletesOne' : 'account.yourData.effects.deletes', { list });
}

/** What a newer service knows and this client does not comes last, but comes. */
function rankOf(kind: string): number {
  return isKnownKind(kind) ? KINDS.indexOf(kind) : KINDS.length;
}
