/** Finds keys that stand twice in one mapping. */
import type { Entry, YamlIssue } from './nodes.js';

/** Up to here comparing all with all is faster than a set. */
export const FEW = 12;

export const duplicateIssue = ({ key }: Entry): YamlIssue => ({
  line: key.line,
  column: key.column,
  code: 'duplicate-key',
  detail: 'This key stands twice in one mapping. Remove one of the two.',
});

/** The entries without those whose key stood before, which are reported; the same array if there are none. */
export function firstDuplicates(entries: Entry[], report: (issue: YamlIssue) => void): Entry[] {
  if (!hasDuplicates(entries)) return entries;
  const seen = new Set<string>();
  return entries.filter((entry) => {
    const first = !seen.has(entry.key.value);
    seen.add(entry.key.value);
    if (!first) report(duplicateIssue(entry));
    return first;
  });
}

/** Whether a key stands twice. */
export function hasDuplicates(entries: readonly Entry[]): boolean {
  const count = entries.length;
  if (count > FEW) return new Set(entries.map(({ key }) => key.value)).size < count;
  for (let index = 1; index < count; index++) {
    const key = (entries[index] as Entry).key.value;
    for (let other = 0; other < index; other++) if ((entries[other] as Entry).key.value === key) return true;
  }
  return false;
}
