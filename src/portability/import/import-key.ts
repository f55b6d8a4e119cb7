/** What an import is called by whoever sends it, and what it consists of. */
import { createHash } from 'node:crypto';
import { isUuid } from '../archive/uuid.js';
import { spelled, type PartChoice } from './part.js';

/**
 * The UUID under which an import is kept: the key itself where it is a UUID, else one that is derived from it
 * (version 8, RFC 9562, section 5.8).
 */
export function importIdOf(key: string): string {
  const name = key.toLowerCase();
  if (isUuid(name)) return name;
  const hex = createHash('sha256').update(key).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}

/** Tells two requests under one key apart: the file, the mode, what was confirmed, and what of it was chosen. */
export function fingerprintOf(
  request: PartChoice & {
    readonly upload: { readonly sha256: string };
    readonly mode: string;
    readonly confirm?: true | string | undefined;
  },
): string {
  const choice = spelled(request);
  return createHash('sha256')
    .update(
      JSON.stringify([request.upload.sha256, request.mode, request.confirm, ...(choice ? [choice] : [])]),
    )
    .digest('hex');
}

/** The same of a request to undo an import: which, and what was confirmed. */
export const undoFingerprintOf = (undoes: string, confirm: true | string | undefined): string =>
  createHash('sha256')
    .update(JSON.stringify(['undo', undoes, confirm ?? null]))
    .digest('hex');
