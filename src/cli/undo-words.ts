/** What `history` and `undo` say. */
import type { ImportHistory, KindEffects } from '../portability/files.js';
import { amount, counted } from './amount.js';

/** What is said where the copy that is kept for undoing is to go. */
export const FORGET = {
  advice: 'It cannot be undone then: add --yes.',
  question: 'Remove what is kept to undo this import? It cannot be undone then.',
  done: 'What was kept to undo it is gone. Nothing else was changed.',
} as const;

export const historyLines = ({ imports }: ImportHistory): readonly string[] =>
  imports.length === 0 ? ['No imports in the last month.'] : imports.flatMap(lines);

const EFFECTS = [
  ['create', 'created'],
  ['update', 'updated'],
  ['delete', 'deleted'],
] as const;

function lines({
  key,
  importedAt,
  mode,
  effects,
  areas,
  skipped,
  undo,
  undoes,
}: ImportHistory['imports'][number]): readonly string[] {
  const done = EFFECTS.map(([effect, word]) => [sum(effects, effect), word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${counted(count, ['row', 'rows'])} ${word}`);
  const part = [
    ...(areas ? [` of ${areas.join(', ')}`] : []),
    ...(skipped > 0 ? [` without ${counted(skipped, ['entry', 'entries'])}`] : []),
  ].join('');
  return [
    `${importedAt}  ${undoes === null ? mode : `undid ${undoes}`}${part}: ${done.length === 0 ? 'nothing changed' : done.join(', ')}`,
    `  ${key}  ${undo ? `can be undone until ${undo.until} (${amount(undo.bytes)} are kept)` : 'cannot be undone'}`,
  ];
}

const sum = (effects: KindEffects, effect: (typeof EFFECTS)[number][0]): number =>
  Object.values(effects).reduce((all, each) => all + each[effect], 0);
