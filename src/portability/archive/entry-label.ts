/** What a person calls an entry of which not all can be read: its label, as far as the file says it. */
import type { Kind } from './define-kind.js';
import { fillLabel, LABEL_CHARACTERS, labelPath, PARENT_KEY, parseLabel, partialLabelOf } from './label.js';
import type { Entry, Mapping } from './yaml/read.js';

/** An entry, and the one that it stands in. */
export interface NamedEntry {
  readonly kind: Kind;
  readonly node: Mapping;
  readonly above?: NamedEntry | undefined;
}

/** @returns undefined where nothing of it is a name, and of an entry that is too long to be looked at once more */
export const entryLabel = (entry: NamedEntry): string | undefined => partialLabelOf(labelIn(entry));

const labelIn = (entry: NamedEntry): string | null =>
  fillLabel(parseLabel(entry.kind.label), (key) => valueIn(entry, key)) || null;

function valueIn(entry: NamedEntry, key: string): string | null {
  const { name, of } = labelPath(key);
  if (name !== PARENT_KEY || !entry.kind.parent) return textIn(entry, name);
  if (!entry.above) return null;
  return of === undefined ? labelIn(entry.above) : textIn(entry.above, of);
}

/** The text of a value; null of one that leads to another entry, whose name is not known here. */
function textIn({ kind, node: { entries } }: NamedEntry, key: string): string | null {
  const type = kind.fields.find((field) => field.key === key)?.type;
  if (!Array.isArray(entries) || type === 'reference' || type === 'media') return null;
  const value = (entries as readonly Entry[]).find((entry) => entry.key.value === key)?.value;
  if (value?.type !== 'scalar' || value.tag === 'null' || value.value === '') return null;
  return type === 'timestamp' ? value.value.slice(0, DAY) : value.value.slice(0, LABEL_CHARACTERS);
}

/** Characters of the day in a timestamp. */
const DAY = 'YYYY-MM-DD'.length;
