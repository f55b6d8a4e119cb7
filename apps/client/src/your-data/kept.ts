/** An archive that was looked at and that the service still has: what a page needs to show it again after a reload. */
import type { ImportMode } from '../api/types';
import type { Choice, LeftOutRow } from './choice';
import { isMode } from './modes';

export interface KeptArchive {
  readonly userId: string;
  /** Under what the service has it. */
  readonly upload: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number | null;
  readonly choice: Choice;
  /** As it was selected. */
  readonly mode: ImportMode;
}

/** What stands there may be of another version, or of another person who uses this browser. */
export function parseKept(json: string, user: string): KeptArchive | null {
  const read = JSON.parse(json) as Partial<Record<keyof KeptArchive, unknown>> | null;
  const { userId, upload, name, size, choice, mode } = read ?? {};
  if (userId !== user || typeof upload !== 'string' || typeof name !== 'string') return null;
  if ((size !== null && typeof size !== 'number') || !isChoice(choice) || !isMode(mode)) return null;
  return { userId: user, upload, name, size, choice, mode };
}

function isChoice(read: unknown): read is Choice {
  if (typeof read !== 'object' || read === null) return false;
  const { held, areas, rows } = read as Partial<Record<keyof Choice, unknown>>;
  const areTexts = [held, areas].every((list) => Array.isArray(list) && list.every(isText));
  return areTexts && Array.isArray(rows) && rows.every(isRow);
}

const isText = (read: unknown): read is string => typeof read === 'string';
const isRow = (read: Partial<Record<keyof LeftOutRow, unknown>> | null): boolean =>
  isText(read?.id) && isText(read.label);
