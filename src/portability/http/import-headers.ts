/** What a request says about its import in headers: the key that it is known by, and whether to wait for its end. */
import type { Request } from 'express';
import { PortabilityError } from '../errors.js';

const KEY_HEADER = 'Idempotency-Key';
/** As Stripe takes them. */
const LONGEST_KEY = 255;
const KEY = new RegExp(`^[\\x21-\\x7e]{1,${LONGEST_KEY}}$`);
/** What leads elsewhere where the address of an import has its key. */
const NO_KEYS: readonly string[] = ['preview', 'history', '.', '..'];

/**
 * The key of the import, without its quotation marks: the draft of the IETF (draft-ietf-httpapi-idempotency-key-header) has a
 * structured string (RFC 9651, section 3.3.3), most clients send the bare text.
 * @returns undefined where none was sent
 * @throws PortabilityError `invalid-parameter`
 */
export function idempotencyKeyOf(request: Request): string | undefined {
  const sent = request.headers['idempotency-key'];
  if (sent === undefined) return undefined;
  const key = unquoted(String(sent).trim());
  if (!isKey(key)) {
    const detail = `must be 1 to ${LONGEST_KEY} visible ASCII characters without spaces, and none of: ${NO_KEYS.join(' ')}`;
    throw new PortabilityError(
      'invalid-parameter',
      `The header ${KEY_HEADER} ${detail}. A UUID that you make anew for each import is best.`,
      { errors: [{ parameter: KEY_HEADER, detail, allowed: ['<uuid>'] }] },
    );
  }
  return key;
}

/** Whether an import can be called that, and asked for by it. */
export const isKey = (text: string): boolean => KEY.test(text) && !NO_KEYS.includes(text);

const unquoted = (text: string): string =>
  /^"(?:[^"\\]|\\["\\])*"$/.test(text) ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;

/** Whether the client would rather have an answer before the work is done (RFC 7240, section 4.1). */
export function prefersAsync(request: Request): boolean {
  const preferences = String(request.headers['prefer'] ?? '').split(',');
  return preferences.some((each) => /^\s*respond-async\s*(;|$)/i.test(each));
}
