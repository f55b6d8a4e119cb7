/** What changes in a row, field by field, short enough to be read. */
import type { KindField } from '../archive/define-kind.js';
import { instantOf } from '../archive/item-spelling.js';
import { COMPARED_CHARACTERS } from '../storage/item-sql.js';
import { labelOf } from '../archive/label.js';

/** Characters of a text that are told at most, with a sign where there are more. */
export const TOLD_CHARACTERS = 200;
/** Of these, how many stand before the first that differs. */
const BEFORE_DIFFERENCE = 40;
/** Differences within one JSON value that are told one by one. */
const MOST_DIFFERENCES = 50;
const MORE = '…';

export interface Change {
  /** The key of the field, as an archive has it; of what the row belongs to, as `jobId`. */
  readonly field: string;
  /** Within JSON: a JSON Pointer (RFC 6901) to what differs. */
  readonly pointer?: string;
  readonly from: unknown;
  readonly to: unknown;
  /** Of a reference: what the rows are called that it leads to; null where there is none, or nothing of it is a name. */
  readonly labels?: { readonly from: string | null; readonly to: string | null };
}

/**
 * The changes of one field.
 * @param from the text of the database, cut after `COMPARED_CHARACTERS`; null where there is nothing
 */
export function changesOf(
  name: string,
  field: KindField | undefined,
  from: string | null,
  to: string | null,
): readonly Change[] {
  switch (field?.type) {
    case 'boolean':
      return [{ field: name, from: from && from === 'true', to: to && to === 'true' }];
    case 'integer':
    case 'decimal':
      return [{ field: name, from: from && Number(from), to: to && Number(to) }];
    case 'timestamp':
      return [{ field: name, from: from && instantOf(from), to: to && instantOf(to) }];
    case 'media':
      return [{ field: name, from: fileOf(from), to: fileOf(to) }];
    case 'json':
      return jsonChanges(name, from, to);
    case 'textList':
    case 'list':
      return [{ field: name, ...listExcerpts(from, to) }];
    default:
      return [{ field: name, ...excerpts(from, to) }];
  }
}

/** Where a reference leads, and what that row is called, as far as it is known; nulls where it leads nowhere. */
export type ReferredRow = readonly [id: string | null, label: string | null];

/** The change of a reference, or of what the row belongs to. */
export const referenceChange = (
  name: string,
  [from, fromLabel]: ReferredRow,
  [to, toLabel]: ReferredRow,
): Change => ({
  field: name,
  from,
  to,
  labels: { from: labelOf(fromLabel) ?? null, to: labelOf(toLabel) ?? null },
});

/** `{name, type, size}`, or the UUID of a file that is not there. */
function fileOf(json: string | null): unknown {
  const file: unknown = json === null ? null : JSON.parse(json);
  if (typeof file !== 'object' || file === null || !('name' in file)) return file;
  return { ...file, name: cut(String(file.name), 0) };
}

/** Both from a little before the first difference on. */
function excerpts(from: string | null, to: string | null): { from: string | null; to: string | null } {
  if (from === null || to === null) return { from: from && cut(from, 0), to: to && cut(to, 0) };
  let same = 0;
  while (same < from.length && same < to.length && from.charCodeAt(same) === to.charCodeAt(same)) same++;
  const isShort = Math.max(from.length, to.length) <= TOLD_CHARACTERS;
  const start = isShort || same > COMPARED_CHARACTERS ? 0 : Math.max(0, same - BEFORE_DIFFERENCE);
  return { from: cut(from, start), to: cut(to, start) };
}

function cut(text: string, start: number): string {
  const end = start + TOLD_CHARACTERS;
  // No half of a character that takes two code units.
  const told = text.slice(start, end).replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '');
  return `${start > 0 ? MORE : ''}${told}${text.length > end ? MORE : ''}`;
}

/** Whole lists where both are short, else their JSON as text. */
function listExcerpts(from: string | null, to: string | null): { from: unknown; to: unknown } {
  const isShort = (text: string | null): boolean => (text?.length ?? 0) <= TOLD_CHARACTERS;
  if (!isShort(from) || !isShort(to)) return excerpts(from, to);
  return { from: from && JSON.parse(from), to: to && JSON.parse(to) };
}

function jsonChanges(field: string, from: string | null, to: string | null): readonly Change[] {
  const isWhole = (text: string | null): text is string =>
    text !== null && text.length <= COMPARED_CHARACTERS;
  if (!isWhole(from) || !isWhole(to)) return [{ field, ...excerpts(from, to) }];
  const changes: Change[] = [];
  if (
    !compareJson(JSON.parse(from), JSON.parse(to), '', (pointer, before, after) => {
      changes.push({ field, pointer, from: told(before), to: told(after) });
      return changes.length <= MOST_DIFFERENCES;
    })
  )
    return [{ field, ...excerpts(from, to) }];
  // Numbers that JavaScript takes for the same are others to the database.
  return changes.length > 0 ? changes : [{ field, ...excerpts(from, to) }];
}

/** Null where there is nothing; a text and a number as they are; what holds others as its JSON, cut. */
function told(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'string') return cut(value, 0);
  return typeof value === 'object' && value !== null ? cut(JSON.stringify(value), 0) : value;
}

type Tell = (pointer: string, from: unknown, to: unknown) => boolean;

/** Tells each difference, of what is missing on one side as a whole. @returns false where `tell` has said that it is enough */
function compareJson(from: unknown, to: unknown, pointer: string, tell: Tell): boolean {
  if (from === to) return true;
  const [before, after] = [membersOf(from), membersOf(to)];
  if (!before || !after || Array.isArray(from) !== Array.isArray(to)) return tell(pointer, from, to);
  return [...new Set([...before.keys(), ...after.keys()])].every((key) => {
    const below = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!before.has(key) || !after.has(key)) return tell(below, before.get(key), after.get(key));
    return compareJson(before.get(key), after.get(key), below, tell);
  });
}

const membersOf = (value: unknown): ReadonlyMap<string, unknown> | undefined =>
  typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
