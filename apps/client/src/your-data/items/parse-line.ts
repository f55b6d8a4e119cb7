/** Reads one line of a preview that is told row by row. */
import type { Preview, PreviewEnd, PreviewItem } from '../../api/types';

/** What a line says; null of one that this client does not understand. */
export type ParsedLine =
  | { readonly type: 'report'; readonly report: Preview }
  | { readonly type: 'item'; readonly item: PreviewItem }
  | { readonly type: 'end'; readonly items: number }
  | null;

export function parseLine(line: string): ParsedLine {
  let read: unknown;
  try {
    read = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof read !== 'object' || read === null) return null;
  if ('effect' in read && 'label' in read) return { type: 'item', item: read as PreviewItem };
  if ('end' in read) return { type: 'end', items: (read as PreviewEnd).items };
  return 'archive' in read ? { type: 'report', report: read as Preview } : null;
}
